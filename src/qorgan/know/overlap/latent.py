"""People of several kinds, each with its own chances of being on each list: latent classes, by Gibbs sampling.

How many kinds matter is left to the table: their shares are a stick broken up to ten times [manrique2016]_. Within a kind,
lists are independent. The sampler can settle in different places on sparse tables; many chains from far apart, and R-hat
over them, show whether it did.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from qorgan.know.overlap.cells import Bools, Floats, Ints, memberships
from qorgan.know.overlap.estimates import Estimate, checked, none_of
from qorgan.know.overlap.tables import CaptureTable

MIN_LISTS: Final = 3
MAX_R_HAT: Final = 1.05
_CLASSES: Final = 10
_SHAPE, _RATE = 0.25, 0.25  # of the gamma prior on how evenly the stick is broken, as manrique2016
_START: Final = (0.05, 20.0)  # hidden people for each one seen, between which chains begin
_FIRST: Final = 30  # people with whom chains begin
_SHIFTS: Final = 2
_SCALES: Final = (np.log(0.02), np.log(0.6))  # of a shift, on the logarithm
_TINY, _LEAST = 1e-12, 1e-300

ASSUMPTIONS = (
    "People are of at most ten kinds; within a kind, being on one list says nothing about being on another.",
    "Nobody enters or leaves the population, and records of one person are known to be one person's.",
)


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
        Steps after them. They are doubled, and the first half of all thrown away, until R-hat is at most 1.05.
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
) -> tuple[Estimate, Floats]:
    """Estimate the number of people by the pooled median of the chains.

    Returns
    -------
    estimate : Estimate
    draws : array, shape (n_chains, n_draws)
        Numbers of people; shape (0, 0) where the method does not apply.
    """
    if table.n_lists < MIN_LISTS or table.impossible:
        why = f"for {MIN_LISTS} lists or more without impossible combinations"
        return none_of("latent-class", level, why), np.empty((0, 0))
    draws = table.observed + sample(table, rng, settings or Settings(), progress)
    medians = np.median(draws, axis=1)
    low, point, high = (float(end) for end in np.quantile(draws, [(1 - level) / 2, 0.5, (1 + level) / 2]))
    note = f"{len(draws)} chains, R-hat {r_hat_of(draws):.3f}, chain medians {medians.min():.0f} to {medians.max():.0f}"
    found = Estimate("latent-class", point, low, high, level, note, ASSUMPTIONS, (), "manrique2016")
    return checked(found, table.observed), draws


def r_hat_of(draws: Floats) -> float:
    """Return R-hat of the logarithm of drawn numbers of people; nan without draws."""
    return split_r_hat(np.log(draws)) if draws.size else float("nan")


def sample(
    table: CaptureTable,
    rng: np.random.Generator,
    settings: Settings,
    progress: Callable[[int, int], None] | None = None,
) -> Floats:
    """Draw the number of people on no list.

    Parameters
    ----------
    table : CaptureTable
        In canonical order; nothing else would make draws the same for the same people.
    rng : numpy.random.Generator
        One for all chains, which step together.

    Returns
    -------
    array, shape (n_chains, n_draws)
    """
    filled = np.flatnonzero(table.array)
    counts = table.array[filled]
    marks = memberships(table.n_lists)[[0, *filled]].astype(np.float64)
    state = _State.start(marks, _in_part(counts, 0.0), settings.chains, rng)
    for step in range(settings.burn_in):
        state.people[:, 1:] = _in_part(counts, 2 * step / settings.burn_in)
        state.step(rng)
        _tell(progress, step, settings)
    draws: list[Floats] = []
    wanted = settings.steps
    for step in range(settings.most):
        state.step(rng)
        if step % settings.thin == 0:
            draws.append(state.people[:, 0].astype(np.float64))
        _tell(progress, settings.burn_in + step, settings)
        if step + 1 == wanted:
            kept = np.array(draws).T
            if r_hat_of(table.observed + kept) <= MAX_R_HAT:
                return kept
            wanted *= 2
            draws = draws[len(draws) // 2 :] if wanted <= settings.most else draws
    return np.array(draws).T


def _tell(progress: Callable[[int, int], None] | None, step: int, settings: Settings) -> None:
    if progress is not None and step % 100 == 99:
        progress(step + 1, settings.burn_in + settings.most)


def _in_part(counts: Floats, done: float) -> Floats:
    """Return the counts in part: a few people first, all of them when ``done`` is 1.

    With few people chains move freely; as people come, each settles where most of the belief is, not where it began.
    """
    share = (_FIRST / counts.sum()) ** max(1 - done, 0.0) if counts.sum() > _FIRST else 1.0
    part = np.round(counts * share)
    return np.asarray(part if part.any() else np.ceil(counts * share))


@dataclass(slots=True)
class _Point:
    """Shares and chances of every chain, and what follows from them: computed once, used until a chain moves.

    shares: (chains, classes); chances: (chains, classes, lists) of being on a list; missed: (chains, classes), chance of
    being on none; logs: (chains, cells, classes) of share times chance of the cell; rest: (chains,), the part of the log
    density that holds neither people nor evenness; sticks: (chains, classes), log of what is left of the stick.
    """

    shares: Floats
    chances: Floats
    missed: Floats
    logs: Floats
    rest: Floats
    sticks: Floats

    @classmethod
    def of(cls, shares: Floats, chances: Floats, marks: Floats) -> "_Point":
        """Compute what follows."""
        on, off = np.log(chances), np.log1p(-chances)
        of_shares = np.log(shares)
        logs = (of_shares + _sum(off, 2))[:, None] + marks @ (on - off).transpose(0, 2, 1)
        rest = _sum(of_shares, 1) + _sum(on + off, (1, 2))
        left = np.maximum(np.add.accumulate(shares[:, ::-1], axis=1)[:, ::-1], _LEAST)
        return cls(shares, chances, np.multiply.reduce(1 - chances, axis=2), logs, rest, np.log(left))

    def take(self, other: "_Point", moved: Bools) -> None:
        """Move some chains to another point."""
        rows, boxes = moved[:, None], moved[:, None, None]
        np.copyto(self.shares, other.shares, where=rows)
        np.copyto(self.chances, other.chances, where=boxes)
        np.copyto(self.missed, other.missed, where=rows)
        np.copyto(self.logs, other.logs, where=boxes)
        np.copyto(self.rest, other.rest, where=moved)
        np.copyto(self.sticks, other.sticks, where=rows)


@dataclass(slots=True)
class _State:
    """Where the chains are.

    marks: (cells, lists); people: (chains, cells), cell 0 the hidden; point: shares and chances; evenness: (chains,).
    """

    marks: Floats
    people: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    point: _Point
    evenness: Floats

    @classmethod
    def start(cls, marks: Floats, seen: Floats, n_chains: int, rng: np.random.Generator) -> "_State":
        """Begin far apart: hidden people spread over a wide range, evenly on the logarithm, classes at random."""
        low, high = np.log(_START)
        people = np.zeros((n_chains, len(marks)), dtype=np.int64)
        people[:, 1:] = seen
        people[:, 0] = np.exp(low + (high - low) * (np.arange(n_chains) + 0.5) / n_chains) * seen.sum()
        shares = rng.dirichlet(np.ones(_CLASSES), size=n_chains)
        chances = rng.beta(1, 2, size=(n_chains, _CLASSES, marks.shape[1]))
        return cls(marks, people, _Point.of(shares, chances, marks), np.ones(n_chains))

    def step(self, rng: np.random.Generator) -> None:
        """Draw classes, shares, chances and evenness, each given all the others, and move along what mixes slowly."""
        by_class = rng.multinomial(self.people, _normed(self.point.logs))
        totals = _sum(by_class, 1)
        on_lists = by_class.transpose(0, 2, 1).astype(np.float64) @ self.marks
        shares = self._break_stick(totals, rng)
        chances = _inside(rng.beta(1 + on_lists, 1 + totals[:, :, None] - on_lists))
        self.point = _Point.of(shares, chances, self.marks)
        seen = self.people[:, 1:].astype(np.float64)
        density = self._log_posterior(self.point, seen)
        for _ in range(_SHIFTS):
            density = self._shift(density, seen, rng)
        missed = _sum(self.point.shares * self.point.missed, 1)
        n_seen = _sum(self.people[:, 1:], 1)
        self.people[:, 0] = rng.negative_binomial(n_seen, np.minimum(np.maximum(1 - missed, _TINY), 1.0))

    def _shift(self, density: Floats, seen: Floats, rng: np.random.Generator) -> Floats:
        """Make some classes easier or harder to find and as much smaller or larger, by the rule of Metropolis.

        Drawing given all others moves the hidden people by little at a time. This changes them at once and leaves those
        who are seen of a class as many. In log-odds of the chances and log-ratios of the shares it is a plain shift, and
        what is compared is the posterior without the hidden people, who are drawn anew right after.
        """
        at, n_chains = self.point, len(self.people)
        scale = np.exp(rng.uniform(_SCALES[0], _SCALES[1], size=(n_chains, 1)))
        by = rng.normal(size=(n_chains, 1)) * scale * rng.integers(0, 2, size=(n_chains, _CLASSES))
        odds = at.chances / (1 - at.chances) * np.exp(by)[:, :, None]
        chances = _inside(odds / (1 + odds))
        shares = at.shares * (1 - at.missed) / (1 - np.multiply.reduce(1 - chances, axis=2))
        shares = np.maximum(shares / np.add.reduce(shares, axis=1, keepdims=True), _LEAST)
        there = _Point.of(shares, chances, self.marks)
        reached = self._log_posterior(there, seen)
        moved = np.log(rng.random(n_chains)) < reached - density
        at.take(there, moved)
        return np.where(moved, reached, density)

    def _log_posterior(self, at: _Point, seen: Floats) -> Floats:
        """Return the log density over log-ratios of shares and log-odds of chances, without the hidden people."""
        cells = _sum(np.exp(at.logs), 2)
        likelihood = _sum(seen * np.log(cells[:, 1:] / (1 - cells[:, :1])), 1)
        before, after = at.sticks[:, :-1], at.sticks[:, 1:]
        stick = (self.evenness - 1) * _sum(after - before, 1) - _sum(before, 1)
        return np.asarray(likelihood + stick + at.rest)

    def _break_stick(self, totals: Floats, rng: np.random.Generator) -> Floats:
        """Draw the shares of the classes, and how evenly the stick is broken."""
        later = np.add.accumulate(totals[:, ::-1], axis=1)[:, ::-1] - totals
        broken = _inside(rng.beta(1 + totals[:, :-1], self.evenness[:, None] + later[:, :-1]))
        shares = np.ones(totals.shape)
        np.multiply.accumulate(1 - broken, axis=1, out=shares[:, 1:])
        shares[:, :-1] *= broken
        rate = _RATE - _sum(np.log1p(-broken), 1)
        self.evenness = np.maximum(rng.gamma(_SHAPE + _CLASSES - 1, 1 / rate), _TINY)
        return np.maximum(shares, _LEAST)


def _sum(values: Floats | Ints, axis: int | tuple[int, ...]) -> Floats:
    """Add up, without the overhead of ``sum``: the arrays are small and the steps many."""
    return np.asarray(np.add.reduce(values, axis=axis))


def _inside(chances: Floats) -> Floats:
    return np.minimum(np.maximum(chances, _TINY), 1 - _TINY)


def _normed(logs: Floats) -> Floats:
    """Return how likely people of each cell are of each class; shape (chains, cells, classes)."""
    shares = np.exp(logs - np.maximum.reduce(logs, axis=2, keepdims=True))
    return np.asarray(shares / np.add.reduce(shares, axis=2, keepdims=True))


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
