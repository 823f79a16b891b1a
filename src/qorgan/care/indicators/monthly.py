"""The monthly report of a centre: which indicators leave it, and how they add up, so that nothing is given back by a rest."""

from collections.abc import Iterable, Sequence

from qorgan.care.indicators.counts import (
    came_back,
    follow_ups,
    orders_about_to_end,
    orders_in_force,
    programmes,
    referrals,
    responses,
    safety_plans,
    without_plan,
)
from qorgan.care.indicators.release import Breakdown, Report
from qorgan.care.indicators.summaries import CaseSummary, Period, ProgrammeSummary
from qorgan.care.referral import State


def monthly(cases: Sequence[CaseSummary], parts: Iterable[ProgrammeSummary], period: Period) -> Report:
    """Return the counts of a period before anything is withheld.

    Parameters
    ----------
    cases : sequence of CaseSummary
        All of the centre, each once.
    parts : iterable of ProgrammeSummary
        Empty for who does not hold the programme's keyring.
    period : Period

    Returns
    -------
    Report
        ``seen`` is every case that was open in the period: those ``from-before`` and those ``new``; at its end each is
        ``open`` or ``closed``. Caseload by worker is not in it. Only what `release` makes of it leaves the centre.

    Notes
    -----
    Those from before are those that the report of the month before calls open. With them a reader could work out the new
    ones from the open and the closed; so new, closed and seen are published together, and only where both other counts are.
    """
    seen = [case for case in cases if case.is_seen(period)]
    n_open = sum(case.is_open(period.last) for case in seen)
    waits = responses(cases, period).waits
    n_new = sum(waits.values())
    wholes = {"from-before": len(seen) - n_new, "new": n_new, "closed": len(seen) - n_open, "seen": len(seen)}
    wholes |= {"open": n_open}
    back, planned = came_back(seen, period), safety_plans(seen, period)
    told = [
        ("new", {f"answered-{wait}": count for wait, count in waits.items()}),
        ("seen", {"came-back": back, "not-come-back": len(seen) - back}),
        ("seen", {"plan-made": planned, "no-plan-made": len(seen) - planned}),
        ("open", _split("with-plan", "without-plan", n_open, without_plan(cases, period.last))),
        *_events(cases, parts, period),
    ]
    counts = {code: count for whole, rows in told for code, count in {whole: sum(rows.values()), **rows}.items()}
    flow = tuple(Breakdown(whole, ("new", "closed", "seen"), adds_up=False) for whole in ("from-before", "open"))
    return Report(counts | wholes, (*(Breakdown(whole, tuple(rows)) for whole, rows in told), *flow))


def _events(
    cases: Sequence[CaseSummary], parts: Iterable[ProgrammeSummary], period: Period
) -> Iterable[tuple[str, dict[str, int]]]:
    sent = referrals(cases, period)
    n_ended, n_completed = programmes(parts, period)
    n_orders, n_ending = orders_in_force(cases, period.last), orders_about_to_end(cases, period.last)
    yield "follow-ups", {f"follow-up-{kept}": count for kept, count in follow_ups(cases, period).items()}
    yield "referrals", {f"referral-{one}": count for one, count in sent.items() if one is not State.DRAFT}
    yield "orders", _split("orders-later", "orders-about-to-end", n_orders, n_ending)
    yield "programmes", _split("programmes-not-completed", "programmes-completed", n_ended, n_completed)


def _split(rest: str, part: str, whole: int, n_part: int) -> dict[str, int]:
    return {rest: whole - n_part, part: n_part}
