"""One chain of the latent class sampler, step by step: compiled, for a table asks for some hundred thousand steps.

Within a chain: ``shares``, shape (classes,); ``chances``, shape (classes, lists), of being on a list; ``marks``, shape
(cells, lists), whether the people of a cell are on a list, cell 0 the hidden; ``evenness`` of the stick.
"""

import numpy as np

from qorgan.know.compiled import compiled
from qorgan.know.overlap.cells import Bools, Floats, Ints

_SHAPE, _RATE = 0.25, 0.25  # of the gamma prior on how evenly the stick is broken, as manrique2016
_LOW, _HIGH = float(np.log(0.02)), float(np.log(0.6))  # between which the scale of a shift lies, on the logarithm
_TINY, _LEAST = 1e-12, 1e-300


@compiled
def advance(
    rng: np.random.Generator,
    shares: Floats,
    chances: Floats,
    evenness: Floats,
    people: Ints,
    seen: Ints,
    marks: Bools,
    hidden: Ints,
    n_shifts: int,
) -> None:
    """Take steps with one chain; each draws classes, shares, chances and evenness, each given all the others.

    Parameters
    ----------
    shares, chances, evenness, people
        Where the chain is; written over. evenness: shape (1,). people: shape (cells,), the hidden first.
    seen : array, shape (n_steps, cells - 1)
        People of every other cell, step by step.
    hidden : array, shape (n_steps,)
        Written: the hidden people after each step.
    n_shifts : int
        How often each step tries to move some classes at once.
    """
    n_cells, n_classes = len(marks), len(shares)
    found = np.empty((n_cells, n_classes))
    by_class = np.empty((n_cells, n_classes), dtype=np.int64)
    for step in range(len(seen)):
        people[1:] = seen[step]
        _fill(found, shares, chances, marks)
        _divide(rng, by_class, people, found)
        evenness[0] = _break_stick(rng, shares, by_class, evenness[0])
        _meet(rng, chances, by_class, marks)
        if n_shifts:
            _fill(found, shares, chances, marks)
            density = _log_posterior(shares, chances, evenness[0], people, found)
            for _ in range(n_shifts):
                density = _shift(rng, shares, chances, evenness[0], people, marks, found, density)
        missed = 0.0
        for one in range(n_classes):
            missed += shares[one] * _missed(chances[one])
        met = min(max(1 - missed, _TINY), 1.0)
        people[0] = rng.negative_binomial(people[1:].sum(), met) if met < 1 else 0
        hidden[step] = people[0]


@compiled
def _fill(found: Floats, shares: Floats, chances: Floats, marks: Bools) -> None:
    """Write how likely somebody is of a class and in a cell; shape (cells, classes)."""
    for cell in range(len(marks)):
        for one in range(len(shares)):
            chance = shares[one]
            for each in range(marks.shape[1]):
                chance *= chances[one, each] if marks[cell, each] else 1 - chances[one, each]
            found[cell, one] = chance


@compiled
def _divide(rng: np.random.Generator, by_class: Ints, people: Ints, found: Floats) -> None:
    """Draw how many people of every cell are of each class: one class after another, of those that are left."""
    last = found.shape[1] - 1
    for cell in range(len(people)):
        left, chance_left = people[cell], found[cell].sum()
        for one in range(last):
            share = min(found[cell, one] / chance_left, 1.0) if chance_left > 0 else 1.0
            taken = rng.binomial(left, share) if left > 0 and share > 0 else 0
            by_class[cell, one] = taken
            left -= taken
            chance_left -= found[cell, one]
        by_class[cell, last] = left


@compiled
def _break_stick(rng: np.random.Generator, shares: Floats, by_class: Ints, evenness: float) -> float:
    """Draw the shares of the classes, and return how evenly the stick is broken."""
    last = len(shares) - 1
    later = by_class.sum()
    left, rate = 0.0, _RATE  # left of the stick, on the logarithm: with empty classes next to nothing is
    for one in range(last):
        here = by_class[:, one].sum()
        later -= here
        kept = _log_kept(rng, 1.0 + here, evenness + later)
        shares[one] = max(-np.exp(left) * np.expm1(kept), _LEAST)
        left += kept
        rate -= kept
    shares[last] = max(np.exp(left), _LEAST)
    return max(rng.gamma(_SHAPE + last, 1 / rate), _LEAST)


@compiled
def _log_kept(rng: np.random.Generator, first: float, second: float) -> float:
    """Draw the logarithm of what a break by a beta of two numbers leaves of a stick.

    Below 1 the second makes pieces so small that 1 less a break would be 0: two gammas, on the logarithm, hold them.
    """
    if second >= 1:
        return float(np.log1p(-_inside(rng.beta(first, second))))
    kept = np.log(rng.gamma(second + 1, 1.0)) + np.log(1 - rng.random()) / second
    return float(kept - np.logaddexp(kept, np.log(rng.gamma(first, 1.0))))


@compiled
def _meet(rng: np.random.Generator, chances: Floats, by_class: Ints, marks: Bools) -> None:
    """Draw the chances of each class of being on each list."""
    for one in range(len(chances)):
        every = by_class[:, one].sum()
        for each in range(marks.shape[1]):
            if every == 0:  # most classes are empty, and a beta of 1 and 1 is dear
                chances[one, each] = _inside(rng.random())
                continue
            on = 0
            for cell in range(len(marks)):
                if marks[cell, each]:
                    on += by_class[cell, one]
            chances[one, each] = _inside(rng.beta(1.0 + on, 1.0 + every - on))


@compiled
def _shift(
    rng: np.random.Generator,
    shares: Floats,
    chances: Floats,
    evenness: float,
    people: Ints,
    marks: Bools,
    found: Floats,
    density: float,
) -> float:
    """Make some classes easier or harder to find and as much smaller or larger, by the rule of Metropolis.

    Drawing given all others moves the hidden people by little at a time. This changes them at once and leaves those who
    are seen of a class as many. In log-odds of the chances and log-ratios of the shares it is a plain shift, and what is
    compared is the posterior without the hidden people, who are drawn anew right after. Returns the density where the
    chain is afterwards.
    """
    scale = np.exp(rng.uniform(_LOW, _HIGH))
    there, moved = chances.copy(), shares.copy()
    for one in range(len(shares)):
        if rng.random() < 0.5:
            continue
        by = np.exp(rng.normal() * scale)
        for each in range(chances.shape[1]):
            odds = chances[one, each] / (1 - chances[one, each]) * by
            there[one, each] = _inside(odds / (1 + odds))
        moved[one] *= (1 - _missed(chances[one])) / (1 - _missed(there[one]))
    moved /= moved.sum()
    for one in range(len(shares)):
        moved[one] = max(moved[one], _LEAST)
    _fill(found, moved, there, marks)
    reached = _log_posterior(moved, there, evenness, people, found)
    if not np.log(rng.random()) < reached - density:  # nan is no reason to move
        return density
    shares[:] = moved
    chances[:] = there
    return reached


@compiled
def _log_posterior(shares: Floats, chances: Floats, evenness: float, people: Ints, found: Floats) -> float:
    """Return the log density over log-ratios of shares and log-odds of chances, without the hidden people."""
    log_met = np.log(max(1 - found[0].sum(), _TINY))
    density = 0.0
    for cell in range(1, len(people)):
        density += people[cell] * (np.log(found[cell].sum()) - log_met)
    left = 0.0
    for one in range(len(shares) - 1, -1, -1):
        after = np.log(max(left, _LEAST))
        left += shares[one]
        before = np.log(max(left, _LEAST))
        if one < len(shares) - 1:
            density += (evenness - 1) * (after - before) - before
        inside = 1.0
        for each in range(chances.shape[1]):
            inside *= chances[one, each] * (1 - chances[one, each])
        density += np.log(shares[one]) + np.log(inside)
    return density


@compiled
def _missed(chances: Floats) -> float:
    """Return the chance of somebody of one class of being on no list."""
    missed = 1.0
    for each in range(len(chances)):
        missed *= 1 - chances[each]
    return missed


@compiled
def _inside(chance: float) -> float:
    return min(max(chance, _TINY), 1 - _TINY)
