"""A report as text for people, with no more digits than it knows."""

import html
import math
from collections.abc import Iterator, Sequence

from qorgan.know.overlap.estimates import Estimate
from qorgan.know.overlap.verdict import Verdict


def step_of(low: float, high: float | None) -> int:
    """Return the round number that an interval lets somebody write: the largest power of ten within a tenth of its width.

    Without a high end, three digits of the low one.

    Examples
    --------
    >>> step_of(9184, 12051), step_of(690, 796), step_of(12345, None)
    (100, 10, 100)
    """
    width = max(low / 10, 1) if high is None else high - low
    return int(10 ** max(math.floor(math.log10(max(width, 1) / 10)), 0))


def rounded(number: float | None, step: int, least: int = 0) -> str:
    """Write a number of people in round steps, as in ``9,200``, never below ``least``; a dash where there is none."""
    return "–" if number is None else f"{max(round(number / step) * step, least):,}"


def headline(verdict: Verdict, observed: int) -> str:
    """Say in a sentence what may be said."""
    step = step_of(verdict.low, verdict.high)
    low, point, high = (rounded(one, step, observed) for one in (verdict.low, verdict.estimate, verdict.high))
    if verdict.kind == "not determined":
        return f"Not determined. {observed:,} people are on a list; the lists do not say how many are on none."
    if verdict.high is None:
        return (
            f"Bounded from below: at least about {low} people, {observed:,} of them on a list. No number is the most."
        )
    if verdict.kind == "bounded":
        return f"Bounded: between about {low} and {high} people, {observed:,} of them on a list."
    return f"Determined: about {point} people, between {low} and {high}, {observed:,} of them on a list."


def row(estimate: Estimate, observed: int) -> tuple[str, ...]:
    """Return method, estimate, low, high and note."""
    if estimate.low is None:
        return (estimate.method, "–", "–", "–", estimate.note)
    step = step_of(estimate.low, estimate.high)
    ends = (rounded(one, step, observed) for one in (estimate.point, estimate.low, estimate.high))
    return (estimate.method, *ends, estimate.note)


def sensitivity_rows(rows: Sequence[dict[str, float | None]]) -> Iterator[tuple[str, ...]]:
    """Yield odds ratio, estimate, low and high."""
    for one in rows:
        step = step_of(one["low"] or 0.0, one["high"])
        yield (f"{one['odds_ratio']:.2g}", *(rounded(one[name], step) for name in ("estimate", "low", "high")))


def summary(
    verdict: Verdict,
    panel: Sequence[Estimate],
    *,
    observed: int,
    sensitivity: Sequence[dict[str, float | None]] = (),
    warnings: Sequence[str] = (),
) -> str:
    """Return headline, reasons, panel, sensitivity and warnings as plain text."""
    lines = [headline(verdict, observed), ""]
    lines += [f"- {reason}" for reason in verdict.reasons]
    lines += ["", *(_aligned(row(one, observed)) for one in panel)]
    if sensitivity:
        lines += ["", "No data can see the odds ratio of the highest order. Models set it to 1. If it were:"]
        lines += [_aligned(one) for one in sensitivity_rows(sensitivity)]
    lines += [f"\nWarning: {text}" for text in warnings]
    return "\n".join(lines)


def for_notebook(text: str) -> str:
    """Return a summary as a notebook shows it."""
    return f"<pre>{html.escape(text)}</pre>"


def _aligned(cells: Sequence[str]) -> str:
    first, *numbers = cells[:4]
    return " ".join([f"{first:20}", *(f"{cell:>12}" for cell in numbers), *cells[4:]]).rstrip()
