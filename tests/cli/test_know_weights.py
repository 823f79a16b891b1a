"""Weights that `qorgan know survey` trims, fits to totals and draws again: numbers of R's survey, and one message for what is wrong."""

import csv
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "reference/survey"
STRAT = (FOLDER / "apistrat.csv", "--weights", "pw", "--strata", "stype")
CLUS = (FOLDER / "apiclus1.csv", "--weights", "pw", "--clusters", "dnum", "--fpc", "fpc")
TYPES = "column,group,total\nstype,E,4421\nstype,H,755\nstype,M,1018\n"
WIDE = "sch.wide,No,1072\nsch.wide,Yes,5122\n"
SUM = "api99,,3914069\n"
PEER = list(csv.DictReader((FOLDER / "more.csv").read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def survey(know):
    return lambda *words: know("survey", *words)


@pytest.fixture
def totals(tmp_path):
    def write(text):
        path = tmp_path / "totals.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def peer(design, call, term):
    (row,) = (row for row in PEER if (row["design"], row["call"], row["term"]) == (design, call, term))
    return pytest.approx((float(row["estimate"]), float(row["se"])), rel=1e-8)


@pytest.mark.parametrize(
    ("text", "stat", "y", "call", "term"),
    [
        (TYPES + WIDE, "mean", "api00", "rake stype sch.wide", "mean api00"),
        (TYPES + WIDE, "total", "enroll", "rake stype sch.wide", "total enroll"),
        (TYPES + SUM, "mean", "api00", "calibrate ~stype+api99 linear", "mean api00"),
        (TYPES + SUM, "total", "enroll", "calibrate ~stype+api99 linear", "total enroll"),
    ],
)
def test_weights_fitted_to_totals_give_the_numbers_of_the_peer(survey, totals, text, stat, y, call, term):
    code, out, err = survey(*CLUS, "--y", y, "--stat", stat, "--calibrate", totals(text), "--json")
    (row,) = json.loads(out)["rows"]
    assert (code, err) == (0, "")
    assert (row["estimate"], row["se"]) == peer("clus1", call, term)


def test_one_margin_is_post_stratified(survey, totals):
    ratio = (*CLUS, "--y", "api00", "--stat", "ratio", "--over", "enroll", "--calibrate", totals(TYPES), "--json")
    found = json.loads(survey(*ratio)[1])
    assert (found["rows"][0]["estimate"], found["rows"][0]["se"]) == peer("clus1", "postStratify stype", "ratio api00/enroll")  # fmt: skip
    assert [one["name"] for one in found["weightings"]] == ["post-stratification"]
    assert found["weightings"][0]["after"]["total"] == pytest.approx(6194)


@pytest.mark.parametrize(
    ("words", "design", "call"),
    [
        ((*STRAT, "--replicates", "jkn"), "strat_nofpc", "as.svrepdesign JKn mse"),
        ((*CLUS[:5], "--replicates", "jk1"), "clus1", "as.svrepdesign JK1 mse"),
    ],
)
def test_jackknives_give_the_errors_of_the_peer(survey, words, design, call):
    # the peer's jackknife of clus1 knows the finite population, ours is asked for without it where it is not named
    fpc = ("--fpc", "fpc") if design == "clus1" else ()
    found = json.loads(survey(*words, *fpc, "--y", "enroll", "--stat", "total", "--json")[1])
    assert (found["rows"][0]["estimate"], found["rows"][0]["se"]) == peer(design, call, "total enroll")
    assert found["replicates"]["kind"] == call.split()[1]


def test_the_bootstrap_is_near_the_linearised_error_and_keeps_its_seed(survey):
    asked = (*STRAT, "--y", "api00", "--json")
    drawn = (*asked, "--replicates", "bootstrap", "--n-replicates", "400", "--seed", "7")
    plain, first, again = (json.loads(survey(*words)[1]) for words in (asked, drawn, drawn))
    assert first == again
    assert first["replicates"] == {"kind": "bootstrap", "n": 400}
    assert first["rows"][0]["se"] == pytest.approx(plain["rows"][0]["se"], rel=0.1)


def test_replicates_are_fitted_to_the_totals_too(survey, totals):
    asked = (*CLUS, "--y", "api99", "--calibrate", totals(TYPES + SUM), "--replicates", "jk1", "--json")
    (row,) = json.loads(survey(*asked)[1])["rows"]
    assert row["estimate"] == pytest.approx(3914069 / 6194)
    assert row["se"] == pytest.approx(0, abs=1e-6)  # every replicate meets the sum


def test_trimmed_weights_are_shown_before_and_after(survey, totals):
    code, out, _ = survey(*STRAT, "--y", "api00", "--trim", ",40", "--calibrate", totals(TYPES + WIDE))
    assert code == 0
    for words in ("Trimming: 200 of 200 weights changed", "before:", "to 44.21", "after:", "to 40", "Raking:"):
        assert words in out
    assert out.index("Trimming") < out.index("Raking")
    both = json.loads(survey(*STRAT, "--y", "api00", "--trim", ",40", "--calibrate", totals(TYPES + WIDE), "--json")[1])
    assert both["weightings"][1]["before"] == both["weightings"][0]["after"]
    found = json.loads(survey(*STRAT, "--y", "api00", "--trim", "16,40", "--json")[1])["weightings"]
    assert found[0]["before"]["total"] == pytest.approx(found[0]["after"]["total"])
    assert (found[0]["after"]["low"], found[0]["after"]["high"]) >= (16, 39.999)


def test_without_these_options_the_object_has_no_new_field(survey):
    assert list(json.loads(survey(*STRAT, "--y", "api00", "--json")[1])) == ["name", "level", "rows", "warnings"]


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("a,b\n1,2\n", (), ["not the columns of totals", "totals.csv", "line 1", "column, group, total", "stype,E,4421"]),
        (TYPES + "stype,E,3\n", (), ["stands there twice", "line 5", "value 'stype E'", "take one of the lines out"]),
        (TYPES + "stype,,9\n", (), ["stands there twice", "line 5"]),
        ("column,group,total\nstype,E,many\n", (), ["this is no number", "line 2", "field total", "value 'many'"]),
        ("column,group,total\nstype,E,0\n", (), ["no number of people", "line 2", "above 0"]),
        ("column,group,total\n,E,5\n", (), ["no column is named", "line 2"]),
        (TYPES + "stype,X,9\n", (), ["nobody stands for a group", "totals.csv", "line 5", "field stype", "value 'X'", "join it"]),
        ("column,group,total\nstype,E,9\nstype,H,9\n", (), ["a group has no total", "field stype", "value 'M'"]),
        (TYPES + "sch.wide,No,1\nsch.wide,Yes,2\n", (), ["the margins differ", "totals.csv", "one sum", "one source"]),
        ("column,group,total\ngrade,E,9\n", (), ["no such column", "value 'grade'", "apistrat.csv"]),
        ("column,group,total\nstype,,9\n", (), ["this is no number", "field stype", "apistrat.csv", "line 2"]),
        (TYPES + WIDE, ("--method", "post"), ["more margins than one", "--method", "value 'post'", "take --method rake"]),
        (TYPES + SUM, ("--method", "rake"), ["a total of a column of numbers", "--method linear"]),
        (TYPES, ("--method", "magic"), ["no such method", "post, rake, linear"]),
    ],
)  # fmt: skip
def test_totals_that_break_a_rule_are_one_message(survey, totals, tmp_path, text, options, words):
    code, out, err = survey(*STRAT, "--y", "api00", "--calibrate", totals(text), *options)
    assert (code, out) == (2, "")
    assert [word for word in words if word not in err] == []
    assert "Traceback" not in err
    assert [one.name for one in tmp_path.iterdir()] == ["totals.csv"]  # nothing written


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--method", "rake"), ["nothing to fit weights to", "--calibrate"]),
        (("--trim", "9"), ["no bounds of weights", "value '9'", "LOW,HIGH", "--trim 10,90"]),
        (("--trim", "40,15"), ["no bounds of weights", "the first below the second"]),
        (("--trim", "50,90"), ["the mean weight is not within the bounds", "--trim", "30.97", "move a bound"]),
        (("--replicates", "brr"), ["no such replicates", "jk1, jkn, bootstrap"]),
        (("--replicates", "jk1"), ["jk1 is of a sample without strata", "here are 3", "take jkn"]),
        (("--replicates", "jkn", "--lonely", "adjust"), ["no such rule", "value 'adjust'", "fail or certainty"]),
        (("--replicates", "bootstrap", "--n-replicates", "1"), ["too few replicates", "2 or more"]),
        (("--calibrate", "nowhere.csv"), ["no rows", "nowhere.csv", "name a file that can be read"]),
    ],
)
def test_options_that_break_a_rule_are_one_message(survey, options, words):
    code, out, err = survey(*STRAT, "--y", "api00", *options)
    assert (code, out) == (2, "")
    assert [word for word in words if word not in err] == []
    assert "Traceback" not in err


def test_a_row_without_a_group_is_named_in_the_file_it_stands_in(survey, totals, tmp_path):
    data = tmp_path / "rows.csv"
    data.write_text("y,w,age\n1,5,young\n0,5,\n1,0,\n0,5,old\n")
    code, out, err = survey(data, "--y", "y", "--weights", "w", "--calibrate", totals("column,group,total\nage,old,9\nage,young,9\n"))  # fmt: skip
    assert (code, out) == (2, "")
    assert [word for word in ("a row has no group", "rows.csv", "line 3", "field age", "mend the cell") if word not in err] == []  # fmt: skip
    assert "line 4" not in err  # of weight 0, it is in no group
