"""Reports: what they refuse, what they show, in which language, and never a number where there is none."""

import html
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.know.sensitive.populations import drawn
from tests.know.sensitive.references import race

from qorgan.kernel.errors import DataError
from qorgan.know.sensitive.device import forced
from qorgan.know.sensitive.experiment import experiment_of
from qorgan.know.sensitive.mixture import Model
from qorgan.know.sensitive.report import report_of_device, report_of_list

DIE = forced(2 / 3, 1 / 6, 1 / 6)


@pytest.fixture(scope="module")
def known():
    return report_of_list(drawn(np.random.default_rng(3), 3000, 0.25, 0.4, 4))


def test_a_good_list_is_answered_and_holds_the_truth(known):
    assert known.verdict.kind == "determined"
    assert known.verdict.low < 0.25 < known.verdict.high
    assert known.of("ml").se < known.of("difference").se


def test_the_reference_is_refused_because_its_list_changed_answers():
    found = report_of_list(race("y ~ south"))
    assert [one.method for one in found.panel] == ["difference", "lm", "nls", "ml"]
    assert str(found).startswith("Not determined")
    assert "The list changed the answers." in str(found)
    assert "39 % of those with the plain list hold all of it" in str(found)


def test_summaries_show_no_more_digits_than_are_known(known):
    rows = {row[0]: row[1:4] for row in known.rows()}
    assert all("." not in cell for cell in rows["difference in means"])
    assert known.of("difference").high - known.of("difference").low > 0.1


def test_what_a_notebook_shows_obeys_no_sign(known):
    assert known._repr_html_() == f"<pre>{html.escape(str(known))}</pre>"


@pytest.mark.parametrize(
    ("language", "first", "note"),
    [
        ("ru", "Определено: около", "Носитель языка"),
        ("kk", "Анықталды: адамдардың", "Бұл сөздерді"),
        ("en", "Determined", "14 % of those"),
    ],
)
def test_it_speaks_three_languages_and_says_which_nobody_reviewed(known, language, first, note):
    assert known.text(language).startswith(first)
    assert known.notes(language)[0].startswith(note)


def test_objects_are_whole_json_without_nan(known):
    found = json.loads(json.dumps(known.to_dict(), allow_nan=False))
    assert found["verdict"] == "determined"
    assert found["ml"]["sensitive"]["(Intercept)"]["estimate"] < 0
    assert len(found["design_test"]["table"]) == 10


def test_without_a_maximum_there_is_a_note_and_no_number():
    answers = np.concatenate([np.repeat([0.0, 1, 2, 3], [5, 20, 20, 5]), np.repeat([0.0, 1, 2, 3], [8, 22, 16, 4])])
    found = report_of_list(experiment_of(answers, np.repeat([0.0, 1.0], 50), 3))
    assert found.rows()[1][:4] == ("maximum likelihood", "–", "–", "–")
    assert found.to_dict()["ml"]["estimate"] is None
    assert "The difference is below 0" in str(found)


def test_rows_left_out_are_counted():
    answers = np.array([0.0, 1, 2, np.nan, 1, 2, 3, 1])
    found = report_of_list(experiment_of(answers, np.repeat([0.0, 1.0], 4), 3))
    assert (found.n, found.to_dict()["missing"]) == (7, 1)
    assert "in no number here: 1." in str(found)


def test_a_list_with_weights_says_what_was_taken_for_granted():
    found = report_of_list(
        experiment_of(np.array([0.0, 1, 2, 1, 2, 3]), np.repeat([0.0, 1.0], 3), 3, clusters=np.arange(6))
    )
    assert "No weights were given: every row counts the same." in found.notes()


def test_a_forced_response_is_answered():
    found = report_of_device(831, 2435, DIE)
    assert str(found).startswith("Determined: about 26.2 % of people, between 23.4 and 29.1 %.")
    assert found.to_dict()["detectable"]["share"] == pytest.approx(0.0286, abs=1e-4)


def test_a_device_that_was_not_obeyed_gives_no_number():
    found = report_of_device(50, 1000, DIE)
    assert (found.verdict.kind, found.to_dict()["estimate"], found.to_dict()["low"]) == ("not determined", None, None)
    assert "Its rules were not followed" in str(found)


MODELS = [
    None, Model(is_constrained=False), Model(is_overdispersed=True), Model(liars=("floor", "ceiling")),
    Model(is_constrained=False, is_overdispersed=True),
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000), st.integers(1, 5), st.integers(4, 60), st.sampled_from(MODELS), st.sampled_from("pwcs"))
def test_every_small_experiment_is_answered_or_refused_in_words(seed, n_items, n, model, kind):
    rng = np.random.default_rng(seed)
    treated = rng.integers(0, 2, size=n).astype(float)
    answers = rng.binomial(n_items, rng.random(), size=n) + treated * (rng.random(n) < rng.random())
    columns = {
        "p": {},
        "w": {"weights": rng.choice([0.0, 1.0, 2.0], size=n)},
        "c": {"clusters": rng.integers(0, max(2, n // 4), size=n)},
        "s": {"covariates": rng.integers(0, 3, size=(n, 2)) * 10.0 ** rng.integers(-4, 5), "names": ("a", "b")},
    }[kind]
    try:
        found = report_of_list(experiment_of(answers.astype(float), treated, n_items, **columns), model=model)
    except DataError:
        return
    json.dumps(found.to_dict("kk"), allow_nan=False)
    assert found.text("ru")
    assert found.verdict.kind != "determined" or found.verdict.low <= found.verdict.estimate <= found.verdict.high
