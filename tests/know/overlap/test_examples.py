"""The examples on the page about overlap are true."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs/explanation/overlap.md"


def test_the_examples_on_the_page_are_true():
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.failed == 0
    assert found.attempted > 5
