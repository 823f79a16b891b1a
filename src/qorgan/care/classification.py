"""Classify an incident: one of six types by what was done, its context by who and how, the country's kinds beside it.

The six types, the order of the questions and the contexts are those of the GBV Information Management System, user guide
chapter 3 and incident recorder [gbvims2011]_. The classification is for counting. It decides nothing about what she gets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qorgan.care.answers import Answer
from qorgan.kernel.errors import InputError

ADULT_AGE = 18


class IncidentType(StrEnum):
    """What was done, by the gravest act. Exactly one for each incident."""

    RAPE = "rape"
    SEXUAL_ASSAULT = "sexual-assault"
    PHYSICAL_ASSAULT = "physical-assault"
    FORCED_MARRIAGE = "forced-marriage"
    DENIAL = "denial"  # of resources, opportunities or services
    PSYCHOLOGICAL = "psychological"  # or emotional abuse


class Question(StrEnum):
    """The six questions, in the order in which they are asked; the first yes ends them."""

    PENETRATION = "penetration"
    SEXUAL_CONTACT = "sexual-contact"
    PHYSICAL_ASSAULT = "physical-assault"
    FORCED_MARRIAGE = "forced-marriage"
    DENIAL = "denial"
    PSYCHOLOGICAL = "psychological"


class Context(StrEnum):
    """The relations in which it happened. An incident has none, one or several."""

    INTIMATE_PARTNER = "intimate-partner"
    CHILD_SEXUAL_ABUSE = "child-sexual-abuse"
    EARLY_MARRIAGE = "early-marriage"
    POSSIBLE_SEXUAL_EXPLOITATION = "possible-sexual-exploitation"
    POSSIBLE_SEXUAL_SLAVERY = "possible-sexual-slavery"
    HARMFUL_PRACTICE = "harmful-practice"


class LegalKind(StrEnum):
    """How the country's law names it. Said by the worker beside the type, never worked out from it, nor it from this."""

    PHYSICAL = "physical"
    PSYCHOLOGICAL = "psychological"
    SEXUAL = "sexual"
    ECONOMIC = "economic"


_TYPES = dict(zip(Question, IncidentType, strict=True))
_SEXUAL = frozenset({IncidentType.RAPE, IncidentType.SEXUAL_ASSAULT})


@dataclass(frozen=True, slots=True)
class Classification:
    """The type of an incident, and the answers that led to it.

    Parameters
    ----------
    type : IncidentType or None
        None as long as no question was answered with yes.
    path : tuple of (Question, Answer)
        In the order of asking, up to and with the first yes.
    """

    type: IncidentType | None
    path: tuple[tuple[Question, Answer], ...]

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Return what is not known and could still change the type."""
        return tuple(question for question, answer in self.path if answer is Answer.NOT_KNOWN)

    @property
    def is_settled(self) -> bool:
        """Say whether no later answer can change it: a type with nothing open before it, or six times no."""
        return not self.open_questions

    @property
    def is_outside(self) -> bool:
        """Say whether it is none of the six types: every question was answered with no."""
        return self.type is None and self.is_settled


def classify(answers: Mapping[Question, Answer]) -> Classification:
    """Classify by the first question that is answered with yes.

    Parameters
    ----------
    answers : mapping of Question to Answer
        What is missing counts as not known. Answers after the first yes are not part of the path: they would not have
        been asked.

    Examples
    --------
    >>> found = classify({Question.PENETRATION: Answer.NO, Question.SEXUAL_CONTACT: Answer.NO,
    ...                   Question.PHYSICAL_ASSAULT: Answer.YES})
    >>> found.type.value, found.is_settled
    ('physical-assault', True)
    """
    path: list[tuple[Question, Answer]] = []
    for question in Question:
        answer = answers.get(question, Answer.NOT_KNOWN)
        path.append((question, answer))
        if answer is Answer.YES:
            return Classification(_TYPES[question], tuple(path))
    return Classification(None, tuple(path))


def next_question(answers: Mapping[Question, Answer]) -> Question | None:
    """Return what to ask next, or None once a yes was given or all were asked."""
    for question in Question:
        if question not in answers:
            return question
        if answers[question] is Answer.YES:
            return None
    return None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a context is worked out from; each may be not known.

    Parameters
    ----------
    age : int or None
        Hers at the time of the incident, in whole years.
    is_partner : Answer
        Whether who did it is or was her intimate partner.
    was_exchange : Answer
        Whether money, goods, benefits or services were given or promised for it.
    was_abduction : Answer
        Whether she was held or taken away.
    is_practice : Answer
        Whether it was a harmful traditional practice.

    Raises
    ------
    InputError
        If the age is not one of a person.
    """

    age: int | None = None
    is_partner: Answer = Answer.NOT_KNOWN
    was_exchange: Answer = Answer.NOT_KNOWN
    was_abduction: Answer = Answer.NOT_KNOWN
    is_practice: Answer = Answer.NOT_KNOWN

    def __post_init__(self) -> None:
        if self.age is not None and not 0 <= self.age <= 120:
            raise InputError(
                "this is no age", field="age", rule="whole years from 0 to 120", next_step="leave it empty if not known"
            )


def contexts_of(kind: IncidentType | None, circumstances: Circumstances) -> dict[Context, Answer]:
    """Work out each context: yes, no, or not known where something that decides is not known.

    Notes
    -----
    As the incident recorder does: child sexual abuse and early marriage follow from type and age, possible
    exploitation from an exchange and possible slavery from abduction, both with a sexual type only.
    """
    sexual = _is_in(kind, _SEXUAL)
    minor = _is_minor(circumstances.age)
    return {
        Context.INTIMATE_PARTNER: circumstances.is_partner,
        Context.CHILD_SEXUAL_ABUSE: _both(sexual, minor),
        Context.EARLY_MARRIAGE: _both(_is_in(kind, frozenset({IncidentType.FORCED_MARRIAGE})), minor),
        Context.POSSIBLE_SEXUAL_EXPLOITATION: _both(sexual, circumstances.was_exchange),
        Context.POSSIBLE_SEXUAL_SLAVERY: _both(sexual, circumstances.was_abduction),
        Context.HARMFUL_PRACTICE: circumstances.is_practice,
    }


def _is_in(kind: IncidentType | None, kinds: frozenset[IncidentType]) -> Answer:
    if kind is None:
        return Answer.NOT_KNOWN
    return Answer.YES if kind in kinds else Answer.NO


def _is_minor(age: int | None) -> Answer:
    if age is None:
        return Answer.NOT_KNOWN
    return Answer.YES if age < ADULT_AGE else Answer.NO


def _both(one: Answer, other: Answer) -> Answer:
    if Answer.NO in {one, other}:
        return Answer.NO
    return Answer.YES if one is other is Answer.YES else Answer.NOT_KNOWN
