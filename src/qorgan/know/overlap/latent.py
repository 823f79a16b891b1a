"""People of several kinds, each with its own chances of being on each list: latent classes, by Gibbs sampling.

How many kinds matter is left to the table: their shares are a stick broken up to ten times [manrique2016]_. Within a kind,
lists are independent. The sampler can settle in different places on sparse tables; many chains from far apart, and R-hat
over them, show whether it did.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from typing import Final

import numpy as np

from qorgan.know.overlap.cells import Bools, Floats, Ints, memberships
from qorgan.know.overlap.chains import advance
from qorgan.know.overlap.estimates import Estimate, checked, none_of
from qorgan.know.overlap.sentences import message, whole, written
from qorgan.know.overlap.tables import CaptureTable

MIN_LISTS: Final = 3
MAX_R_HAT: Final = 1.05
_CLASSES: Final = 10
_START: Final = (0.05, 20.0)  # hidden people for each one seen, between which chains begin
_FIRST: Final = 30  # people with whom chains begin
_SHIFTS: Final = 2  # in each step
_TOLD: Final = 500  # steps after which progress is told

ASSUMPTIONS = (message("assumption.classes"), message("assumption.closed"))


@dataclass(frozen=True, slots=True)
class Settings:
    """How long to sample.

    Parameters
    ----------
    chains : int
        16 to 64.
    burn_in : int
        Steps that are thrown away; in the first half of them the people come in.
    steps : int
        Steps after them. While R-hat is above 1.05 they are doubled, and the first half of all is thrown away.
    most : int
        Steps after the burn-in at which this ends.
    thin : int
        Every how many steps a draw is kept.
    """

    chains: int = 16
    burn_in: int = 2500
    steps: int = 2500
    most: int = 10000
    thin: int = 5


def latent_class(
    table: CaptureTable,
    rng: np.random.Generator,
    *,
    level: float = 0.95,
    settings: Settings | None = None,
    progress: Callable[[int, int], None] | None = None,
    threads: int = 1,
) -> tuple[Estimate, Floats]:
    """Estimate the number of people by the pooled median of the chains.

    Returns
    -------
    estimate : Estimate
    draws : array, shape (n_chains, n_draws)
        Numbers of people; shape (0, 0) where the method does not apply.
    """
    if table.n_lists < MIN_LISTS or table.impossible:
        why = message("note.lists_least", least=whole(MIN_LISTS))
        return none_of("latent-class", level, why), np.empty((0, 0))
    draws = table.observed + sample(table, rng, settings or Settings(), progress, threads=threads)
    medians = np.median(draws, axis=1)
    low, point, high = (float(end) for end in np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2]))
    ends = {"low": whole(medians.min()), "high": whole(medians.max())}
    note = message("note.chains", n=whole(len(draws)), r_hat=written(r_hat_of(draws)), **ends)
    found = Estimate("latent-class", point, low, high, level, note, ASSUMPTIONS, (), "manrique2016")
    return checked(found, table.observed), draws


def r_hat_of(draws: Floats | Ints) -> float:
    """Return R-hat of the logarithm of drawn numbers of people; nan without draws."""
    return split_r_hat(np.log(draws)) if draws.size else float("nan")


def sample(
    table: CaptureTable,
    rng: np.random.Generator,
    settings: Settings,
    progress: Callable[[int, int], None] | None = None,
    *,
    threads: int = 1,
) -> Floats:
    """Draw the number of people on no list.

    Parameters
    ----------
    table : CaptureTable
        In canonical order; nothing else would make draws the same for the same people.
    rng : numpy.random.Generator
        Each chain gets one of its own from it.
    progress : callable, optional
        Called with how many steps are done, and how many there are at most.
    threads : int
        How many chains move side by side. No draw depends on it.

    Returns
    -------
    array, shape (n_chains, n_draws)
    """
    filled = np.flatnonzero(table.array)
    counts = table.array[filled]
    marks = memberships(table.n_lists)[[0, *filled]].astype(np.bool_)
    chains = [
        _Chain.start(place, settings.chains, marks, _in_part(counts, 0.0), own)
        for place, own in enumerate(rng.spawn(settings.chains))
    ]
    coming = [_in_part(counts, 2 * step / settings.burn_in) for step in range(settings.burn_in)]
    walk = _Walk(chains, threads, settings, progress)
    walk.on(np.array(coming).reshape(-1, len(counts)))
    hidden = walk.on(np.tile(counts, (settings.steps, 1)))
    while (taken := walk.done - settings.burn_in) < settings.most:
        if r_hat_of(table.observed + hidden[:, :: settings.thin]) <= MAX_R_HAT:
            break
        more = min(taken, settings.most - taken)
        hidden = np.concatenate([hidden, walk.on(np.tile(counts, (more, 1)))], axis=1)[:, -((taken + more) // 2) :]
    return hidden[:, :: settings.thin].astype(np.float64)


def _in_part(counts: Floats, done: float) -> Floats:
    """Return the counts in part: a few people first, all of them when ``done`` is 1.

    With few people chains move freely; as people come, each settles where most of the belief is, not where it began.
    """
    share = (_FIRST / counts.sum()) ** max(1 - done, 0.0) if counts.sum() > _FIRST else 1.0
    part = np.round(counts * share)
    return np.asarray(part if part.any() else np.ceil(counts * share))


@dataclass(slots=True)
class _Chain:
    """Where one chain is: arrays that are written over, see :mod:`qorgan.know.overlap.chains`."""

    rng: np.random.Generator
    marks: Bools
    shares: Floats
    chances: Floats
    evenness: Floats
    people: Ints

    @classmethod
    def start(cls, place: int, n_chains: int, marks: Bools, seen: Floats, rng: np.random.Generator) -> "_Chain":
        """Begin far from the other chains: hidden people spread over a wide range, evenly on the logarithm, classes at random."""
        low, high = np.log(_START)
        hidden = np.exp(low + (high - low) * (place + 0.5) / n_chains) * seen.sum()
        people = np.array([hidden, *seen]).astype(np.int64)
        shares = rng.dirichlet(np.ones(_CLASSES))
        return cls(rng, marks, shares, rng.beta(1, 2, size=(_CLASSES, marks.shape[1])), np.ones(1), people)

    def move(self, seen: Ints) -> Ints:
        """Take a step for each row of people who are seen, and return the hidden people after each; shape (n_steps,)."""
        hidden = np.empty(len(seen), dtype=np.int64)
        advance(
            self.rng, self.shares, self.chances, self.evenness, self.people, seen, self.marks, hidden, _SHIFTS
        )  # fmt: skip
        return hidden


@dataclass(slots=True)
class _Walk:
    """All chains, and how many steps each has taken."""

    chains: list[_Chain]
    threads: int
    settings: Settings
    progress: Callable[[int, int], None] | None
    done: int = 0

    def on(self, seen: Floats) -> Ints:
        """Move every chain by a step for each row of people who are seen; hidden people, shape (n_chains, n_steps)."""
        rows = seen.astype(np.int64)
        parts = [np.empty((len(self.chains), 0), dtype=np.int64)]
        with ThreadPoolExecutor(self.threads) as pool:
            for start in range(0, len(rows), _TOLD):
                part = rows[start : start + _TOLD]
                parts.append(np.array(list(pool.map(_Chain.move, self.chains, repeat(part)))))
                self.done += len(part)
                if self.progress is not None:
                    self.progress(self.done, self.settings.burn_in + self.settings.most)
        return np.concatenate(parts, axis=1)


def split_r_hat(draws: Floats) -> float:
    """Return how much farther apart the halves of chains lie than their own spread explains [gelman1992]_.

    Parameters
    ----------
    draws : array, shape (n_chains, n_draws)

    Returns
    -------
    float
        1 if all chains draw from the same; inf if chains stand still in different places.
    """
    half = draws.shape[1] // 2
    halves = np.concatenate([draws[:, :half], draws[:, half : 2 * half]])
    within = float(halves.var(axis=1, ddof=1).mean())
    between = float(halves.mean(axis=1).var(ddof=1))
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt((half - 1) / half + between / within))
