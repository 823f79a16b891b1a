"""All rules together: they have names of their own, and what they find does not hang on the order of the ledger."""

import numpy as np
import pytest
from tests.know.figures.figures import figure, ledger

from qorgan.know.figures.pack import ledger_of, pack_figures
from qorgan.know.figures.rules import FORBIDDING, RULES, find_all


def test_every_rule_has_a_name_of_its_own():
    assert len({rule.name for rule in RULES}) == len(RULES) == 16
    assert {"coherence", "period-changed", "inverted-conditional"} <= FORBIDDING
    assert "other-owner" not in FORBIDDING


def test_an_empty_ledger_and_one_without_numbers_have_no_findings():
    assert find_all(ledger()) == ()
    assert find_all(ledger(figure("a", "", event=None), figure("b", ""))) == ()


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_ledger_changes_nothing(seed):
    figures = list(pack_figures("kz"))
    before = find_all(ledger_of(tuple(figures), "kz"))
    figures = [figures[place] for place in np.random.default_rng(seed).permutation(len(figures))]
    after = find_all(ledger_of(tuple(figures), "kz"))
    assert {(one.rule, frozenset(one.claims)) for one in after} == {(one.rule, frozenset(one.claims)) for one in before}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_it_looks_for_and_gives_an_example(rule):
    assert "Example: " in rule.find.__doc__
