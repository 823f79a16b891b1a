"""Every form of the registry, filled in: each field with something in it, each text with a canary of its own."""

from datetime import date, timedelta
from typing import Any

from django import forms

from qorgan.web.care.forms.base import AnswerField, CaseForm, DayField
from qorgan.web.care.records import OpenedCase
from qorgan.web.shell.forms import TextField

# What one field needs because of another.
FITTING: dict[str, dict[str, Any]] = {
    "opening": {"birth_year": "1990", "age_band": "30-49"},
    "consent": {"purpose": "letter", "centre": ""},
    "incident": {"age": "36"},
    "safety-plan": {"not_needed": []},
    "task": {"time": "14:30"},
    "exception": {"telling": "endangers"},
}


def filled(about: CaseForm, opened: OpenedCase | None, *, canary: str, today: date) -> dict[str, Any]:
    """Return what a browser would send with every field of a form filled in."""
    form = about.form(opened=opened, today=today)
    fitting = FITTING.get(about.name, {})
    rest = {name: field for name, field in form.fields.items() if name not in fitting}
    return {name: _filled(name, field, canary, today) for name, field in rest.items()} | fitting


def texts(about: CaseForm, *, canary: str, today: date) -> list[str]:
    """Return the canaries of a form's texts."""
    form = about.form(today=today)
    return [f"{canary}-{name}" for name, field in form.fields.items() if isinstance(field, TextField)]


def _filled(name: str, field: forms.Field, canary: str, today: date) -> Any:
    if isinstance(field, AnswerField):
        return "yes"
    if isinstance(field, forms.MultipleChoiceField):
        return [next(iter(field.choices))[0]]
    if isinstance(field, forms.ChoiceField):
        return next((str(code) for code, _label in field.choices if code), "")
    if isinstance(field, forms.BooleanField):
        return "on"
    if isinstance(field, DayField):
        return (today + timedelta(days=5) if name == "last_day" else today).isoformat()
    return "30" if isinstance(field, forms.IntegerField) else f"{canary}-{name}"
