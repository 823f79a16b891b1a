"""Exactly one type for each incident, by the first yes; contexts beside it; what was not asked is not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.care.answers import Answer
from qorgan.care.classification import (
    Circumstances,
    Context,
    IncidentType,
    Question,
    classify,
    contexts_of,
    next_question,
)
from qorgan.kernel.errors import InputError

YES, NO, NOT_KNOWN = Answer.YES, Answer.NO, Answer.NOT_KNOWN
answers = st.dictionaries(st.sampled_from(Question), st.sampled_from(Answer))


def all_no(*, but: Question | None = None) -> dict[Question, Answer]:
    return {question: YES if question is but else NO for question in Question}


@pytest.mark.parametrize(("question", "kind"), list(zip(Question, IncidentType, strict=True)))
def test_each_question_alone_leads_to_its_type(question, kind):
    found = classify(all_no(but=question))
    assert found.type is kind
    assert found.is_settled


def test_the_gravest_act_decides_whatever_else_was_done():
    """Rape, beating and threats in one night are one incident of rape."""
    assert classify(dict.fromkeys(Question, YES)).type is IncidentType.RAPE


def test_domestic_violence_is_no_type_but_a_context():
    kind = classify(all_no(but=Question.PHYSICAL_ASSAULT)).type
    assert contexts_of(kind, Circumstances(is_partner=YES))[Context.INTIMATE_PARTNER] is YES


def test_what_was_not_asked_before_the_first_yes_stays_open():
    found = classify({Question.PHYSICAL_ASSAULT: YES})
    assert found.type is IncidentType.PHYSICAL_ASSAULT
    assert found.open_questions == (Question.PENETRATION, Question.SEXUAL_CONTACT)
    assert not found.is_settled


def test_six_times_no_is_outside_and_six_times_unasked_is_not():
    assert classify(all_no()).is_outside
    assert not classify({}).is_outside


@given(answers)
def test_the_path_ends_with_the_first_yes_and_keeps_the_order(given_answers):
    found = classify(given_answers)
    assert [question for question, _ in found.path] == list(Question)[: len(found.path)]
    said = [answer for _, answer in found.path]
    assert (found.type is not None) == (said[-1] is YES)
    assert YES not in said[:-1]


@given(answers)
def test_answers_after_the_first_yes_change_nothing(given_answers):
    found = classify(given_answers)
    asked = {question for question, _ in found.path}
    for question in set(Question) - asked:
        for answer in Answer:
            assert classify({**given_answers, question: answer}) == found


@given(answers)
def test_asking_on_until_nothing_is_left_settles_it_or_leaves_only_what_is_not_known(given_answers):
    told = dict(given_answers)
    while (question := next_question(told)) is not None:
        told[question] = NO
    assert all(told[question] is NOT_KNOWN for question in classify(told).open_questions)


@pytest.mark.parametrize(
    ("kind", "circumstances", "context", "expected"),
    [
        (IncidentType.RAPE, Circumstances(age=17), Context.CHILD_SEXUAL_ABUSE, YES),
        (IncidentType.RAPE, Circumstances(age=18), Context.CHILD_SEXUAL_ABUSE, NO),
        (IncidentType.PHYSICAL_ASSAULT, Circumstances(age=9), Context.CHILD_SEXUAL_ABUSE, NO),
        (IncidentType.RAPE, Circumstances(), Context.CHILD_SEXUAL_ABUSE, NOT_KNOWN),
        (IncidentType.FORCED_MARRIAGE, Circumstances(age=16), Context.EARLY_MARRIAGE, YES),
        (IncidentType.RAPE, Circumstances(age=16), Context.EARLY_MARRIAGE, NO),
        (IncidentType.SEXUAL_ASSAULT, Circumstances(was_exchange=YES), Context.POSSIBLE_SEXUAL_EXPLOITATION, YES),
        (IncidentType.DENIAL, Circumstances(was_exchange=YES), Context.POSSIBLE_SEXUAL_EXPLOITATION, NO),
        (IncidentType.RAPE, Circumstances(was_abduction=YES), Context.POSSIBLE_SEXUAL_SLAVERY, YES),
        (None, Circumstances(was_abduction=YES), Context.POSSIBLE_SEXUAL_SLAVERY, NOT_KNOWN),
        (None, Circumstances(was_abduction=NO), Context.POSSIBLE_SEXUAL_SLAVERY, NO),
        (None, Circumstances(is_practice=YES), Context.HARMFUL_PRACTICE, YES),
    ],
)
def test_a_context_follows_from_type_and_circumstances(kind, circumstances, context, expected):
    assert contexts_of(kind, circumstances)[context] is expected


@pytest.mark.parametrize("age", [-1, 121])
def test_an_age_that_nobody_has_is_refused(age):
    with pytest.raises(InputError, match="whole years"):
        Circumstances(age=age)
