"""Whom a share is a share of: lost, or taken wider than it was; and the two ways round of one condition."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator

from qorgan.know.figures.alike import MAX_ALIKE, same_number
from qorgan.know.figures.events import Naming, spoken
from qorgan.know.figures.expressions import Expression
from qorgan.know.figures.figure import Figure
from qorgan.know.figures.finding import Finding, about, not_all_compared
from qorgan.know.figures.ledger import MAX_PAIRS, Ledger, pairs
from qorgan.know.figures.numbers import allowed, count
from qorgan.know.figures.period import Period
from qorgan.know.figures.texts import Message, Number, Slot, message


def denominator_lost(ledger: Ledger) -> Iterator[Finding]:
    """A share that does not say of whom.

    Example: "every third crime in 2017 was against women": of all crimes, or of those that have a victim?
    """
    for figure in ledger.shares:
        if figure.population is None:
            yield about("denominator-lost", (figure,))


def denominator_changed(ledger: Ledger) -> Iterator[Finding]:
    """The number of some stands for more: "ever-partnered" went lost.

    Example: 17 % of ever-partnered women aged 18 to 75, passed on as 17 % of all women.
    """
    narrow: dict[str, list[Figure]] = defaultdict(list)
    wide: dict[str, tuple[Figure, ...]] = {}
    crowded: list[Figure] = []
    for pair in same_number(ledger, crowded, _is_one_time, ledger.meanings.is_wider):
        for one, other in (pair, pair[::-1]):
            if ledger.meanings.is_wider(one[0].population, other[0].population):
                wide[one[0].id] = one
                narrow[one[0].id] += other
    for id_, figures in wide.items():
        narrowest = max(narrow[id_], key=lambda one: len(ledger.meanings.wider(one.population or "")))
        names = [ledger.meanings.name(one.population or "") for one in (figures[0], narrowest)]
        for figure in figures:
            yield about("denominator-changed", (figure, *narrow[id_][:MAX_ALIKE]), wide=names[0], narrow=names[1])
    yield from not_all_compared(crowded, MAX_ALIKE)


def inverted_conditional(ledger: Ledger) -> Iterator[Finding]:
    """Two shares of one condition, one way round and the other, where one is likely to be the other turned round.

    They are two different shares, and both can be printed with right. What both imply is said, and beside it the counts
    that the ledger has. The rule is silent where counts of both are known and agree with what the shares imply.

    Example: "98 % of crimes against women were rapes" beside "83 % of all forced sexual acts were against women", with
    about 2,000 complaints of rape a year.
    """
    counts: dict[tuple[str | None, str | None], list[Figure]] = defaultdict(list)
    for figure in ledger.counts:
        counts[figure.place, figure.event].append(figure)
    conditional = (one for one in ledger.shares if one.given is not None)
    crowded: list[Figure] = []
    for one, other in pairs(
        conditional, lambda figure: (figure.place, frozenset({figure.event, figure.given})), crowded
    ):
        if one.event != other.given or one.interval is None or other.interval is None:
            continue
        high, low = sorted((one, other), key=lambda figure: -_middle(figure))
        times = _middle(high) / _middle(low) if _middle(low) else 0.0
        events, givens = counts[high.place, high.event], counts[high.place, high.given]
        if not times or _agree(events, givens, times):
            continue
        yield about(
            "inverted-conditional",
            (high, low, *events[:1]),
            event=_said(high.about, ledger.meanings.name),
            given=_said(high.among, ledger.meanings.name),
            per_hundred=Number(f"{100 * times:.0f}"),
            share=allowed(low.interval if low.interval else one.interval),
            counted=_counted(events[0], times, high, ledger.meanings.name)
            if events
            else message("inverted-conditional.not_counted"),
        )
    yield from not_all_compared(crowded, MAX_PAIRS)


def _counted(figure: Figure, times: float, share: Figure, name: Naming) -> Message:
    return message(
        "inverted-conditional.counted",
        count=figure.printed.value,
        event=_said(share.about, name),
        given=_said(share.among, name),
        owner=figure.owner or message("quote.nobody"),
        implied=count(round(_middle(figure) / times, -1)),
    )


def _said(expression: Expression | None, name: Naming) -> Slot:
    return "" if expression is None else spoken(expression, name)


def _agree(events: list[Figure], givens: list[Figure], times: float) -> bool:
    """Say whether some counts of both, for one time, fit what the shares imply to within a fifth."""
    by_period: dict[Period | None, list[float]] = defaultdict(list)
    for one in givens:
        by_period[one.period].append(_middle(one))
    for known in by_period.values():
        known.sort()
    return any(
        bisect_right(by_period[one.period], _middle(one) / times / 0.8)
        > bisect_left(by_period[one.period], _middle(one) / times / 1.2)
        for one in events
        if _middle(one) and one.period in by_period
    )


def _middle(figure: Figure) -> float:
    return (figure.interval.lo + figure.interval.hi) / 2 if figure.interval else 0.0


def _is_one_time(one: Period | None, other: Period | None) -> bool:
    """Say whether two times can have been mixed up: not where they are two spans."""
    return one is None or other is None or one == other or "span" not in {one.kind, other.kind}
