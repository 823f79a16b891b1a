"""Shares of one place and time that cannot all be true, found by linear programmes over the atoms."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from qorgan.know.figures.alike import find
from qorgan.know.figures.claims import MAX_EVENTS, Claim, System
from qorgan.know.figures.coherence import Assessor
from qorgan.know.figures.conflicts import minimal_conflicts
from qorgan.know.figures.expressions import names, written
from qorgan.know.figures.figure import Figure
from qorgan.know.figures.finding import Finding, about, quoted
from qorgan.know.figures.ledger import Ledger
from qorgan.know.figures.meanings import Meanings
from qorgan.know.figures.sentences import Quote, of_conflicts
from qorgan.know.figures.texts import Number, message

MAX_QUESTIONS: Final = 300  # linear programmes for the conflicts of one group of figures
MAX_WORK: Final = 30_000  # claims put into linear programmes over a ledger: some twenty seconds
MAX_WORK_OF_ONE: Final = 3000  # the same where one figure is asked about: about a second

_WORK_OF_QUESTION = 5  # most programmes of a search hold a few claims
_WORK_OF_CONFLICT = 20  # to say what it is


def coherence(ledger: Ledger, only: str | None = None) -> Iterator[Finding]:
    """Shares that admit no joint distribution, nested populations and rounding allowed for.

    Small groups are looked at first; what is left when the work for a ledger is done is named. Where one figure alone is
    asked about, groups without it are passed over: no conflict reaches over two groups.

    Example: 17 % physical or sexual, every fifth psychological, almost a quarter all three forms (November 2018).
    """
    n_left = MAX_WORK if only is None else MAX_WORK_OF_ONE
    alike = {group[0].id: group for group in ledger.same_shares}
    for figures, n_events in _counted_groups(ledger):
        if only is not None and not any(one.id == only for first in figures for one in alike[first.id]):
            continue
        if n_events > MAX_EVENTS:
            yield about("too-many-events", figures, n=Number(str(n_events)), limit=Number(str(MAX_EVENTS)))
            continue
        n_left -= len(figures)
        if n_left < 0:
            yield about("not-searched", figures)
            continue
        assessor = Assessor(system_of(figures, ledger.meanings))
        if assessor.plain.is_no_change:
            continue
        conflicts = minimal_conflicts(assessor, max_questions=min(n_left // _WORK_OF_QUESTION, MAX_QUESTIONS))
        n_left -= _WORK_OF_QUESTION * conflicts.n_asked + _WORK_OF_CONFLICT * len(conflicts.sets)
        for finding in of_conflicts(assessor, conflicts, _quotes(figures), ledger.meanings.name):
            yield finding
            yield from _for_those_alike(finding, alike)


def assessors(ledger: Ledger) -> Iterator[tuple[list[Figure], Assessor]]:
    """Yield the shares that are checked against each other, with what answers questions about them."""
    n_left = MAX_WORK
    for figures, n_events in _counted_groups(ledger):
        n_left -= len(figures)
        if n_events <= MAX_EVENTS and n_left >= 0:
            yield figures, Assessor(system_of(figures, ledger.meanings))


def system_of(figures: list[Figure], meanings: Meanings) -> System:
    """Return the claims of figures about one people, whose widest population is everybody.

    A narrower population is an event of its own, within the wider ones; events that cannot happen outside a population
    lie within it.

    Parameters
    ----------
    figures : list of Figure
        Shares with an event, whose populations lie within one another or within a common one, or are not said.
    """
    nested, named = _nested_and_named(figures, meanings)
    root = _root(figures, meanings)
    return System(named, tuple(_claim(figure, root) for figure in figures), nested=nested)


def _nested_and_named(figures: list[Figure], meanings: Meanings) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return what lies within what, and all names of events and of populations within the widest."""
    root = _root(figures, meanings)
    inner = {one.population for one in figures if one.population is not None} - {root}
    events = {name for figure in figures for name in _names(figure)}
    nested = set(meanings.nested(events))
    for population in inner:
        within = {one for one in meanings.wider(population) if root is None or one not in meanings.wider(root)}
        nested |= {(one, wider) for one in within for wider in meanings.part_of.get(one, ()) if wider in within}
        nested |= {(event, one) for event, one in meanings.within.items() if event in events and one in within}
    return tuple(sorted(nested)), tuple(sorted(events | inner | {name for pair in nested for name in pair}))


def _for_those_alike(finding: Finding, alike: Mapping[str, tuple[Figure, ...]]) -> Iterator[Finding]:
    """Yield a finding for every figure that says the same as one of a conflict, and stood back for it."""
    if finding.rule != "coherence":
        return
    for id_ in finding.claims:
        for other in alike[id_][1:]:
            figures = [other if one == id_ else alike[one][0] for one in finding.claims]
            claimed = message("quote.claimed", figures=tuple(quoted(one) for one in figures))
            yield replace(finding, claims=tuple(one.id for one in figures), parts=finding.parts | {"claimed": claimed})


def _quotes(figures: list[Figure]) -> Quote:
    by_id = {figure.id: quoted(figure) for figure in figures}
    return lambda claim: by_id[claim.id]


def _counted_groups(ledger: Ledger) -> list[tuple[list[Figure], int]]:
    """Return groups of shares that can say something of one another, the small ones first, with the number of their events."""
    groups = [group for people in _of_one_people(ledger) for group in _linked(people, ledger.meanings)]
    return [(group, len(_nested_and_named(group, ledger.meanings)[1])) for group in sorted(groups, key=len)]


def _of_one_people(ledger: Ledger) -> Iterator[list[Figure]]:
    """Yield shares of one place, time and widest population; those without a period go with their report only."""
    found: dict[tuple[str | None, ...], list[Figure]] = defaultdict(list)
    for figure, *_ in ledger.same_shares:
        if figure.period is None and figure.report is None:
            continue
        time = str(figure.period or figure.report)
        widest = None if figure.population is None else ledger.meanings.wider(figure.population)[-1]
        found[figure.place, time, widest].append(figure)
    for (place, said_time, said_widest), figures in found.items():
        yield figures if said_widest is None else figures + found.get((place, said_time, None), [])


def _linked(figures: list[Figure], meanings: Meanings) -> Iterator[list[Figure]]:
    """Yield figures in groups that share no event, and leave out those alone."""
    by_event: dict[str, set[int]] = defaultdict(set)
    for place, figure in enumerate(figures):
        for name in _names(figure):
            by_event[name].add(place)
    for inner, outer in meanings.nested(set(by_event)):
        by_event[outer] |= by_event[inner]
    label = list(range(len(figures)))
    for places in by_event.values():
        first, *others = (find(label, place) for place in places)
        for other in others:
            label[find(label, other)] = find(label, first)
    apart: dict[int, list[Figure]] = defaultdict(list)
    for place, figure in enumerate(figures):
        apart[find(label, place)].append(figure)
    yield from (group for group in apart.values() if len(group) > 1)


def _names(figure: Figure) -> set[str]:
    return {name for one in (figure.about, figure.among) if one for name in names(one)}


def _root(figures: list[Figure], meanings: Meanings) -> str | None:
    """Return the narrowest population that holds all of those said."""
    chains = [meanings.wider(one.population) for one in figures if one.population is not None]
    if not chains:
        return None
    return next((one for one in chains[0] if all(one in chain for chain in chains)), None)


def _claim(figure: Figure, root: str | None) -> Claim:
    parts = [f"({written(figure.among)})"] if figure.among else []
    if figure.population not in {None, root}:
        parts.append(figure.population or "")
    interval = figure.interval
    lo, hi = (interval.lo, interval.hi) if interval else (0.0, 1.0)
    event = written(figure.about) if figure.about else ""
    return Claim(figure.id, event, " and ".join(parts) or None, lo, hi)
