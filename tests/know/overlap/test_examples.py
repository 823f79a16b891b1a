"""The examples on the pages about overlap are true."""

import doctest
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize("page", ["explanation/overlap.md", "tutorials/never-on-any-list.md"])
def test_the_examples_on_the_page_are_true(page):
    found = doctest.testfile(str(DOCS / page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert found.failed == 0
    assert found.attempted > 5
