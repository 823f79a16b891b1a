"""What the words of a ledger mean: which populations lie within which, which events follow from which, what counters count."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType
from typing import Any

from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Translated
from qorgan.know.figures.atoms import columns_of
from qorgan.know.figures.claims import MAX_EVENTS
from qorgan.know.figures.expressions import Expression, holds, names

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Break:
    """A day from which a counter of an event counts something else.

    Parameters
    ----------
    unit : str
        The counter, such as offences.
    on : date
        First day of the new counting.
    why : Translated
        What changed.
    source, source_date : str
        Where it was read.
    """

    unit: str
    on: date
    why: Translated
    source: str
    source_date: str


@dataclass(frozen=True)
class Meanings:
    """What the words of a ledger mean.

    Parameters
    ----------
    part_of : Mapping[str, tuple of str]
        Population to the next wider ones.
    implies : Mapping[str, str]
        Event to an event that everybody has to whom it happened.
    within : Mapping[str, str]
        Event to the population outside which it cannot happen.
    follows : Mapping[str, tuple of str]
        Counter to counters of the same event without which it does not grow: an order follows a call or an application.
    map_units : frozenset of str
        Counters that count units of a map of regions.
    breaks : tuple of Break
        In the order of the file.
    names : Mapping[str, Translated]
        How populations, events and counters are called.
    """

    part_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    implies: Mapping[str, str] = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)
    follows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    map_units: frozenset[str] = frozenset()
    breaks: tuple[Break, ...] = ()
    names: Mapping[str, Translated] = field(default_factory=dict)

    def wider(self, population: str) -> tuple[str, ...]:
        """Return a population and all that hold it, each before those that hold it."""
        found = {population: None}
        for one in (open_ones := [population]):
            wider = self.part_of.get(one, ())
            open_ones += wider
            found = {name: None for name in found if name not in wider} | dict.fromkeys(wider)
        return tuple(found)

    def is_wider(self, one: str | None, other: str | None) -> bool:
        """Say whether one population holds the other and more."""
        return one is not None and other is not None and one != other and one in self.wider(other)

    def are_related(self, one: str | None, other: str | None) -> bool:
        """Say whether populations can be meant to be the same: equal, one within the other, or one of them not said."""
        return one is None or other is None or one == other or self.is_wider(one, other) or self.is_wider(other, one)

    def nested(self, of: set[str]) -> Iterator[tuple[str, str]]:
        """Yield the pairs (inner, outer) among some events: whoever has the inner has the outer."""
        for inner in sorted(of):
            outer = self.implies.get(inner)
            while outer is not None:
                if outer in of:
                    yield inner, outer
                outer = self.implies.get(outer)

    def name(self, word: str) -> Translated:
        """Return how a population, an event or a counter is called; its own word where the file has no name."""
        return self.names.get(word) or Translated({"en": word.replace("_", " ")})

    def implied(self, one: Expression, other: Expression) -> bool:
        """Say whether whoever has one has the other, by the meaning of the events.

        Two that name more than 16 events between them are taken for unrelated.

        Examples
        --------
        >>> from qorgan.know.figures.expressions import parse
        >>> Meanings(implies={"sexual": "violence"}).implied(parse("sexual and told"), parse("violence"))
        True
        """
        if one == other:
            return True
        named = {*names(one), *names(other)}
        if len(named) > MAX_EVENTS:
            return False
        columns = columns_of(sorted(named), tuple(self.nested(named)))
        return not (holds(one, columns) & ~holds(other, columns)).any()


def read_meanings(text: str, file: str) -> Meanings:
    """Read meanings from the text of a TOML file.

    Raises
    ------
    DataError
        If it is no such file, or populations or events go round in a circle.
    """
    try:
        content = tomllib.loads(text)
        populations, events, counters = (content.get(one, _NOTHING) for one in ("populations", "events", "counters"))
        found = Meanings(
            part_of={name: tuple(row["part_of"]) for name, row in populations.items() if "part_of" in row},
            implies=_all_of(events, "implies"),
            within=_all_of(events, "within"),
            follows={name: tuple(row["follows"]) for name, row in counters.items() if "follows" in row},
            map_units=frozenset(name for name, row in counters.items() if row.get("counts_map")),
            breaks=tuple(_break(row) for row in content.get("breaks", ())),
            names={
                name: Translated(row["name"])
                for name, row in (populations | events | counters).items()
                if "name" in row
            },
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"these are no meanings: {error}", file=file, rule="as packs/kz/figures/meanings.toml"
        ) from None
    _require_no_circle(found.part_of, file)
    _require_no_circle({inner: (outer,) for inner, outer in found.implies.items()}, file)
    return found


def _all_of(rows: Mapping[str, Any], field_: str) -> dict[str, str]:
    return {name: row[field_] for name, row in rows.items() if field_ in row}


def _break(row: Mapping[str, Any]) -> Break:
    return Break(row["unit"], row["on"], Translated(row["why"]), row["source"], row["source_date"])


def _require_no_circle(wider: Mapping[str, tuple[str, ...]], file: str) -> None:
    order = TopologicalSorter(wider)
    try:
        order.prepare()
    except CycleError as error:
        raise DataError("this lies within itself", file=file, value=" in ".join(error.args[1])) from None
