"""The tutorial "What a prevalence survey says, and what it does not", and the examples on the page about surveys, are true."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"
TUTORIAL = "tutorials/what-a-prevalence-survey-says.md"


@pytest.mark.parametrize("page", [TUTORIAL, "explanation/survey.md"])
def test_the_examples_on_the_page_are_true(page):
    found = doctest.testfile(str(DOCS / page), module_relative=False)
    assert found.failed == 0
    assert found.attempted > 5


def test_the_tutorial_says_that_its_women_are_invented():
    text = " ".join((DOCS / TUTORIAL).read_text(encoding="utf-8").split())
    assert "All women on this page are invented" in text
    assert "default_rng(20261125)" in text
