"""A copy of her file at the centre, which she asked for: sealed to her, for three days, behind her code and her safe word."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from qorgan.web.hear.coming_back import with_code
from qorgan.web.hear.visit import Her, believed
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import Envelope
from qorgan.web.sealed.sealing import Opened
from qorgan.web.shell import clock

KIND: Final = "release"
HOURS: Final = 72
_DAYS: Final = 4  # whole days after which the hours are over wherever she is; a row knows no hour


def until_of(now: datetime) -> str:
    """Return the moment until which a copy that is released now may be read."""
    return (now + timedelta(hours=HOURS)).isoformat()


def is_there(entry: Opened) -> bool:
    """Say whether a copy may still be read."""
    return entry.row.kind == KIND and clock.now() < datetime.fromisoformat(str(entry.document["until"]))


@with_code
def her_file(request: HttpRequest, her: Her) -> HttpResponse:
    """Show her the copy, where it is still there."""
    if not her.is_open:
        return redirect("public:safe-word")
    found = _newest(her)
    if found is None:
        return redirect("public:talk")
    shown: dict[str, Any] = {"until": found.document["until"], "parts": found.document["parts"]}
    return render(request, "hear/her_file.html", shown)


def _newest(her: Her) -> Opened | None:
    rows = Envelope.objects.filter(thread=her.found.disclosure.pk, kind=KIND, direction=sealing.Out)
    rows = rows.prefetch_related("wraps__from_survivor", "wraps__from_keyring__keyring")
    row = rows.order_by("-sequence").first()
    if row is None:
        return None
    opened = sealing.open_for_survivor(row, her.found.survivor, chosen=believed(her.found))
    return opened if is_there(opened) else None


def remove_old(*, today: date) -> int:
    """Destroy copies whose hours are over; return how many."""
    old = Envelope.objects.filter(kind=KIND, direction=sealing.Out, day__lte=today - timedelta(days=_DAYS))
    return old.delete()[1].get("sealed.Envelope", 0)
