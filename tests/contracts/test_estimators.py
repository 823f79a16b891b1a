"""What every estimator of `know` promises: the same answer for the same rows in any order, seed and number of threads.

A family is asked twice with the same seed: of its rows as they are, and shuffled, with another number of threads. New
families join `FAMILIES`; a test counts that none is left out.
"""

import json
import math
import pkgutil
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qorgan.know
from qorgan.know.overlap import latent
from qorgan.know.overlap.register import Counts, estimate_register
from qorgan.know.overlap.report import Settings
from qorgan.know.overlap.report import estimate as estimate_overlap
from qorgan.know.overlap.tables import from_rows
from qorgan.know.sensitive.device import forced
from qorgan.know.sensitive.experiment import experiment_of
from qorgan.know.sensitive.report import report_of_device, report_of_list
from qorgan.know.survey.design import design_of
from qorgan.know.survey.report import report_of

QUICK = latent.Settings(16, 60, 60, 60, 2)
Shuffle = Callable[[int], np.ndarray]


def overlap(seed: int, shuffle: Shuffle, threads: int) -> dict:
    """Three lists: cells and lists change their order."""
    counts = np.random.default_rng(seed).integers(3, 60, size=7)
    names = np.array(["police", "health", "shelter"])
    order = shuffle(3)
    rows = []
    for cell in shuffle(7) + 1:
        turned = sum(1 << place for place, old in enumerate(order) if cell >> old & 1)
        rows.append((int(turned), int(counts[cell - 1])))
    used = Settings(n_replicates=40, top=(1, 10), chains=QUICK, threads=threads)
    found = estimate_overlap(from_rows(tuple(names[order]), rows), np.random.default_rng(seed), used).to_dict()
    return {name: found[name] for name in ("observed", "verdict", "estimate", "low", "high")}


def register(seed: int, shuffle: Shuffle, threads: int) -> dict:
    """One register: counts change their order."""
    people = np.random.default_rng(seed).integers(1, 300, size=5)
    times = shuffle(5)
    return estimate_register(Counts({int(time) + 1: int(people[time]) for time in times})).to_dict()


def survey(seed: int, shuffle: Shuffle, threads: int) -> dict:
    """A clustered sample: rows change their order."""
    rng, order = np.random.default_rng(seed), shuffle(60)
    values, weights, groups = rng.normal(size=60), rng.uniform(1, 3, size=60), rng.integers(0, 3, size=60)
    clusters = np.repeat(np.arange(12), 5)
    design = design_of(60, weights=weights[order], clusters=[clusters[order]])
    return report_of(design, values[order], groups=groups[order].astype(str)).to_dict()


def list_experiment(seed: int, shuffle: Shuffle, threads: int) -> dict:
    """A list experiment in a clustered sample: rows change their order."""
    rng, order = np.random.default_rng(seed), shuffle(120)
    treated = (np.arange(120) % 2).astype(float)
    answers = rng.binomial(3, 0.5, size=120) + treated * (rng.random(120) < 0.3)
    covariate, weights, clusters = rng.normal(size=120), rng.uniform(1, 3, size=120), rng.integers(0, 15, size=120)
    experiment = experiment_of(
        answers[order], treated[order], 3, covariates=covariate[order, None], names=("x",),
        weights=weights[order], clusters=clusters[order],
    )  # fmt: skip
    return report_of_list(experiment).to_dict()


def randomized_response(seed: int, shuffle: Shuffle, threads: int) -> dict:
    """Counts of yes: they have no order."""
    n = int(np.random.default_rng(seed).integers(20, 2000))
    return report_of_device(n // 3, n, forced(2 / 3, 1 / 6, 1 / 6)).to_dict()


FAMILIES = {
    "overlap": [overlap, register],
    "survey": [survey],
    "sensitive": [list_experiment, randomized_response],
}
WITHOUT_ESTIMATES = {"figures"}  # claims that somebody made
EVERY = [one for family in FAMILIES.values() for one in family]
IN_ORDER: Shuffle = np.arange


def numbers(found: object) -> list[float]:
    """Return every number of an object, in its order."""
    match found:
        case bool() | str() | None:
            return []
        case int() | float():
            return [float(found)]
        case dict():
            return [one for value in found.values() for one in numbers(value)]
    return [one for value in found for one in numbers(value)]


def words(found: object) -> str:
    """Return all else of an object, with its keys."""
    match found:
        case dict():
            return "{" + ",".join(f"{name}:{words(value)}" for name, value in found.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(words(value) for value in found) + "]"
        case bool() | str() | None:
            return repr(found)
    return "#"


def triples(found: object) -> list[tuple[float | None, float | None, float | None]]:
    """Return every low, estimate and high that stand together."""
    match found:
        case dict():
            own = (
                [(found["low"], found["estimate"], found["high"])] if {"low", "estimate", "high"} <= set(found) else []
            )
            return own + [one for value in found.values() for one in triples(value)]
        case list() | tuple():
            return [one for value in found for one in triples(value)]
    return []


@pytest.mark.parametrize("ask", EVERY, ids=lambda one: one.__name__)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_order_seed_and_threads_are_nothing(ask, seed):
    first = ask(seed, IN_ORDER, 1)
    other = ask(seed, lambda n: np.random.default_rng(seed + 1).permutation(n), 2)
    assert words(first) == words(other)
    assert numbers(first) == pytest.approx(numbers(other), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("ask", EVERY, ids=lambda one: one.__name__)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_point_without_an_interval_around_it_and_nothing_endless(ask, seed):
    found = ask(seed, IN_ORDER, 1)
    json.dumps(found, allow_nan=False)
    assert all(math.isfinite(one) for one in numbers(found))
    assert triples(found)
    for low, point, high in triples(found):
        ends = [one for one in (low, point, high) if one is not None]
        assert ends == sorted(ends)
        assert point is None or low is not None
    if found.get("verdict") == "determined":
        assert None not in (found["low"], found["estimate"], found["high"])
    if found.get("verdict") == "not determined":
        assert found["estimate"] is None
    assert found["low"] >= found["observed"] if "observed" in found else True


def test_every_family_is_asked():
    parts = {one.name for one in pkgutil.iter_modules(qorgan.know.__path__) if one.ispkg}
    assert parts - WITHOUT_ESTIMATES <= set(FAMILIES)
