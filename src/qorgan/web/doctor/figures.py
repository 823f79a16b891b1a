"""The ledger of figures: what waits for a check, what journalists see not much longer, and what they see no longer."""

from datetime import date
from typing import Final

from qorgan.web.doctor.content import LISTED, SOON
from qorgan.web.doctor.finding import Finding, Findings, look, ok
from qorgan.web.know.models import Version, VersionQuerySet

_RULE: Final = "a figure that the public sees was checked at its source by a second person, and not too long ago"


def check_ledger(today: date) -> Findings:
    """Look at the figures that are unchecked, expired, or expire soon."""
    shown = Version.objects.shown(today)
    waiting = (
        (
            "{} figures were never checked.",
            Version.objects.filter(state=Version.State.PROPOSED),
            "let a second person compare each with its source, or take it out, at the staff door under Ledger of figures",
        ),
        (
            "{} figures have expired and are not shown.",
            Version.objects.expired(today),
            "look at the source again, then change the figure and let it be checked, or withdraw it",
        ),
        (
            f"{{}} figures expire within {SOON.days} days.",
            shown.filter(shown_until__lte=today + SOON),
            "look at the source again, then change the figure and let it be checked",
        ),
    )
    for what, found, next_step in waiting:
        if n_found := found.count():
            yield _look(what.format(n_found), found, n_found, next_step)
    yield ok(f"{shown.count()} figures are shown to the public.")


def _look(what: str, found: VersionQuerySet, n_found: int, next_step: str) -> Finding:
    names = found.order_by("figure").values_list("figure__name", flat=True)[:LISTED]
    more = f" and {n_found - LISTED} more" if n_found > LISTED else ""
    return look(what, ", ".join(names) + more, rule=_RULE, next_step=next_step)
