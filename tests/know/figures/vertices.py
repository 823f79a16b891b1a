"""What holds of a set of claims, found by brute force: every vertex that the rows can have, and no solver.

The least change is convex and piecewise linear on the simplex of all atoms, and bends only where a claim is met exactly.
So its minimum lies at a point where (n_atoms - 1) of the faces and claims meet; and so does every bound of a share,
conditional ones too, as a ratio of linear functions is extreme at a vertex.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from qorgan.know.figures.claims import Claim, System

Holds = Callable[[dict[str, bool]], bool]
NEAR = 1e-10


@dataclass(frozen=True)
class Event:
    """An expression as text, and the same as a function that the parser has no part in."""

    text: str
    holds: Holds


EVERYBODY = Event("", lambda _: True)


@dataclass(frozen=True)
class Vertices:
    """All points at which a minimum can lie: shares of the atoms, and the change each claim then needs."""

    points: np.ndarray
    changes: np.ndarray

    def least_change(self, places: Sequence[int], weights: Sequence[float]) -> float:
        return float((self.changes[:, list(places)] @ np.asarray(weights, dtype=float)).min())

    def bounds(self, atoms: list[dict[str, bool]], event: Event, given: Event) -> tuple[float, float] | None:
        """Return the extremes over the vertices that meet all claims; None if the population can be empty."""
        points = self.points[(self.changes <= NEAR).all(axis=1)]
        inside = points @ np.array([event.holds(atom) and given.holds(atom) for atom in atoms], dtype=float)
        among = points @ np.array([given.holds(atom) for atom in atoms], dtype=float)
        if among.min() <= NEAR:
            return None
        return float((inside / among).min()), float((inside / among).max())


def atoms_of(names: Sequence[str]) -> list[dict[str, bool]]:
    return [dict(zip(names, happened, strict=True)) for happened in product([False, True], repeat=len(names))]


def vertices(atoms: list[dict[str, bool]], claims: Sequence[tuple[Event, Event, float, float]]) -> Vertices:
    given = np.array([[among.holds(atom) for atom in atoms] for _, among, _, _ in claims], dtype=float)
    inside = np.array([[event.holds(atom) for atom in atoms] for event, _, _, _ in claims], dtype=float) * given
    lo, hi = (np.array([[claim[end]] for claim in claims]) for end in (2, 3))
    rows = np.concatenate([inside - hi * given, lo * given - inside])
    n_atoms = len(atoms)
    planes = np.unique(np.concatenate([np.eye(n_atoms), rows]), axis=0)
    chosen = np.array(list(combinations(range(len(planes)), n_atoms - 1)))
    systems = np.concatenate([planes[chosen], np.ones((len(chosen), 1, n_atoms))], axis=1)
    systems = systems[np.abs(np.linalg.det(systems)) > NEAR]
    ends = np.zeros((n_atoms, 1))
    ends[-1] = 1
    points = np.linalg.solve(systems, ends)[:, :, 0]
    points = points[(points >= -NEAR).all(axis=1)]
    needs = points @ rows.T
    return Vertices(points, np.maximum(0, np.maximum(needs[:, : len(claims)], needs[:, len(claims) :])))


def random_event(rng: np.random.Generator, names: Sequence[str], depth: int = 2) -> Event:
    kind = rng.choice(["name", "not", "and", "or", "xor"] if depth else ["name"])
    if kind == "name":
        name = str(rng.choice(names))
        return Event(name, lambda atom: atom[name])
    one, other = (random_event(rng, names, depth - 1) for _ in range(2))
    if kind == "not":
        return Event(f"not ({one.text})", lambda atom: not one.holds(atom))
    joins: dict[str, Holds] = {
        "and": lambda atom: one.holds(atom) and other.holds(atom),
        "or": lambda atom: one.holds(atom) or other.holds(atom),
        "xor": lambda atom: one.holds(atom) != other.holds(atom),
    }
    return Event(f"({one.text}) {kind} ({other.text})", joins[str(kind)])


def random_claims(
    rng: np.random.Generator, names: Sequence[str], n_claims: int
) -> list[tuple[Event, Event, float, float]]:
    """Return claims whose shares are twentieths, so that what is impossible is so by far more than the tolerance."""
    found = []
    for _ in range(n_claims):
        given = random_event(rng, names, 1) if rng.random() < 0.4 else EVERYBODY
        lo = int(rng.integers(0, 21))
        hi = min(20, lo + int(rng.choice([0, 0, 1, 4])))
        found.append((random_event(rng, names), given, lo / 20, hi / 20))
    return found


def system_of(
    names: Sequence[str],
    claims: Sequence[tuple[Event, Event, float, float]],
    weights: Sequence[float] | None = None,
    target: str | None = None,
) -> System:
    priced = [1.0] * len(claims) if weights is None else weights
    return System(
        tuple(names),
        tuple(
            Claim(str(place + 1), event.text, given.text or None, lo, hi, weight)
            for place, ((event, given, lo, hi), weight) in enumerate(zip(claims, priced, strict=True))
        ),
        target,
    )
