"""`qorgan know survey`: one object, a page for people, one message for what is wrong."""

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "reference/survey"
STRAT = (FOLDER / "apistrat.csv", "--weights", "pw", "--strata", "stype", "--fpc", "fpc")
CLUS = (FOLDER / "apiclus1.csv", "--weights", "pw", "--clusters", "dnum", "--fpc", "fpc")
KEYS = ["group", "estimate", "se", "low", "high", "df", "deff", "n", "missing", "refused", "denominator", "cv", "publishable", "bracketed"]  # fmt: skip


@pytest.fixture
def survey(know):
    return lambda *words: know("survey", *words)


def test_a_mean_of_clusters_is_the_promised_object(survey):
    code, out, err = survey(*CLUS, "--y", "api00", "--json")
    (row,) = json.loads(out)["rows"]
    assert (code, err, list(row)) == (0, "", KEYS)
    assert (row["group"], row["df"], row["n"], row["missing"], row["publishable"]) == (None, 14, 183, 0, True)
    assert (row["estimate"], row["se"]) == pytest.approx((644.169398907104, 23.542240693781), rel=1e-8)
    assert row["cv"] == pytest.approx(23.542240693781 / 644.169398907104)
    assert row["denominator"] == pytest.approx(6194, abs=0.001)


def test_totals_and_ratios_are_asked_for_by_name(survey):
    total = json.loads(survey(*STRAT, "--y", "enroll", "--stat", "total", "--json")[1])["rows"][0]
    ratio = json.loads(survey(*STRAT, "--y", "api00", "--stat", "ratio", "--over", "api99", "--json")[1])["rows"][0]
    assert (total["estimate"], total["se"]) == pytest.approx((3687177.53243828, 114641.71610078), rel=1e-8)
    assert (ratio["estimate"], ratio["se"]) == pytest.approx((1.05226054621825, 0.00364392223084347), rel=1e-8)
    assert ratio["denominator"] == pytest.approx(629.394844783961 * total["denominator"])


def test_groups_are_rows_and_the_design_stays_whole(survey):
    found = json.loads(survey(*CLUS, "--y", "api00", "--by", "stype", "--json")[1])["rows"]
    assert [row["group"] for row in found] == ["E", "H", "M"]
    assert [row["se"] for row in found] == pytest.approx([22.3624088938319, 38.0202493594075, 31.6094652272455])
    assert [(row["n"], row["publishable"], row["bracketed"]) for row in found] == [
        (144, True, False),
        (14, False, False),
        (25, True, True),
    ]


def test_people_read_a_page_without_what_may_not_be_published(survey):
    code, out, _ = survey(*CLUS, "--y", "api00", "--by", "stype")
    assert code == 0
    assert "Mean of api00, with intervals of 95%" in out
    assert "in brackets" in out
    assert "(631)" in out
    assert "618" not in out  # of 14 schools


def test_missing_values_are_said(survey, tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("told,g\n1,a\nNA,a\n0,b\n1,a\n,\n")
    found = json.loads(survey(path, "--y", "told", "--by", "g", "--json")[1])
    assert [(row["group"], row["n"], row["missing"]) for row in found["rows"]] == [("a", 2, 1), ("b", 1, 0)]
    assert "Group a: 1 of 3 rows (33.3%) have no value; the rest speaks for them only if they are alike." in found["warnings"]  # fmt: skip
    assert "Rows without a group, in no row of the table: 1." in found["warnings"]


def test_the_interval_of_a_share_stays_between_0_and_1(survey, tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("y\n" + "0\n" * 49 + "1\n")
    row = json.loads(survey(path, "--y", "y", "--json")[1])["rows"][0]
    assert row["estimate"] - 2 * row["se"] < 0 < row["low"] < 0.02 < row["high"] < 1


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Среднее: api00, интервалы 95 %"), ("kk", "Орташа: api00, аралықтары 95 %")]
)
def test_the_page_speaks_the_readers_language(survey, language, words):
    code, out, _ = survey(*CLUS, "--y", "api00", "--by", "stype", "--language", language)
    assert code == 0
    assert words in out
    assert "(631)" in out


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("y,w\n1,1\nmany,1\n", (), ["line 3", "field y", "value 'many'", "Rule: a number"]),
        ("y,w\n1,1\n2,\n", ("--weights", "w"), ["line 3", "field w"]),
        ("y,w\n1,1\n2,-3\n", ("--weights", "w"), ["line 3", "this is no weight", "value '-3'"]),
        ("y,w\n1,0\n2,0\n", ("--weights", "w"), ["all weights are 0", "rows.csv"]),
        ("y,s\n1,a\n2,a\n3,b\n", ("--strata", "s"), ["one unit alone", "certainty, adjust or average"]),
        ("y\n1\n2\n", ("--strata", "s"), ["no such column", "value 's'", "one of y"]),
        ("y\n1\n2\n", ("--language", "de"), ["unknown language", "value 'de'"]),
        ("y\n1\n2\n", ("--stat", "median"), ["no such statistic", "mean, total, ratio"]),
        ("y\n1\n2\n", ("--stat", "ratio"), ["--stat ratio --over COLUMN"]),
        ("y\n1\n2\n", ("--lonely", "hope"), ["no such rule", "average"]),
        ("y\n1\n2\n", ("--level", "95"), ["this is no level", "95"]),
        ("y\n1\n1e308\n", (), ["line 3", "this is no number", "value '1e308'", "1e-30 to 1e30"]),
        ("y\n1\n-nan\n", (), ["line 3", "this is no number"]),
        ("y,w\n1,1\n2,1e-320\n", ("--weights", "w"), ["line 3", "this is no number", "value '1e-320'"]),
        ("y\n1\n2\n", ("--replicates", ""), ["no such replicates", "jk1, jkn, bootstrap"]),
        ("y,y\n1,2\n", (), ["the same name", "line 1", "every name once", "rename one"]),
        ("y\n1\n1,2\n", (), ["another length", "line 3", "a comma too many"]),
        ("y,f\n1,0.1\n2,0.1\n", ("--fpc", "f"), ["more units were drawn", "not a share"]),
        ("y,f\n1,9\n2,8\n", ("--fpc", "f"), ["two populations", "rows.csv"]),
    ],
)
def test_bad_input_is_one_message_and_code_2(survey, tmp_path, content, options, words):
    path = tmp_path / "rows.csv"
    path.write_text(content)
    code, out, err = survey(path, "--y", "y", *options)
    assert (code, out) == (2, "")
    assert [word for word in words if word not in err] == []
    assert "Traceback" not in err


@pytest.mark.parametrize("name", ["women.dta", "women.sav"])
def test_files_of_other_programs_are_refused_with_what_to_do(survey, tmp_path, name):
    (tmp_path / name).write_bytes(b"\x00")
    code, out, err = survey(tmp_path / name, "--y", "v")
    assert (code, out) == (2, "")
    assert "save it as .csv" in err
    assert name in err


WOMEN = (FOLDER / "women.sav", "--layout", "dhs", "--y", "slapped")


def test_a_layout_knows_weights_and_clusters(survey):
    code, out, err = survey(*WOMEN, "--strata", "v022", "--by", "v022", "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert [(row["group"], row["n"], row["missing"], row["refused"]) for row in found["rows"]] == [
        ("town", 4, 1, 1),
        ("village", 3, 2, 0),
    ]
    assert any("one woman of each household" in text for text in found["warnings"])


def test_a_layout_and_other_weights_are_refused(survey):
    code, out, err = survey(*WOMEN, "--weights", "d005")
    assert (code, out) == (2, "")
    assert "a layout names weights and clusters itself" in err


def test_codes_of_those_who_would_rather_not_say_are_counted_apart(survey, tmp_path):
    (tmp_path / "women.csv").write_text("y\n" + "1\n0\n" * 20 + "8\n9\n9\n", encoding="utf-8")
    code, out, _ = survey(tmp_path / "women.csv", "--y", "y", "--missing", "8", "--refused", "9")
    assert code == 0
    assert "3, 2 refused" in out
    assert "2 of them because somebody would rather not say" in " ".join(out.split())
