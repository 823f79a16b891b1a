"""The tutorial "Can these numbers all be true?", done as it is written: its files, its commands, its Python."""

import doctest
import json
import re
import sys
from pathlib import Path

import pytest

from qorgan.cli import main

PAGE = Path(__file__).parents[3] / "docs/tutorials/can-these-numbers-be-true.md"
TEXT = PAGE.read_text(encoding="utf-8")


def _block(kind: str) -> str:
    return re.search(rf"```{kind}\n(.*?)```", TEXT, re.DOTALL).group(1)


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    Path("report.json").write_text(_block("json"), encoding="utf-8")
    Path("figures.csv").write_text(_block("csv"), encoding="utf-8")

    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["qorgan", "know", "check", *words])
        with pytest.raises(SystemExit) as ended:
            main.main()
        assert ended.value.code == 0
        return capsys.readouterr().out

    return run


def test_its_python_says_what_it_prints():
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.failed == 0
    assert found.attempted > 8


def test_its_report_cannot_be_true_and_any_of_the_three_fits(told):
    out = told("report.json")
    assert "These figures cannot all be true." in out
    assert "What could be meant is «physical or sexual or psychological»" in " ".join(out.split())


def test_its_page_and_object_are_made(told):
    assert json.loads(told("report.json", "--json"))["conflicts"] == [["either", "all three"]]
    told("report.json", "--html", "page.html")
    assert "<svg" in Path("page.html").read_text(encoding="utf-8")


def test_its_figures_lose_period_and_people(told):
    found = json.loads(told("figures.csv", "--json"))["findings"]
    rules = {one["rule"] for one in found if "year" in one["claims"]}
    assert {"period-changed", "denominator-changed"} <= rules
    assert "counters-differ" not in {one["rule"] for one in found}


def test_with_their_units_there_are_more_orders_than_calls(told):
    head, *rows = _block("csv").splitlines()
    with_units = [f"{head},unit", *(f"{row},{row.partition(',')[0] if 'dv' in row else ''}" for row in rows)]
    Path("figures.csv").write_text("\n".join(with_units), encoding="utf-8")
    found = json.loads(told("figures.csv", "--json"))["findings"]
    assert ["orders", "calls"] in [one["claims"] for one in found if one["rule"] == "counters-differ"]


def test_the_table_of_the_country_that_it_names_exists():
    named = re.findall(r"src/qorgan/\S+\.csv", TEXT)
    assert named
    assert [one for one in named if not (PAGE.parents[2] / one).is_file()] == []
