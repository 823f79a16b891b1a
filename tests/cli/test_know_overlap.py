"""`qorgan know overlap` and `qorgan know register`: one object, a page for people, one message for what is wrong."""

import json
from pathlib import Path

import pytest

TABLES = Path(__file__).parents[1] / "reference/mse"


def test_a_published_table_gives_the_promised_object(know):
    code, out, err = know("overlap", TABLES / "Korea.csv", "--seed", "7", "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found) == ["observed", "estimate", "low", "high", "level", "verdict", "reasons", "panel", "sensitivity", "warnings"]  # fmt: skip
    assert found["observed"] == 123
    assert found["panel"][1]["estimate"] == pytest.approx(157.1666667)
    assert found["panel"][1]["note"].startswith("[12,23]")
    assert (code, out, err) == know("overlap", TABLES / "Korea.csv", "--seed", "7", "--json")


def test_the_table_that_a_peer_gave_ten_to_the_thirteen_for_is_not_determined(know):
    code, out, _ = know("overlap", TABLES / "Artificial_3.csv", "--json")
    found = json.loads(out)
    assert (code, found["verdict"], found["estimate"], found["high"]) == (0, "not determined", None, None)
    assert found["low"] == 96
    assert all(row["estimate"] is None or row["estimate"] < 1e4 for row in found["panel"])
    assert "A and B; C" in found["reasons"][0]


def test_people_read_a_page(know):
    code, out, _ = know("overlap", TABLES / "Korea.csv")
    assert code == 0
    for words in (
        "Bounded from below: at least about 130 people",
        "- Models by which",
        "latent-class",
        "odds ratio",
        "people whom these lists could reach",
    ):
        assert words in out


def test_strata_are_shown_apart(know, tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text("city,a,b,count\nx,1,0,40\nx,0,1,30\nx,1,1,20\ny,1,0,50\ny,0,1,60\ny,1,1,30\n")
    code, out, _ = know("overlap", path, "--strata", "city")
    assert code == 0
    assert out.index("Stratum x") < out.index("Stratum y")
    found = json.loads(know("overlap", path, "--strata", "city", "--json")[1])
    assert [one["observed"] for one in found["strata"].values()] == [90, 140]


def test_lists_that_nobody_can_be_on_together_are_said(know, tmp_path):
    path = tmp_path / "lists.csv"
    path.write_text("a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,20\n1,0,1,10\n0,1,1,10\n")
    plain, declared = (json.loads(know("overlap", path, *more, "--json")[1]) for more in ((), ("--never", "a,b")))
    assert any("a and b" in text for text in plain["warnings"])
    assert declared["warnings"] == []


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_lists_that_never_overlap_are_an_answer_and_no_error(know, tmp_path, language):
    path = tmp_path / "lists.csv"
    path.write_text("police,health,count\n1,0,40\n0,1,30\n")
    code, out, err = know("overlap", path, "--language", language, "--json")
    found = json.loads(out)
    assert (code, err, found["verdict"], found["estimate"], found["low"], found["high"]) == (0, "", "not determined", None, 70, None)  # fmt: skip
    assert "health; police" in found["reasons"][0]


def test_a_register_is_bounded_from_below(know, tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("times,people\n1,100\n2,25\n3,5\n")
    found = json.loads(know("register", path, "--json")[1])
    assert (found["verdict"], found["estimate"], found["high"]) == ("bounded", None, None)
    assert found["panel"][0] == {"method": "chao", "estimate": 330.0, "low": pytest.approx(243.5, abs=1), "high": pytest.approx(480, abs=1), "note": "lower bound"}  # fmt: skip
    assert "at least about" in know("register", path)[1]


@pytest.mark.parametrize(("language", "word"), [("ru", "Ограничено снизу"), ("kk", "Төменнен шектелді")])
def test_page_and_object_speak_the_readers_language(know, tmp_path, language, word):
    path = tmp_path / "register.csv"
    path.write_text("times,people\n1,100\n2,25\n3,5\n")
    assert word in know("register", path, "--language", language)[1]
    english, other = (json.loads(know("register", path, "--json", *more)[1]) for more in ((), ("--language", language)))
    assert [one["estimate"] for one in other["panel"]] == [one["estimate"] for one in english["panel"]]
    assert other["verdict"] == "bounded"
    assert other["reasons"] != english["reasons"]


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("a,b,count\n1,0,x\n", (), ["line 2", "field count", "value 'x'", "Rule: 0, 1, 2"]),
        ("a,b,count\n0,0,7\n1,0,3\n0,1,2\n", (), ["nobody can count those on no list", "leave out"]),
        ("a,b,count\n1,0,3\n0,1,2\n", ("--level", "1.5"), ["this is no level", "1.5"]),
        ("a,b,count\n1,0,3\n0,1,2\n", ("--language", "de"), ["unknown language", "value 'de'", "kk, ru, en"]),
        ("a,b,count\n1,0,3\n0,1,2\n", ("--never", "a,c"), ["this is no list", "value 'c'"]),
        ("a,b,count\n1,0,3\n0,1,2\n", ("--strata", "city"), ["no such column", "one of a, b, count"]),
    ],
)
def test_bad_input_is_one_message_and_code_2(know, tmp_path, content, options, words):
    path = tmp_path / "lists.csv"
    path.write_text(content)
    code, out, err = know("overlap", path, *options)
    assert (code, out) == (2, "")
    assert all(word in err for word in words)
    assert "Traceback" not in err
