"""Small helps for templates."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import formats, timezone, translation

register = template.Library()


@register.inclusion_tag("shell/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show a field: label, help, fault, control."""
    kind = type(bound.field.widget).__name__
    is_group = kind in {"RadioSelect", "CheckboxSelectMultiple"}
    if bound.errors and not is_group:
        bound.field.widget.attrs["aria-invalid"] = "true"
        helped = bound.field.widget.attrs.get("aria-describedby", "")
        bound.field.widget.attrs["aria-describedby"] = f"{helped} {bound.auto_id}_error".strip()
    return {"field": bound, "is_group": is_group, "is_box": kind == "CheckboxInput"}


@register.filter
def spoken(value: Any) -> str:
    """Return a text of the pack or of a centre in the page's language, or an empty text."""
    language = translation.get_language() or "en"
    if hasattr(value, "in_language"):
        return str(value.in_language(language))
    if isinstance(value, dict):
        return str(value.get(language) or value.get("ru") or value.get("en") or "")
    return "" if value is None else str(value)


@register.filter
def at(mapping: Any, key: Any) -> Any:
    """Return what a mapping holds at a key."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def moment(value: Any) -> datetime | None:
    """Return an exact time from inside a seal as the country's clock showed it."""
    try:
        return timezone.localtime(datetime.fromisoformat(str(value)))
    except ValueError:
        return None


@register.filter
def day_of(value: Any) -> str:
    """Return the day of a date, or of an exact time from inside a seal, in the words of the page's language."""
    day = value if isinstance(value, date) else moment(value)
    return formats.date_format(day, "j E Y") if day else ""
