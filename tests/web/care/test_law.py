"""What the pack says of the law stands beside an incident and an order, only where it was checked, always for that day."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from qorgan.care.guardianship import ChildRules
from qorgan.care.law import Law
from qorgan.care.orders import OrderKind, UsualLength
from qorgan.care.statutes import Statute
from qorgan.kernel.facts import Fact
from qorgan.web.care import consents, law
from qorgan.web.care.forms import orders
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.shell import clock

THEN = date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def _fact(value, *, is_checked=True):
    checked = {"checked_by": "a lawyer", "checked_on": date(2026, 11, 1), "shown_until": date(2027, 11, 1)}
    return Fact(
        value=value,
        source="https://example.org/law",
        source_date_text="2026-01-01",
        retrieved=date(2026, 11, 1),
        confidence="A",
        **(checked if is_checked else {}),
    )


def _article(code, *days, is_checked=True):
    entries = tuple(_fact(day, is_checked=is_checked) for day in days)
    return Statute(code, "An act", code, _fact("what it says", is_checked=is_checked), entries)


@pytest.fixture
def told(monkeypatch):
    """Return how to put another law in the place of the pack's."""

    def put(**rows):
        found = replace(Law(), **rows)
        for place in (law, consents, orders):
            monkeypatch.setattr(place, "law", lambda: found)

    return put


def test_only_what_a_lawyer_checked_for_that_day_is_named_and_the_rest_is_counted(frozen, told):
    told(
        statutes=(
            _article("7", date(2026, 1, 1)),
            _article("8", date(2026, 10, 2)),
            _article("9", date(2026, 1, 1), is_checked=False),
        )
    )
    ((label, words),) = law.on_the_day(THEN, today=clock.today())
    assert str(label).endswith("1 October 2026")
    assert words == "An act, 7: what it says · 1 article waits for a lawyer"


def test_where_sources_name_different_days_neither_is_used_and_both_are_shown(frozen, told):
    told(statutes=(_article("7", date(2026, 1, 1), date(2026, 3, 1)),))
    shown = dict(law.on_the_day(THEN, today=clock.today()))
    assert "An act, 7 (1 January 2026, 1 March 2026)" in shown.values()
    assert not any("what it says" in words for words in shown.values())


def test_an_incident_without_a_day_has_no_law_beside_it(case, worker):
    opened = open_case(case, worker.actor.intake)
    judged = FORMS["incident"].form.judged({"q_physical_assault": "yes"}, opened, today=clock.today())
    assert [str(label) for label, _words in judged] == ["Type", "Still open", "Answers"]


def test_an_order_of_another_length_than_usual_says_so_and_keeps_the_day_of_the_paper(case, worker, told):
    told(order_lengths=(UsualLength(OrderKind.PROTECTION, _fact(30), date(2026, 1, 1)),))
    opened = open_case(case, worker.actor.intake)
    data = {"kind": "protection", "first_day": "2026-11-01", "last_day": "2026-12-10"}
    judged = dict(FORMS["order"].form.judged(data, opened, today=clock.today()))
    assert judged["Usually until, by the law of its first day"] == "30 November 2026"
    usual = FORMS["order"].form.judged({**data, "last_day": "2026-11-30"}, opened, today=clock.today())
    assert [str(label) for label, _words in usual] == ["Today"]


def test_a_checked_age_lets_a_child_decide_alone(worker, told, frozen):
    from qorgan.care.consent import Purpose
    from qorgan.web.care.actions.writing import begin_case

    given = {"purpose": "case", "giver": "herself", "given": "2026-11-20"}
    case = begin_case(by=worker.actor, opening={"called": "A", "birth_year": 2009}, consents=[given])
    opened = open_case(case, worker.actor.intake)
    assert not consents.decide(opened, purpose=Purpose.CASE, today=clock.today()).is_allowed
    told(children=ChildRules(consent_age=_fact(16)))
    assert consents.decide(opened, purpose=Purpose.CASE, today=clock.today()).is_allowed


def test_without_a_checked_row_the_rules_about_children_say_nothing(told):
    assert consents.child_rules() == ChildRules()  # no row of the pack was checked by a lawyer yet
    rules = ChildRules(consent_age=_fact(16))
    told(children=rules)
    assert consents.child_rules() is rules
