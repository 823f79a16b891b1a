"""A licensed tool is asked on the risk page where a package offers it, and can make a level high but not lower one."""

import pytest
from django.utils import translation
from tests.care.test_tools import Made

from qorgan.care.risk import RedFlag
from qorgan.web.care import tools
from qorgan.web.care.records import open_case

FLAGS = {f"flag_{one.value.replace('-', '_')}": "no" for one in RedFlag}


@pytest.fixture(autouse=True)
def _in_english(frozen):
    with translation.override("en"):
        yield


@pytest.fixture
def made(monkeypatch):
    """Install a made-up tool; return how to take it away again."""
    found = {"made-up": Made()}
    monkeypatch.setattr(tools, "installed", lambda: found)
    return found


def judged(worker, case, began_from=0, **answers):
    answer = worker.post(f"/en/cases/{case.pk}/risk", {**FLAGS, **answers, "began_from": str(began_from)})
    assert answer.status_code == 302, answer.text
    return open_case(case, worker.actor.intake).data("risk")


def test_without_such_a_package_the_page_says_nothing_of_tools(worker, case):
    assert tools.installed() == {}
    page = worker.get(f"/en/cases/{case.pk}/risk").text
    assert "by licence of" not in page
    assert "tools" not in judged(worker, case)


def test_it_is_asked_and_its_result_stands_beside_the_level_with_its_licence(worker, case, made):
    page = worker.get(f"/en/cases/{case.pk}/risk").text
    assert "Made-up tool, version 1, by licence of Nobody in particular" in page
    assert "question a" in page
    data = judged(worker, case, **{"tool_made-up_a": "yes", "tool_made-up_b": "no"})
    assert data["tools"]["made-up"]["category"] == "greater"
    page = worker.get(f"/en/cases/{case.pk}").text
    assert "some danger" in page
    assert "a licensed tool" in page
    assert "high risk" in page


def test_it_does_not_lower_what_a_red_flag_makes_high(worker, case, made):
    judged(worker, case, **{"flag_weapon": "yes", "tool_made-up_a": "no", "tool_made-up_b": "no"})
    assert "high risk" in worker.get(f"/en/cases/{case.pk}").text


def test_too_little_answered_is_no_result_and_makes_nothing_known(worker, case, made):
    data = judged(worker, case, **{"tool_made-up_a": "yes"})
    assert "category" not in data["tools"]["made-up"]
    page = worker.get(f"/en/cases/{case.pk}").text
    assert "too little was answered" in page
    assert "high risk" not in page


def test_what_it_said_stays_when_its_package_is_gone(worker, case, made):
    judged(worker, case, **{"tool_made-up_a": "yes", "tool_made-up_b": "yes"})
    made.clear()
    page = worker.get(f"/en/cases/{case.pk}").text
    assert "some danger" in page
    assert "high risk" in page


def test_an_answer_that_is_not_the_tools_is_refused_beside_its_item(worker, case, made):
    answer = worker.post(f"/en/cases/{case.pk}/risk", {**FLAGS, "tool_made-up_a": "perhaps", "began_from": "0"})
    assert answer.status_code == 422
    assert "tool_made-up_a" in answer.context["form"].errors
