"""`qorgan know list-experiment` and `qorgan know randomized-response`: one object, a page, one message for what is wrong."""

import json
from pathlib import Path

import pytest

from qorgan.know.sensitive.maximum_likelihood import maximum_likelihood
from qorgan.know.sensitive.means import difference
from qorgan.know.sensitive.reading import read_experiment

FOLDER = Path(__file__).parents[1] / "reference/sensitive"
RACE = ("list-experiment", FOLDER / "race.csv", "--y", "y", "--treated", "treat", "--items", "3")
COUNTS = ("list-experiment", FOLDER / "race_y_by_treat.csv", "--y", "y", "--treated", "treat", "--items", "3", "--count", "count")  # fmt: skip
DIE = ("randomized-response", "--p", "2/3", "--p1", "1/6", "--p0", "1/6")


def test_a_list_experiment_is_the_promised_object(know):
    code, out, err = know(*RACE, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert {"difference", "ml", "design_test", "warnings"} <= set(found)
    difference = found["difference"]
    assert (difference["estimate"], difference["se"]) == pytest.approx(
        (0.0677974402507519, 0.0496191205601594), rel=1e-8
    )
    assert difference["low"] < difference["estimate"] < difference["high"]
    assert found["design_test"]["p"] == pytest.approx(0.0443110858651332, rel=1e-8)
    assert found["ml"]["loglik"] == pytest.approx(-1500.97260429286, rel=1e-8)
    assert found["ml"]["sensitive"]["(Intercept)"]["estimate"] == pytest.approx(-1.70460760061142, rel=1e-3)
    assert (found["verdict"], found["estimate"]) == ("not determined", None)


def test_counts_give_what_people_give(know):
    people, counts = (json.loads(know(*words, "--json")[1]) for words in (RACE, COUNTS))
    assert counts["n"] == 1213
    for part in ("difference", "ml"):
        for name in ("estimate", "se", "low", "high"):
            assert counts[part][name] == pytest.approx(people[part][name], rel=1e-9)


def test_covariates_are_regressed_on(know):
    found = json.loads(know(*RACE, "--covariates", "south,age,male,college", "--json")[1])
    assert found["ml"]["sensitive"]["south"]["estimate"] == pytest.approx(1.67541321730093, rel=1e-3)
    assert found["lm"]["control"]["age"]["estimate"] == pytest.approx(0.0204734383721677, rel=1e-8)
    assert found["nls"]["sensitive"]["male"]["se"] == pytest.approx(2.82922970307169, rel=1e-3)


@pytest.mark.parametrize(
    ("options", "loglik"),
    [(("--unconstrained",), -1441.0197651668), (("--overdispersed",), -1443.72432558635)],
)
def test_other_models_are_asked_for_by_name(know, options, loglik):
    found = json.loads(know(*RACE, "--covariates", "south,age,male,college", *options, "--json")[1])
    assert found["ml"]["loglik"] == pytest.approx(loglik, rel=1e-8)


def test_people_read_a_page_that_refuses(know):
    code, out, _ = know(*RACE)
    assert code == 0
    assert "Not determined" in out
    assert "p = 0.044" in out
    assert "hold all of it" in out
    assert "0.0678" not in out


def test_weights_and_clusters_are_those_of_the_library(know, tmp_path):
    lines = (FOLDER / "race.csv").read_text().splitlines()
    path = tmp_path / "race.csv"
    rows = (f"{line},{1 + at % 3},{at // 20}" for at, line in enumerate(lines[1:]))
    path.write_text("\n".join([lines[0] + ",w,psu", *rows]))
    found = json.loads(know(RACE[0], path, *RACE[2:], "--weights", "w", "--clusters", "psu", "--json")[1])
    same = read_experiment(path, y="y", treated="treat", n_items=3, weights="w", clusters="psu")
    assert same.sample.df == 60
    assert found["difference"] == difference(same).to_dict()
    assert found["ml"] == maximum_likelihood(same).to_dict()
    assert found["difference"]["se"] != pytest.approx(0.0496191205601594, rel=1e-3)


def test_a_randomized_response_is_answered(know):
    code, out, err = know(*DIE, "--yes", 831, "--n", 2435, "--json")
    found = json.loads(out)
    assert (code, err, found["verdict"]) == (0, "", "determined")
    assert (found["estimate"], found["se"]) == pytest.approx((0.261909650924025, 0.0144127052334585), rel=1e-8)
    assert found["low"] < found["estimate"] < found["high"]


def test_a_randomized_response_is_a_page(know):
    out = know(*DIE, "--yes", 831, "--n", 2435, "--language", "ru")[1]
    assert "Определено: около 26,2 % людей" in out
    assert "ещё не проверял" in out


def test_a_mirrored_question_is_asked_for_by_name(know):
    found = json.loads(know("randomized-response", "--yes", 380, "--n", 1000, "--p", 0.8, "--mirrored", "--json")[1])
    assert found["estimate"] == pytest.approx(0.3)


def test_a_device_that_was_not_obeyed_is_no_error_and_no_number(know):
    code, out, _ = know(*DIE, "--yes", 50, "--n", 1000, "--json")
    found = json.loads(out)
    assert (code, found["verdict"], found["estimate"]) == (0, "not determined", None)


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("y,t\n0,0\n5,0\n1,1\n2,1\n", (), ["rows.csv", "line 3", "field y", "value '5'", "0 to 3", "Next:"]),
        ("y,t\n0,0\n1,2\n1,1\n2,1\n", (), ["line 3", "field t", "value '2'", "Rule: 1 for those"]),
        ("y,t\n0,0\nmany,0\n1,1\n2,1\n", (), ["line 3", "this is no number", "'many'"]),
        ("y,t\n0,0\n1,0\n1,0\n", (), ["rows.csv", "fewer than two people saw the sensitive item"]),
        ("y,t\n0,0\n1,0\n1,1\n2,1\n", ("--covariates", "a"), ["no such column", "value 'a'", "one of y, t"]),
        ("y,t\n0,0\n1,0\n1,1\n2,1\n", ("--language", "de"), ["unknown language", "--language"]),
        ("y,t\n0,0\n1,0\n1,1\n2,1\n", ("--level", "95"), ["this is no level"]),
        ("y,t\n0,0\n1,0\n1,1\n2,1\n", ("--lonely", "hope"), ["no such rule"]),
        ("y;t\n0;0\n", (), ["semicolons"]),
        ("", (), ["rows.csv"]),
    ],
)
def test_bad_files_are_one_message_and_code_2(know, tmp_path, content, options, words):
    path = tmp_path / "rows.csv"
    path.write_text(content)
    code, out, err = know("list-experiment", path, "--y", "y", "--treated", "t", "--items", 3, *options)
    assert (code, out) == (2, "")
    assert [word for word in words if word not in err] == []
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--yes", 9, "--n", 5, "--p", "0.5", "--p1", "0.25", "--p0", "0.25"), ["field yes", "value '9'", "0 to 5"]),
        (("--yes", 0, "--n", 0, "--p", "0.5", "--p1", "0.25", "--p0", "0.25"), ["nobody answered"]),
        (("--yes", 3, "--n", 5, "--p", "0.5", "--p1", "0.5", "--p0", "0.5"), ["do not sum to 1"]),
        (("--yes", 3, "--n", 5, "--p", "many", "--p1", "0.5", "--p0", "0.5"), ["field --p", "value 'many'", "3/4"]),
        (("--yes", 3, "--n", 5, "--p", "0.5"), ["--p1, --p0", "--mirrored"]),
        (("--yes", 3, "--n", 5, "--p", "0.5", "--mirrored"), ["a yes says nothing"]),
        (("--yes", 3, "--n", 5, "--p", "0.8", "--p1", "0.1", "--mirrored"), ["leave --p1 and --p0 out"]),
        (("--yes", 3, "--n", 5, "--p", "0.5", "--p1", "0.25", "--p0", "0.25", "--level", "2"), ["this is no level"]),
    ],
)
def test_bad_devices_and_counts_are_one_message_and_code_2(know, options, words):
    code, out, err = know("randomized-response", *options)
    assert (code, out) == (2, "")
    assert [word for word in words if word not in err] == []
    assert "Traceback" not in err


def test_answers_that_are_all_alike_determine_nothing(know, tmp_path):
    """Everybody names one item, and one more with the longer list: the difference is 1 without any spread."""
    path = tmp_path / "alike.csv"
    path.write_text("y,t\n" + "1,0\n2,1\n" * 3)
    words = ("list-experiment", path, "--y", "y", "--treated", "t", "--items", "3")
    found = json.loads(know(*words, "--json")[1])
    assert (found["verdict"], found["estimate"], found["low"]) == ("not determined", None, None)
    assert [one for language in ("ru", "kk") if "alike" in (one := know(*words, "--language", language)[1])] == []


def test_more_people_than_there_are_is_one_message(know):
    code, out, err = know(*DIE, "--yes", "9" * 400, "--n", "9" * 401)
    assert (code, out) == (2, "")
    assert "more people than there are" in err
