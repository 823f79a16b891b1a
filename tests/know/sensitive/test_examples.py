"""The examples on the page and in the code are true."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import qorgan.know.sensitive

DOCS = Path(__file__).parents[3] / "docs"
MODULES = [one.name for one in pkgutil.iter_modules(qorgan.know.sensitive.__path__)]


def test_the_example_on_the_page_is_true():
    found = doctest.testfile(str(DOCS / "how-to/ask-what-is-not-said.md"), module_relative=False)
    assert (found.failed, found.attempted) == (0, 3)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name):
    assert doctest.testmod(importlib.import_module(f"qorgan.know.sensitive.{name}")).failed == 0
