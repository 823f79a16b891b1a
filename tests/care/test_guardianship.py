"""A child is asked; a guardian only where it is safe, a suspected one never; a supervisor only under a checked rule."""

from datetime import date

import pytest

from qorgan.care.answers import Answer
from qorgan.care.guardianship import ChildRules, Giver, Guardian, Subject, may_give
from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import Fact

DAY = date(2026, 11, 21)
SAFE = Guardian(is_safe=Answer.YES, is_suspected=Answer.NO)


def rule(value, *, is_checked=True):
    """An invented rule; the country's are the pack's, once a lawyer has checked them."""
    fact = Fact(value, "an invented source", "2026-01-05", date(2026, 1, 5), "A")
    return fact.checked(by="an invented lawyer", on=date(2026, 1, 6), days=3650) if is_checked else fact


RULES = ChildRules(consent_age=rule(16), assent_age=rule(7), best_interest=rule("An invented rule."))


def counts(subject, giver, rules=RULES, *, with_assent=True):
    return may_give(subject, giver, rules, with_assent=with_assent, day=DAY)


def test_a_safe_guardian_counts_with_the_childs_assent_and_not_without():
    child = Subject(age=12, guardian=SAFE)
    assert counts(child, Giver.GUARDIAN)
    assert not counts(child, Giver.GUARDIAN, with_assent=False)


@pytest.mark.parametrize("is_safe", Answer)
@pytest.mark.parametrize("is_suspected", Answer)
def test_a_guardian_counts_only_on_a_clear_yes_to_safe_and_a_clear_no_to_suspected(is_safe, is_suspected):
    child = Subject(age=12, guardian=Guardian(is_safe, is_suspected))
    expected = (is_safe, is_suspected) == (Answer.YES, Answer.NO)
    assert counts(child, Giver.GUARDIAN) is expected


def test_a_child_without_a_guardian_on_record_has_none_who_says_yes():
    assert not counts(Subject(age=12), Giver.GUARDIAN)


def test_from_the_checked_age_a_child_decides_alone_and_before_it_does_not():
    assert counts(Subject(age=16), Giver.HERSELF)
    assert not counts(Subject(age=15), Giver.HERSELF)
    assert not counts(Subject(age=17), Giver.HERSELF, ChildRules(consent_age=rule(16, is_checked=False)))


def test_a_supervisor_decides_only_under_a_rule_that_a_lawyer_has_checked():
    assert counts(Subject(age=12), Giver.BEST_INTEREST)
    assert not counts(Subject(age=12), Giver.BEST_INTEREST, ChildRules())
    unchecked = ChildRules(best_interest=rule("An invented rule.", is_checked=False))
    assert not counts(Subject(age=12), Giver.BEST_INTEREST, unchecked)


def test_only_a_checked_rule_excuses_a_small_child_from_being_asked():
    small = Subject(age=3, guardian=SAFE)
    assert counts(small, Giver.GUARDIAN, with_assent=False)
    assert not counts(small, Giver.GUARDIAN, ChildRules(), with_assent=False)
    assert not counts(Subject(is_adult=Answer.NO, guardian=SAFE), Giver.GUARDIAN, with_assent=False)


@pytest.mark.parametrize("subject", [Subject(age=18), Subject(is_adult=Answer.YES)])
def test_for_an_adult_she_alone_says_yes(subject):
    assert counts(subject, Giver.HERSELF)
    assert not counts(subject, Giver.GUARDIAN)
    assert not counts(subject, Giver.BEST_INTEREST)


@pytest.mark.parametrize("giver", Giver)
def test_while_nobody_knows_whether_she_is_a_child_no_yes_counts(giver):
    assert not counts(Subject(guardian=SAFE), giver)


@pytest.mark.parametrize(("age", "is_adult"), [(17, Answer.YES), (18, Answer.NO), (-1, Answer.NOT_KNOWN)])
def test_an_age_that_contradicts_what_is_said_is_refused(age, is_adult):
    with pytest.raises(InputError, match="age"):
        Subject(age=age, is_adult=is_adult)
