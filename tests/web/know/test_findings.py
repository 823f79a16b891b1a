"""What the rules find is looked for once, and lists do not wait for it."""

import pytest
from tests.ledger import COUNT, SHARE, YEARLY

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


def test_in_a_large_ledger_a_figure_has_the_same_findings_without_the_rules_over_all(analyst, monkeypatch):
    actions.take_over_pack(by=analyst.actor)
    for name, place, period in (("before", "KZ-2018:east-kazakhstan", "2021"), ("after", "KZ-63", "2023")):
        actions.propose(by=analyst.actor, fields={**COUNT, "id": name, "place": place, "period": period})
    whole = module.findings()
    assert {one.finding.rule for one in whole["before"]} >= {"other-ground"}
    monkeypatch.setattr(module, "LARGE", 1)
    monkeypatch.setattr(module._Last, "looked", ("", {}))
    names = [*dict.fromkeys(("before", "after", "B14", "A0", "B2", *sorted(whole)[::12]))]
    for name in names:
        near = {one.key for one in module.findings_of(name)}
        assert near == {one.key for one in whole.get(name, ())}
    assert module._Last.looked == ("", {})


def test_beside_a_figure_of_a_large_ledger_the_other_places_are_not_read(analyst, monkeypatch):
    for fields in (SHARE, {**YEARLY, "place": "KZ-61"}, {**COUNT, "place": "KZ-61"}):
        actions.propose(by=analyst.actor, fields=fields)
    assert set(module._beside("made-up-share").values_list("figure__name", flat=True)) == {"made-up-share"}
    assert not module._beside("nothing").exists()


def test_what_was_found_beside_a_figure_of_a_large_ledger_is_looked_for_once(
    analyst, monkeypatch, django_assert_max_num_queries
):
    for fields in (SHARE, YEARLY):
        actions.propose(by=analyst.actor, fields=fields)
    monkeypatch.setattr(module, "LARGE", 1)
    found = module.findings_of("made-up-share")
    with django_assert_max_num_queries(2):
        assert module.findings_of("made-up-share") is found
    actions.propose(by=analyst.actor, fields={**YEARLY, "owner": "Another paper"})
    assert {one.key for one in module.findings_of("made-up-share")} != {one.key for one in found}
