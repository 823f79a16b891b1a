"""Every form of a case as an empty sheet, for days without power; what is written on it is typed in afterwards."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render

from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.permissions import Permission
from qorgan.web.care.forms.base import RecordForm
from qorgan.web.care.forms.opening import NewCaseForm
from qorgan.web.care.registry import FORMS, STEPS, forms_of
from qorgan.web.shell import clock

_LONG = 3  # rows of a text field from which on the sheet has many lines


@staff_only(Permission.CASES)
def sheets(request: StaffRequest) -> HttpResponse:
    """List the sheets by step."""
    steps = [{"title": title, "forms": forms_of(name)} for name, title in STEPS.items()]
    return render(request, "care/blank_sheets.html", {"steps": steps})


@staff_only(Permission.CASES)
def sheet(request: StaffRequest, form: str) -> HttpResponse:
    """Show one sheet for the printer; the first has the questions about consent on it as well."""
    if form not in FORMS:
        raise Http404
    kind: type[RecordForm] = NewCaseForm if form == "opening" else FORMS[form].form
    empty = kind(today=clock.today())
    shown = {
        "about": FORMS[form],
        "groups": [
            {"title": title, "fields": [_on_paper(one) for one in fields if one.name not in kind.OFF_PAPER]}
            for title, fields in empty.sections()
        ],
    }
    return render(request, "care/blank.html", shown)


def _on_paper(one: Any) -> dict[str, Any]:
    """Return what a field is on paper: boxes to tick, or lines to write on."""
    field = one.field
    boxes = [label for code, label in getattr(field, "choices", []) if code]
    rows = int(field.widget.attrs.get("rows", 1))
    return {
        "label": one.label,
        "help": one.help_text,
        "boxes": boxes,
        "is_box": isinstance(field, forms.BooleanField),
        "lines": range(0 if boxes else 6 if rows > _LONG else rows),
    }
