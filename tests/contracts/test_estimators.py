"""What every estimator of `know` promises: the same answer for the same rows in any order, seed and number of threads.

A part is asked twice with the same seed: of its rows as they are, and shuffled, with another number of threads. New
parts join `PARTS`; a test counts that none is left out. All that they answer with is of one family, `know.estimate.Estimate`:
frozen, with what it rests on, said in three languages with no digit too many, shown in a notebook, drawn.
"""

import dataclasses
import json
import math
import pkgutil
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qorgan.know
from qorgan.kernel.text import LANGUAGES
from qorgan.know.estimate import Estimate
from qorgan.know.overlap import latent
from qorgan.know.overlap.register import Counts, RegisterReport, estimate_register
from qorgan.know.overlap.report import Report, Settings
from qorgan.know.overlap.report import estimate as estimate_overlap
from qorgan.know.overlap.tables import from_rows
from qorgan.know.sensitive.device import forced
from qorgan.know.sensitive.experiment import experiment_of
from qorgan.know.sensitive.report import Report as SensitiveReport
from qorgan.know.sensitive.report import report_of_device, report_of_list
from qorgan.know.sentences import say
from qorgan.know.survey.design import design_of
from qorgan.know.survey.report import Report as SurveyReport
from qorgan.know.survey.report import report_of

Spoken = Report | RegisterReport | SensitiveReport | SurveyReport
QUICK = latent.Settings(16, 60, 60, 60, 2)
Shuffle = Callable[[int], np.ndarray]


def overlap(seed: int, shuffle: Shuffle, threads: int) -> Spoken:
    """Three lists: cells and lists change their order."""
    counts = np.random.default_rng(seed).integers(3, 60, size=7)
    names = np.array(["police", "health", "shelter"])
    order = shuffle(3)
    rows = []
    for cell in shuffle(7) + 1:
        turned = sum(1 << place for place, old in enumerate(order) if cell >> old & 1)
        rows.append((int(turned), int(counts[cell - 1])))
    used = Settings(n_replicates=40, top=(1, 10), chains=QUICK, threads=threads)
    return estimate_overlap(from_rows(tuple(names[order]), rows), np.random.default_rng(seed), used)


def register(seed: int, shuffle: Shuffle, threads: int) -> Spoken:
    """One register: counts change their order."""
    people = np.random.default_rng(seed).integers(1, 300, size=5)
    times = shuffle(5)
    return estimate_register(Counts({int(time) + 1: int(people[time]) for time in times}))


def survey(seed: int, shuffle: Shuffle, threads: int) -> Spoken:
    """A clustered sample: rows change their order."""
    rng, order = np.random.default_rng(seed), shuffle(60)
    values, weights, groups = rng.normal(size=60), rng.uniform(1, 3, size=60), rng.integers(0, 3, size=60)
    clusters = np.repeat(np.arange(12), 5)
    design = design_of(60, weights=weights[order], clusters=[clusters[order]])
    return report_of(design, values[order], groups=groups[order].astype(str))


def list_experiment(seed: int, shuffle: Shuffle, threads: int) -> Spoken:
    """A list experiment in a clustered sample: rows change their order."""
    rng, order = np.random.default_rng(seed), shuffle(120)
    treated = (np.arange(120) % 2).astype(float)
    answers = rng.binomial(3, 0.5, size=120) + treated * (rng.random(120) < 0.3)
    covariate, weights, clusters = rng.normal(size=120), rng.uniform(1, 3, size=120), rng.integers(0, 15, size=120)
    experiment = experiment_of(
        answers[order], treated[order], 3, covariates=covariate[order, None], names=("x",),
        weights=weights[order], clusters=clusters[order],
    )  # fmt: skip
    return report_of_list(experiment)


def randomized_response(seed: int, shuffle: Shuffle, threads: int) -> Spoken:
    """Counts of yes: they have no order."""
    n = int(np.random.default_rng(seed).integers(20, 2000))
    return report_of_device(n // 3, n, forced(2 / 3, 1 / 6, 1 / 6))


PARTS = {
    "overlap": [overlap, register],
    "survey": [survey],
    "sensitive": [list_experiment, randomized_response],
}
WITHOUT_ESTIMATES = {"figures", "languages"}  # claims that somebody made; sentences
EVERY = [one for part in PARTS.values() for one in part]
IN_ORDER: Shuffle = np.arange


def estimates(report: Spoken) -> tuple[Estimate, ...]:
    """Return every estimate of a report."""
    return report.rows if isinstance(report, SurveyReport) else report.panel


def answer(ask: Callable, seed: int, shuffle: Shuffle, threads: int) -> dict:
    """Return the object of a report; of overlapping lists what does not name them by their place."""
    found = ask(seed, shuffle, threads).to_dict()
    if ask is overlap:
        return {name: found[name] for name in ("observed", "verdict", "estimate", "low", "high")}
    return found


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
    first = answer(ask, seed, IN_ORDER, 1)
    other = answer(ask, seed, lambda n: np.random.default_rng(seed + 1).permutation(n), 2)
    assert words(first) == words(other)
    assert numbers(first) == pytest.approx(numbers(other), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("ask", EVERY, ids=lambda one: one.__name__)
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_point_without_an_interval_around_it_and_nothing_endless(ask, seed):
    found = answer(ask, seed, IN_ORDER, 1)
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


@pytest.mark.parametrize("ask", EVERY, ids=lambda one: one.__name__)
def test_all_estimates_are_of_one_family_and_say_what_they_rest_on(ask):
    found = estimates(ask(3, IN_ORDER, 1))
    assert found
    for one in found:
        assert isinstance(one, Estimate)
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.point = 1.0
        assert one.method
        assert one.level == 0.95
        assert one.note or one.assumptions
        assert one.point is None or (one.assumptions and one.source)


@pytest.mark.parametrize("ask", EVERY, ids=lambda one: one.__name__)
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_no_estimate_shows_a_hundredth_of_its_spread(ask, seed):
    for one in estimates(ask(seed, IN_ORDER, 1)):
        if None in {one.point, one.low, one.high} or not one.known_to:
            continue
        shown = say(one.written(one.point))
        scale = 100 if shown.endswith("%") else 1
        least = 10.0 ** math.ceil(math.log10(scale * one.known_to / 100))
        units = float(shown.strip("%").replace(",", "").replace("−", "-")) / least
        assert units == pytest.approx(round(units), abs=1e-6)


@pytest.mark.parametrize("ask", EVERY, ids=lambda one: one.__name__)
def test_reports_and_estimates_speak_three_languages_and_stand_in_a_notebook(ask):
    report = ask(3, IN_ORDER, 1)
    for one in (report, *estimates(report)):
        said = {one.text(language) for language in LANGUAGES}
        assert len(said) == len(LANGUAGES)
        assert str(one) == one.text("en")
        assert one._repr_html_().startswith("<pre>")
    assert {json.dumps(numbers(report.to_dict(language))) for language in LANGUAGES} == {json.dumps(numbers(report.to_dict()))}  # fmt: skip


@pytest.mark.parametrize("ask", EVERY, ids=lambda one: one.__name__)
def test_reports_and_estimates_draw_themselves(ask):
    report = ask(3, IN_ORDER, 1)
    for one in (report, estimates(report)[0]):
        one.plot("ru").canvas.draw()


def test_every_part_is_asked():
    parts = {one.name for one in pkgutil.iter_modules(qorgan.know.__path__) if one.ispkg}
    assert parts - WITHOUT_ESTIMATES <= set(PARTS)
