"""The examples in the docstrings and on the page about coherence are true; none of it needs Django."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import qorgan.know

MODULES = [module.name for module in pkgutil.walk_packages(qorgan.know.__path__, "qorgan.know.")]
PAGE = Path(__file__).parents[3] / "docs/explanation/coherence.md"


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_examples_on_the_page_are_true() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.failed == 0
    assert found.attempted > 5


def test_everything_is_imported_without_django() -> None:
    without = f"import sys; sys.modules['django'] = None; import {', '.join(MODULES)}, qorgan.cli.know"
    subprocess.run([sys.executable, "-c", without], check=True)
