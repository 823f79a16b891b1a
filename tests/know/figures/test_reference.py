"""The reference names every rule and every field, and says of each rule whether it forbids."""

import re
from pathlib import Path

from qorgan.know.figures.figure_files import FIELDS
from qorgan.know.figures.rules import FORBIDDING, RULES

REFERENCE = Path(__file__).parents[3] / "docs/reference"


def test_every_rule_stands_in_the_table_with_an_example_and_whether_it_forbids():
    rows = re.findall(
        r"^\| `([a-z-]+)` \| (.+) \| (.+) \| (yes|no) \|$", (REFERENCE / "rules.md").read_text(), re.MULTILINE
    )
    assert {name: forbids == "yes" for name, _, _, forbids in rows} == {
        rule.name: rule.name in FORBIDDING for rule in RULES
    }


def test_every_field_of_a_figure_stands_in_the_table():
    text = (REFERENCE / "figures.md").read_text()
    assert [field for field in FIELDS if f"`{field}`" not in text] == []
