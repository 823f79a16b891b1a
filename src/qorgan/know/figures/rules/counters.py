"""Counters that do not count the same, and shares that overlap."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from qorgan.know.figures.figure import Figure
from qorgan.know.figures.finding import Finding, about, not_all_compared
from qorgan.know.figures.ledger import MAX_PAIRS, Ledger, groups, pairs
from qorgan.know.figures.meanings import Break, Meanings
from qorgan.know.figures.numbers import percents
from qorgan.know.figures.texts import Slot, message

_LIKE_DAYS: Final = 31  # spans that differ by no more are of one length


def counters_differ(ledger: Ledger) -> Iterator[Finding]:
    """More of what follows than of what it follows from.

    Example: 77,000 protection orders on 52,000 calls to 102 in the same ten months of 2025.
    """
    follows = ledger.meanings.follows
    crowded: list[Figure] = []
    for pair in pairs(
        ledger.counts, lambda figure: (figure.event, figure.place, figure.population, figure.period), crowded
    ):
        for later, earlier in (pair, pair[::-1]):
            if earlier.unit in follows.get(later.unit or "", ()) and _is_more(later, earlier):
                names = [ledger.meanings.name(one.unit or "") for one in (later, earlier)]
                yield about("counters-differ", (later, earlier), later=names[0], earlier=names[1])
    yield from not_all_compared(crowded, MAX_PAIRS)


def one_series(ledger: Ledger) -> Iterator[Finding]:
    """Printed as one series though the counters, the way of counting, or the lengths of time differ.

    Example: reports (2023), applications (January to August 2024) and calls (2025) drawn as one line; criminal offences
    before and after battery became a crime in June 2024.
    """
    for series in groups(ledger.counts, lambda figure: figure.series and (figure.series, figure.place)):
        reasons = tuple(_reasons(series, ledger.meanings))
        if reasons:
            yield about("one-series", series, reasons=reasons)


def sum_over_hundred(ledger: Ledger) -> Iterator[Finding]:
    """Shares of one whole, printed side by side, that add to more than everybody.

    Example: of victims 82 % are women, over 33 % children, 13.5 % elderly.
    """
    listed = (one for one in ledger.shares if one.series is not None)
    for group in groups(listed, lambda one: (one.series, one.population, one.given, one.place, one.period)):
        total = sum(one.interval.lo for one in group if one.interval)
        if total > 1 and _are_different(group):
            yield about("sum-over-hundred", group, sum=percents(round(total, 3))[0])


def _is_more(one: Figure, other: Figure) -> bool:
    return one.interval is not None and other.interval is not None and one.interval.lo > other.interval.hi


def _are_different(group: list[Figure]) -> bool:
    return len({one.event for one in group}) == len(group)


def _reasons(series: list[Figure], meanings: Meanings) -> Iterator[Slot]:
    units = list(dict.fromkeys(one.unit for one in series if one.unit))
    if len(units) > 1:
        yield message("one-series.units", units=tuple(meanings.name(one) for one in units))
    by_unit: dict[str | None, list[Figure]] = defaultdict(list)
    for figure in series:
        by_unit[figure.unit].append(figure)
    for known in meanings.breaks:
        if _is_crossed(known, by_unit.get(known.unit, [])):
            yield message(
                "one-series.break", on=known.on.isoformat(), unit=meanings.name(known.unit), why=known.why
            )  # fmt: skip
    days = [one.period.days for one in series if one.period and one.period.days]
    if days and max(days) - min(days) > _LIKE_DAYS:
        yield message("one-series.lengths")


def _is_crossed(known: Break, series: list[Figure]) -> bool:
    """Say whether figures stand on both sides of a break, or one across it beside another."""
    spans = [one.period for one in series if one.period and one.period.first and one.period.last]
    before = [one for one in spans if one.first and one.first < known.on]
    after = [one for one in spans if one.last and one.last >= known.on]
    return len(spans) > 1 and bool(before) and bool(after)
