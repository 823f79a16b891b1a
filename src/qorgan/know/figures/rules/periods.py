"""A period that was lost or changed on the way, and a running count without a day."""

from collections import defaultdict
from collections.abc import Iterator

from qorgan.know.figures.alike import MAX_ALIKE, same_number
from qorgan.know.figures.figure import Figure
from qorgan.know.figures.finding import Finding, about, not_all_compared
from qorgan.know.figures.ledger import Ledger
from qorgan.know.figures.period import Period


def period_changed(ledger: Ledger) -> Iterator[Finding]:
    """The number of a whole life is printed for one year.

    Example: "one in six Kazakh women faces violence every year" (April 2024), where 17 % is the lifetime share of
    ever-partnered women.
    """
    lifetime: dict[str, list[Figure]] = defaultdict(list)
    yearly: dict[str, tuple[Figure, ...]] = {}
    crowded: list[Figure] = []
    for pair in same_number(ledger, crowded, _is_year_beside_life):
        for one, other in (pair, pair[::-1]):
            year, life = one[0].period, other[0].period
            if _is_year_beside_life(year, life):
                yearly[one[0].id] = one
                lifetime[one[0].id] += other
    for id_, figures in yearly.items():
        for figure in figures:
            yield about("period-changed", (figure, *lifetime[id_][:MAX_ALIKE]))
    yield from not_all_compared(crowded, MAX_ALIKE)


def period_lost(ledger: Ledger) -> Iterator[Finding]:
    """A number without a period.

    Example: "17 % of ever-partnered women had physical or sexual violence by a partner": ever, or this year?
    """
    for figure in ledger.figures:
        if figure.interval is not None and figure.event is not None and figure.period is None:
            yield about("period-lost", (figure,))


def no_time_stamp(ledger: Ledger) -> Iterator[Finding]:
    """A count that still runs, without the day it was read.

    Example: "nearly a million views since the premiere": half a million, a million and more went round within weeks.
    """
    for figure in ledger.counts:
        if figure.period is not None and figure.period.kind == "span" and figure.period.last is None:
            yield about("no-time-stamp", (figure,))


def _is_year_beside_life(one: Period | None, other: Period | None) -> bool:
    return one is not None and one.is_one_year and other is not None and other.kind == "lifetime"
