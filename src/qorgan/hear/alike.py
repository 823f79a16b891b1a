"""Groups of messages so much alike that one machine may have written them: proposed to a worker, never acted upon.

A message belongs to a group when its runs of words stand in many other messages too. People who write by
themselves share few of them in a long text. A short text they do share, so a short message is never grouped, whatever it says and
however many say the same.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Final, Generic, TypeVar

from qorgan.hear.sketch import Sketch

Name = TypeVar("Name", bound=Hashable)

LEAST: Final = 12  # messages of a group: fewer are soon read by a person
_COMMON: Final = 8  # messages in which a run must stand to be common
_ONE_IN: Final = 200  # and in a rush in this share of all: habits of the language recur among thousands
_TIE, _TIED = 3, 0.2  # runs, and share of its runs, that a message has in common with a group it belongs to


class Reason(StrEnum):
    """Why a group is proposed."""

    ALIKE = "alike"  # almost the same words
    ADVERT = "advert"  # the same words around addresses of web sites
    NO_LANGUAGE = "no-language"  # letters that are no words


@dataclass(frozen=True, slots=True)
class _Measure:
    """How many different runs a message must have, and what share of them must stand in many others."""

    runs: int
    share: float

    def fits(self, runs: int, share: float) -> bool:
        return runs >= self.runs and share >= self.share


# The longer a text, the less can two people have written it alike by chance.
_COPIES: Final = _Measure(runs=20, share=0.9)
_VARIED: Final = _Measure(runs=24, share=0.4)
_ADVERTS: Final = _Measure(runs=6, share=0.8)


@dataclass(frozen=True)
class Group(Generic[Name]):
    """Messages that are proposed together.

    Parameters
    ----------
    reason : Reason
        Why.
    members : tuple
        Their names, the least alike first: those are to be looked at before anything is done.
    """

    reason: Reason
    members: tuple[Name, ...]


def groups_of(sketches: Mapping[Name, Sketch]) -> list[Group[Name]]:
    """Group what is much alike.

    Parameters
    ----------
    sketches : mapping
        Name of a message to its sketch. Leave out what must never be grouped.

    Returns
    -------
    list of Group
        The largest first; each of at least `LEAST` messages, no message in two.

    Notes
    -----
    Counts of runs, not comparisons of pairs: ten thousand messages take a fraction of a second. A run is common when it
    stands in at least max(8, n/200) of the n messages.
    """
    counts = Counter(chain.from_iterable(one.runs for one in sketches.values()))
    enough = max(_COMMON, len(sketches) // _ONE_IN)
    common = {run for run, count in counts.items() if count >= enough}
    shares = {name: _share(one, common) for name, one in sketches.items()}
    like = {name: one for name, one in sketches.items() if _is_like(one, shares[name])}
    found = [_group(sketches, shares, members) for members in _connected(like, common)]
    # Letters at random have no runs in common; that they are many and no words is what they share.
    strange = [name for name, one in sketches.items() if one.is_no_language and name not in like]
    found.append(Group(Reason.NO_LANGUAGE, tuple(strange)))
    return sorted((one for one in found if len(one.members) >= LEAST), key=lambda one: -len(one.members))


def _share(sketch: Sketch, common: set[int]) -> float:
    return len(common.intersection(sketch.runs)) / len(sketch.runs) if sketch.runs else 0.0


def _is_like(sketch: Sketch, share: float) -> bool:
    runs = len(sketch.runs)
    is_advert = sketch.has_address and _ADVERTS.fits(runs, share)
    return is_advert or _COPIES.fits(runs, share) or _VARIED.fits(runs, share)


def _connected(like: Mapping[Name, Sketch], common: set[int]) -> Iterable[list[Name]]:
    """Put together what shares a good part of its runs, with one message or with several that belong together.

    One run in common is not enough: a habit of the language would tie people who copied a hint to a flood.
    """
    # In the order of the runs, so that the order in which messages are given makes no difference.
    names = sorted(like, key=lambda name: like[name].runs)
    leader = list(range(len(names)))

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    owner: dict[int, int] = {}
    for place, name in enumerate(names):
        runs = like[name].runs
        shared = common.intersection(runs)
        for other, count in Counter(lead(owner[run]) for run in shared if run in owner).items():
            if count >= max(_TIE, _TIED * len(runs)):
                leader[lead(other)] = place
        for run in shared:
            owner.setdefault(run, place)
    together: dict[int, list[Name]] = {}
    for place, name in enumerate(names):
        together.setdefault(lead(place), []).append(name)
    return together.values()


def _group(sketches: Mapping[Name, Sketch], shares: Mapping[Name, float], members: list[Name]) -> Group[Name]:
    has_addresses = 2 * sum(sketches[name].has_address for name in members) > len(members)
    ordered = sorted(members, key=lambda name: shares[name])
    return Group(Reason.ADVERT if has_addresses else Reason.ALIKE, tuple(ordered))
