"""What the pack says of the law that casework asks for: articles, lengths of orders, periods of retention, rules about children.

Every row is a fact with its source. None counts before a lawyer has checked it; `qorgan.care.statutes` and its neighbours
ask for that, not this reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from qorgan.care.guardianship import ChildRules
from qorgan.care.orders import OrderKind, UsualLength
from qorgan.care.retention import Period, Record
from qorgan.care.statutes import Statute
from qorgan.kernel.errors import InputError
from qorgan.kernel.packs import FACT_COLUMNS, Row, installed_table

_STATUTES: Final = "law/statutes.csv"
_ENTRY: Final = "law/statutes_entry.csv"
_LENGTHS: Final = "law/order_lengths.csv"
_RETENTION: Final = "law/retention.csv"
_CHILDREN: Final = "law/children.csv"


@dataclass(frozen=True, slots=True)
class Law:
    """The rows of a pack.

    Parameters
    ----------
    statutes : tuple of Statute
    order_lengths : tuple of UsualLength
    retention : tuple of Period
    children : ChildRules
    """

    statutes: tuple[Statute, ...] = ()
    order_lengths: tuple[UsualLength, ...] = ()
    retention: tuple[Period, ...] = ()
    children: ChildRules = field(default_factory=ChildRules)


@cache
def pack_law(code: str) -> Law:
    """Return what an installed pack says of the law.

    Raises
    ------
    PackError
        If a row breaks a rule; names file, line, field and rule. A pack without these tables says nothing.
    """

    def rows(file: str, *columns: str, unique: str | None = None) -> tuple[Row, ...]:
        return installed_table(code, file, (*columns, *FACT_COLUMNS), unique=unique)

    return law_of(
        statutes=rows(_STATUTES, "code", "act", "article", "says", "in_force_until", unique="code"),
        entries=rows(_ENTRY, "statute", "day"),
        lengths=rows(_LENGTHS, "kind", "days", "holds_from", "holds_until"),
        retention=rows(_RETENTION, "record", "days", unique="record"),
        children=rows(_CHILDREN, "rule", "value", unique="rule"),
    )


def law_of(
    *,
    statutes: Iterable[Row],
    entries: Iterable[Row],
    lengths: Iterable[Row],
    retention: Iterable[Row],
    children: Iterable[Row],
) -> Law:
    """Return rows as law.

    Raises
    ------
    PackError
        If a row breaks a rule.
    """
    statutes, entries = tuple(statutes), tuple(entries)
    known = {row.text("code") for row in statutes}
    for row in entries:
        row.choice("statute", known)
    return Law(
        statutes=tuple(
            _statute(row, [one for one in entries if one.text("statute") == row.text("code")]) for row in statutes
        ),
        order_lengths=tuple(_length(row) for row in lengths),
        retention=tuple(_period(row) for row in retention),
        children=_children(children),
    )


def _statute(row: Row, entries: list[Row]) -> Statute:
    try:
        return Statute(
            code=row.text("code"),
            act=row.text("act"),
            article=row.text("article"),
            says=row.fact(row.text("says")),
            in_force_from=tuple(one.fact(one.day("day")) for one in entries),
            in_force_until=row.optional_day("in_force_until"),
        )
    except InputError as error:
        raise row.refused(error.field or "code", error.what, rule=error.rule or "an article is whole") from error


def _length(row: Row) -> UsualLength:
    first, last = row.optional_day("holds_from"), row.optional_day("holds_until")
    if first is not None and last is not None and last < first:
        raise row.refused("holds_until", "a law ends before it begins", rule="holds_until is not before holds_from")
    return UsualLength(row.choice("kind", tuple(OrderKind)), row.fact(row.whole("days")), first, last)


def _period(row: Row) -> Period:
    try:
        return Period(row.choice("record", tuple(Record)), row.fact(row.whole("days")))
    except InputError as error:
        raise row.refused(error.field or "days", error.what, rule=error.rule or "a period is whole") from error


def _children(rows: Iterable[Row]) -> ChildRules:
    found = {row.choice("rule", ("consent_age", "assent_age", "best_interest")): row for row in rows}
    ages = {rule: row.fact(row.whole("value")) for rule, row in found.items() if rule != "best_interest"}
    best = found.get("best_interest")
    return ChildRules(
        consent_age=ages.get("consent_age"),
        assent_age=ages.get("assent_age"),
        best_interest=None if best is None else best.fact(best.text("value")),
    )
