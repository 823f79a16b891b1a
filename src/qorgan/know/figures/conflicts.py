"""All minimal sets of claims that cannot hold together."""

from dataclasses import dataclass
from typing import Final

from qorgan.know.figures.claims import System
from qorgan.know.figures.coherence import Assessor

MAX_QUESTIONS: Final = 2000  # linear programmes; a few milliseconds each for 12 events
MAX_CANDIDATES: Final = 3000  # sets that may still turn out to be conflicts; they are compared with one another

Places = frozenset[int]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Minimal sets of claims that cannot hold together: without any one of its members, the rest of a set can.

    Parameters
    ----------
    sets : tuple of tuple of int
        Places of claims, from 0, in order; smaller sets first, then by place.
    is_complete : bool
        False where the search was cut off at its limit. Those found are minimal even then; there may be others.
    n_asked : int
        Linear programmes that it took.
    """

    sets: tuple[tuple[int, ...], ...]
    is_complete: bool
    n_asked: int = 0


class _CutOffError(Exception):
    """The search asked more than it may."""


def minimal_conflicts(assessor: Assessor, *, max_questions: int = MAX_QUESTIONS) -> Conflicts:
    """Find all minimal sets of claims that cannot hold together.

    Notes
    -----
    A conflict must contain a claim from the rest of every set that holds together, so the conflicts are the minimal sets
    that hit all those rests. We keep the minimal sets that hit the rests known so far: the candidates. One that holds
    together is made as large as can be and gives a new rest. One that does not is a conflict, and minimal, as each proper
    part misses a rest and so lies within a set that holds together. When every candidate is a conflict, all are found.
    On the way, the prices of an optimum name claims that cannot hold together; shrunk, they are a conflict as well.

    References
    ----------
    [bailey2005]_, [reiter1987]_

    Examples
    --------
    >>> from qorgan.know.figures.claims import Claim
    >>> claims = tuple(Claim(f"{share}", "told", None, share, share) for share in (0.1, 0.2, 0.3))
    >>> minimal_conflicts(Assessor(System(("told",), claims))).sets
    ((0, 1), (0, 2), (1, 2))
    """
    found: set[Places] = set()
    is_complete, n_left = True, max_questions
    for group in groups(assessor.system):
        search = _Search(assessor, group, n_left)
        try:
            search.run()
        except _CutOffError:
            is_complete = False
        found |= search.conflicts
        n_left = search.n_left
    return Conflicts(_in_order(found), is_complete, max_questions - n_left)


def groups(system: System) -> list[Places]:
    """Return the claims in groups that share no event; each group can be true or not whatever the others say.

    If every group has a distribution of its own, their product is one of all, so no conflict reaches over two groups.

    Examples
    --------
    >>> from qorgan.know.figures.claims import Claim
    >>> told = Claim("1", "told", "violence", 0.1, 0.1), Claim("2", "violence", None, 0.2, 0.2)
    >>> [sorted(one) for one in groups(System(("told", "violence", "film"), (*told, Claim("3", "film", None, 1, 1))))]
    [[0, 1], [2]]
    """
    linked: list[tuple[set[str], Places]] = [({inner, outer}, frozenset()) for inner, outer in system.nested]
    linked += [(claim.names, frozenset({place})) for place, claim in enumerate(system.claims)]
    apart: list[tuple[set[str], Places]] = []
    for named, places in linked:
        joined = [one for one in apart if one[0] & named]
        apart = [one for one in apart if not one[0] & named]
        apart.append((named.union(*(one[0] for one in joined)), places.union(*(one[1] for one in joined))))
    return sorted((places for _, places in apart if places), key=min)


def _in_order(sets: set[Places]) -> tuple[tuple[int, ...], ...]:
    return tuple(sorted((tuple(sorted(one)) for one in sets), key=_smaller_first))


def _smaller_first(one: "Places | tuple[int, ...]") -> tuple[int, list[int]]:
    return len(one), sorted(one)


class _Search:
    """The state of one search: what is known to hold together, and what is known not to."""

    def __init__(self, assessor: Assessor, everything: Places, max_questions: int) -> None:
        self.assessor = assessor
        self.everything = everything
        self.n_left = max_questions
        self.conflicts: set[Places] = set()
        self.together: list[Places] = []

    def run(self) -> None:
        candidates: list[Places] = [frozenset()]
        while open_ones := [one for one in candidates if one not in self.conflicts]:
            candidate = min(open_ones, key=_smaller_first)
            if not self.holds(candidate):
                continue  # now it is among the conflicts: a candidate has no part that is one
            rest = self.everything - self.grown(candidate)
            if not rest:
                return
            candidates = _hitting(candidates, rest)
            if len(candidates) > MAX_CANDIDATES:
                raise _CutOffError

    def holds(self, places: Places) -> bool:
        """Say whether some claims hold together; where they do not, a conflict within them becomes known."""
        if any(places <= known for known in self.together):
            return True
        if any(known <= places for known in self.conflicts):
            return False
        core = self.core(places)
        if core is None:
            self.together.append(places)
            return True
        self.conflicts.add(self.shrunk(core))
        return False

    def core(self, places: Places) -> Places | None:
        """Return those of the claims whose rows prove that they cannot hold together; None if they can."""
        if self.n_left == 0:
            raise _CutOffError
        self.n_left -= 1
        found = self.assessor.programme.least_change(sorted(places))
        return None if found.is_no_change else frozenset(found.priced)

    def shrunk(self, core: Places) -> Places:
        """Return a conflict within claims that cannot hold together, leaving out what it does not need."""
        needed: Places = frozenset()
        while rest := core - needed:
            place = max(rest)
            smaller = self.core(core - {place})
            if smaller is None:
                needed |= {place}
            else:
                core = smaller
        return core

    def grown(self, places: Places) -> Places:
        """Return a largest set that holds together around one that does.

        All claims but the fewest that break the conflicts known so far; where that does not hold together, one more
        conflict is known.
        """
        while not self.holds(larger := self.everything - self.left_out(places)):
            pass
        return larger

    def left_out(self, kept: Places) -> Places:
        """Return claims without which no known conflict is left, none of them to spare, sparing those to be kept."""
        known = sorted(self.conflicts, key=_smaller_first)
        out: Places = frozenset()
        for conflict in known:
            if not conflict & out:
                out |= {max(conflict - kept)}
        for place in sorted(out):
            if all(conflict & (out - {place}) for conflict in known):
                out -= {place}
        return out


def _hitting(sets: list[Places], rest: Places) -> list[Places]:
    """Return the minimal sets that contain one of the sets and a member of the rest, all sets being minimal.

    Examples
    --------
    >>> sorted(sorted(one) for one in _hitting([frozenset({1}), frozenset({2})], frozenset({2, 3})))
    [[1, 3], [2]]
    """
    hitting = [one for one in sets if one & rest]
    wider = [one | {member} for one in sets if not one & rest for member in sorted(rest)]
    return hitting + [one for one in wider if not any(part <= one for part in hitting)]
