"""`qorgan know check`: one object for programs, a page for people, one message for what is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qorgan.cli import main

PRESS = {
    "events": ["physical", "sexual", "psychological"],
    "claims": [
        {"id": "B12", "event": "physical or sexual", "given": None, "lo": 0.165, "hi": 0.175},
        {"id": "B13", "event": "psychological", "given": None, "lo": 0.19, "hi": 0.21},
        {"id": "B14", "event": "physical and sexual and psychological", "given": None, "lo": 0.23, "hi": 0.25},
    ],
    "target": "physical or sexual or psychological",
}


@pytest.fixture
def check(monkeypatch, capsys, tmp_path):
    def run(content, *options, name="claims.json"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["qorgan", "know", "check", str(path), *options])
        with pytest.raises(SystemExit) as ended:
            main.main()
        shown = capsys.readouterr()
        return ended.value.code, shown.out, shown.err

    return run


def test_the_triple_of_the_press_is_impossible(check):
    code, out, _ = check(PRESS, "--json")
    found = json.loads(out)
    assert (code, list(found)) == (0, ["feasible", "min_total_slack", "conflicts", "bounds", "findings"])
    assert found["feasible"] is False
    assert found["min_total_slack"] == pytest.approx(0.055)
    assert found["conflicts"] == [["B12", "B14"], ["B13", "B14"]]
    assert found["bounds"] == {PRESS["target"]: None}
    assert [list(one) for one in found["findings"]] == [["rule", "claims", "says"]] * 2


def test_as_any_of_the_three_it_fits(check):
    claims = [*PRESS["claims"][:2], PRESS["claims"][2] | {"event": PRESS["target"]}]
    found = json.loads(check(PRESS | {"claims": claims}, "--json")[1])
    assert (found["feasible"], found["conflicts"]) == (True, [])
    assert found["bounds"][PRESS["target"]] == pytest.approx([0.23, 0.25])


def test_the_page_for_people_says_what_cannot_be(check, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    code, out, _ = check(PRESS)
    assert code == 0
    for words in ("These figures cannot all be true.", "B12, B14: Claimed:", "17.5 to", "5.5 % of everybody in all", "Nothing follows"):  # fmt: skip
        assert words in out.replace("16.5 to 17.5", "17.5 to")


def test_the_page_for_people_says_what_follows(check, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    out = check(PRESS | {"claims": PRESS["claims"][:2]})[1]
    assert "These figures can all be true." in out
    assert "lies between 19 and 38.5 %" in out
    nobody = check(PRESS | {"claims": PRESS["claims"][:2], "target": "sexual given physical"})[1]
    assert "there may be nobody in its population" in nobody


def test_signs_that_a_terminal_would_obey_are_printed_as_they_are(check, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    claims = [{"id": "[bold]x[/bold]", "event": "physical", "lo": 0.1, "hi": 0.2}]
    assert "[bold]x[/bold]" in check(PRESS | {"claims": claims})[1]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("claims.json", [PRESS, PRESS], ["a list of 2", "claims.json", "file of its own"]),
        ("claims.json", "{", ["not JSON", "line 1"]),
        ("claims.csv", "id,event,given,lo,hi\na,P,,17%,0.2\n", ["claims.csv", "line 2", "field lo", "'17%'", "Rule", "Next"]),
        ("claims.csv", "id,event,given,lo,hi\na,P and,,0.1,0.2\n", ["line 2", "field event", "at character 6"]),
        ("claims.csv", "id,event,given,lo,hi\na,P,,0.3,0.2\nb,S,,7,8\n", ["3 faults", "line 2", "line 3"]),
        ("claims.toml", "x = ", ["not TOML", "line 1"]),
        ("claims.txt", "x", ["claims.txt", ".csv, .json or .toml"]),
        ("claims.json", PRESS | {"events": ["physical"]}, ["add sexual to events"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_bad_input_is_one_message_and_exit_code_2(check, name, content, words, options):
    code, out, err = check(content, *options, name=name)
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert [word for word in words if word not in err] == []


FIGURES = Path(__file__).parents[2] / "src/qorgan/packs/kz/figures"


def test_a_table_of_figures_is_checked_by_all_rules(check):
    found = json.loads(check((FIGURES / "press_claims.csv").read_text(), "--json", name="press.csv")[1])
    assert list(found) == ["feasible", "min_total_slack", "conflicts", "bounds", "findings"]
    assert (found["feasible"], found["conflicts"]) == (False, [["B12", "B14"]])
    assert {"coherence", "title-against-text", "other-map", "denominator-lost"} <= {
        one["rule"] for one in found["findings"]
    }


def test_the_statistics_are_checked_by_all_rules(check):
    found = json.loads(check((FIGURES / "statistics.csv").read_text(), "--json", name="statistics.csv")[1])
    assert found["feasible"] is True
    assert {"counters-differ", "one-series", "two-numbers"} <= {one["rule"] for one in found["findings"]}


def test_figures_are_shown_in_a_terminal(check, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    out = check((FIGURES / "press_claims.csv").read_text(), name="press.csv")[1]
    assert "What was found:" in out
    assert "A count without a day" in out
    assert "almost a quarter" in out


def test_a_page_is_written_and_the_object_printed_beside_it(check, tmp_path):
    code, out, _ = check(PRESS, "--json", "--html", str(tmp_path / "page.html"), "--language", "ru")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert (code, json.loads(out)["feasible"]) == (0, False)
    assert 'lang="ru"' in page
    assert "<svg" in page


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--language", "de"], "one of kk, ru, en"),
        (["--html", "/nowhere/page.html"], "nothing written"),
        (["--pack", "xx"], "no such country pack"),
    ],
)
def test_a_wrong_option_is_one_message_and_exit_code_2(check, options, said):
    code, out, err = check((FIGURES / "statistics.csv").read_text(), *options, name="statistics.csv")
    assert (code, out) == (2, "")
    assert said in err


def test_without_scipy_it_says_what_to_install(tmp_path):
    # in its own process: taking modules out of this one would break the tests that come after
    path = tmp_path / "claims.json"
    path.write_text(json.dumps(PRESS), encoding="utf-8")
    without = "import sys; sys.modules['scipy'] = None; from qorgan.cli import main; main.main()"
    started = [sys.executable, "-c", without, "know", "check", str(path)]
    ran = subprocess.run(started, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "pip install 'qorgan[know]'" in ran.stderr
