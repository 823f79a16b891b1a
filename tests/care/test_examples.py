"""The examples in the docstrings of casework are true."""

import doctest
import importlib
import pkgutil

import pytest

import qorgan.care

MODULES = [module.name for module in pkgutil.walk_packages(qorgan.care.__path__, "qorgan.care.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
