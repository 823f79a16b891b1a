"""`qorgan know survey-regression`: numbers of R's survey, a page that says what it is not, one message for what is wrong."""

import csv
import json
import math
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "reference/survey"
CLUS = ("--weights", "pw", "--clusters", "dnum", "--fpc", "fpc")
NAMES = ["(Intercept)", "ell", "meals", "mobility"]


@pytest.fixture
def schools(tmp_path):
    """The clustered sample with 1 for yes."""
    text = (FOLDER / "apiclus1.csv").read_text(encoding="utf-8")
    path = tmp_path / "schools.csv"
    rows = list(csv.reader(text.splitlines()))
    wide = rows[0].index("sch.wide")
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([rows[0], *([*row[:wide], str(int(row[wide] == "Yes")), *row[wide + 1 :]] for row in rows[1:])])  # fmt: skip
    return path


@pytest.fixture
def regression(know, schools):
    return lambda *words: know("survey-regression", schools, *words)


def peer(call):
    rows = list(csv.DictReader((FOLDER / "more.csv").read_text(encoding="utf-8").splitlines()))
    return [
        (float(row["estimate"]), float(row["se"])) for row in rows if (row["design"], row["call"]) == ("clus1", call)
    ]


def test_a_logistic_regression_is_that_of_the_peer(regression):
    code, out, err = regression(*CLUS, "--y", "sch.wide", "--covariates", "ell,meals,mobility", "--json")
    found = json.loads(out)
    assert (code, err, found["family"]) == (0, "", "logistic")
    assert [row["name"] for row in found["rows"]] == NAMES
    for row, (point, se) in zip(found["rows"], peer("svyglm epsilon 1e-14"), strict=True):
        assert (row["estimate"], row["se"]) == pytest.approx((point, se), rel=1e-8)
    assert found["rows"][1]["odds_ratio"] == pytest.approx(math.exp(found["rows"][1]["estimate"]))
    assert "odds_ratio" not in found["rows"][0]


def test_fitted_weights_go_into_it(regression, tmp_path):
    (tmp_path / "totals.csv").write_text("column,group,total\nstype,E,4421\nstype,H,755\nstype,M,1018\n")
    asked = (*CLUS, "--y", "sch.wide", "--covariates", "ell,meals,mobility", "--calibrate", tmp_path / "totals.csv")
    found = json.loads(regression(*asked, "--json")[1])
    for row, (point, se) in zip(found["rows"], peer("svyglm epsilon 1e-14 postStratify stype"), strict=True):
        assert (row["estimate"], row["se"]) == pytest.approx((point, se), rel=1e-8)


def test_groups_are_compared_to_the_one_that_is_named(regression):
    out = regression(*CLUS, "--y", "api00", "--family", "linear", "--factors", "stype=E", "--json")[1]
    assert [row["name"] for row in json.loads(out)["rows"]] == ["(Intercept)", "stype=H", "stype=M"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Logistic regression: n 183", "odds ratio", "1.04", "An association is not a cause.")),
        ("ru", ("Логистическая регрессия: n 183", "отношение шансов", "1,04", "Связь ещё не причина.")),
        ("kk", ("Логистикалық регрессия: n 183", "мүмкіндіктер қатынасы", "1,04", "Байланыс әлі себеп емес.")),
    ],
)
def test_people_read_odds_ratios_in_their_language(regression, language, words):
    code, out, _ = regression(*CLUS, "--y", "sch.wide", "--covariates", "ell,meals", "--language", language)
    assert code == 0
    assert [one for one in words if one not in " ".join(out.split())] == []
    assert "(Intercept)" not in out


def test_of_fewer_than_25_rows_nothing_is_shown(know, tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("y,x\n" + "".join(f"{place % 3 == 0:d},{place * place % 7}\n" for place in range(20)))
    code, out, _ = know("survey-regression", path, "--y", "y", "--covariates", "x")
    assert code == 0
    assert "Not published" in out
    assert "odds ratio" not in out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), ["nothing to regress on", "--factors"]),
        (("--factors", "stype"), ["without the group", "value 'stype'", "COLUMN=GROUP"]),
        (("--factors", "stype=E,stype=H"), ["named twice", "value 'stype'", "take one of the two out"]),
        (("--factors", "stype=X"), ["no row has the base", "schools.csv", "value 'X'", "one of E, H, M"]),
        (("--covariates", "height"), ["no such column", "value 'height'"]),
        (("--covariates", "ell", "--family", "probit"), ["no such family", "logistic, linear"]),
        (("--covariates", "ell,ell"), ["covariates depend on one another", "schools.csv"]),
        (("--covariates", "ell", "--language", "de"), ["unknown language"]),
    ],
)
def test_bad_input_is_one_message_and_code_2(regression, options, words):
    code, out, err = regression("--y", "sch.wide", *options)
    assert (code, out) == (2, "")
    assert [word for word in words if word not in err] == []
    assert "Traceback" not in err


def test_answers_of_a_logistic_one_are_0_or_1(regression):
    code, out, err = regression("--y", "api00", "--covariates", "ell")
    assert (code, out) == (2, "")
    assert "neither 0 nor 1" in err


def test_the_intercept_of_a_linear_one_is_said_in_the_readers_language(regression):
    for language, said in (("en", "(Intercept)"), ("ru", "(свободный член)"), ("kk", "(бос мүше)")):
        out = regression(*CLUS, "--y", "api00", "--covariates", "ell", "--family", "linear", "--language", language)[1]
        assert [one for one in ("(Intercept)", "(свободный член)", "(бос мүше)") if one in out] == [said]
