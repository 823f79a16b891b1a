"""The examples in the docstrings of the kernel are true."""

import doctest
import importlib
import pkgutil

import pytest

import qorgan.kernel

MODULES = [module.name for module in pkgutil.walk_packages(qorgan.kernel.__path__, "qorgan.kernel.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
