"""What the rules find is looked for once, and lists do not wait for it."""

import pytest
from tests.ledger import SHARE, YEARLY

from qorgan.web.know import findings as module
from qorgan.web.know.actions import staff as actions


@pytest.fixture
def _two(analyst):
    for fields in (SHARE, YEARLY):
        actions.propose(by=analyst.actor, fields=fields)


@pytest.mark.usefixtures("_two")
def test_rules_are_asked_once_for_a_state_of_the_ledger(django_assert_num_queries):
    found = module.findings()
    with django_assert_num_queries(1):
        assert module.findings() is found
    assert set(found) == {"made-up-share", "made-up-yearly"}


@pytest.mark.usefixtures("_two")
def test_a_list_of_a_large_ledger_does_not_wait_for_the_rules(monkeypatch):
    monkeypatch.setattr(module, "LARGE", 1)
    assert module.findings_for_list() is None
    module.findings()
    assert set(module.findings_for_list()) == {"made-up-share", "made-up-yearly"}
