"""Every test of the threat model has its protection on the list, and the list still fits the source.

That each test fails without its protection is what `make protections` shows; it takes too long to be seen here.
"""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTED = tomllib.loads((ROOT / "tests/protections.toml").read_text("utf-8"))
MODEL = (ROOT / "docs/explanation/threat-model.md").read_text("utf-8")
NAMED = set(re.findall(r"tests/[\w/]+\.py::\w+", MODEL))
PROTECTED = {one["test"] for one in LISTED["protection"]}
EXEMPT = {one["test"]: one["reason"] for one in LISTED.get("exempt", [])}


def test_every_test_of_the_threat_model_has_a_protection_that_can_be_taken_out_or_a_reason():
    assert NAMED - PROTECTED - EXEMPT.keys() == set()
    assert (PROTECTED | EXEMPT.keys()) - NAMED == set()
    assert PROTECTED & EXEMPT.keys() == set()
    assert all(reason.strip() for reason in EXEMPT.values())


@pytest.mark.parametrize("entry", LISTED["protection"], ids=lambda one: f"{one['test'].split('::')[1]}-{one['why']}")
def test_what_protects_stands_once_in_its_file(entry):
    """Where this fails, the code has moved: name the piece that protects now, and run `make protections` with its test."""
    assert entry["why"]
    for change in entry["out"]:
        assert (ROOT / change["file"]).read_text("utf-8").count(change["old"]) == 1, change
        assert change["new"] != change["old"]
