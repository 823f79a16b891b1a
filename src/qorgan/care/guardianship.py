"""Who may say yes for whom: she herself; for a child her assent, and somebody who is safe for her.

A guardian is asked only where a worker judges it safe, a suspected guardian never. Where nobody can be asked, a
supervisor decides in the child's best interest, and only under rules of the country that a lawyer has checked.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qorgan.care.answers import Answer
from qorgan.kernel.errors import InputError
from qorgan.kernel.facts import Fact

ADULT_AGE = 18


class Giver(StrEnum):
    """Who said yes."""

    HERSELF = "herself"
    GUARDIAN = "guardian"
    BEST_INTEREST = "best-interest"  # a supervisor's decision


@dataclass(frozen=True, slots=True)
class Guardian:
    """A child's guardian, as a worker judges.

    Parameters
    ----------
    is_safe : Answer
        A worker's recorded judgement whether asking is safe for the child.
    is_suspected : Answer
        Whether the guardian is, or is close to, the one who hurt her. Only a clear no lets the guardian be asked.
    """

    is_safe: Answer = Answer.NOT_KNOWN
    is_suspected: Answer = Answer.NOT_KNOWN

    @property
    def may_be_asked(self) -> bool:
        """Say whether this guardian may be asked at all."""
        return self.is_safe is Answer.YES and self.is_suspected is Answer.NO


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose case it is.

    Parameters
    ----------
    age : int or None
        In whole years; None where it is not known.
    is_adult : Answer
        What she says or a worker sees, where the age is not known.
    guardian : Guardian or None
        A child's.

    Raises
    ------
    InputError
        If age and what is said of it contradict one another.
    """

    age: int | None = None
    is_adult: Answer = Answer.NOT_KNOWN
    guardian: Guardian | None = None

    def __post_init__(self) -> None:
        if self.age is None:
            return
        said = {Answer.YES: True, Answer.NO: False}.get(self.is_adult)
        if self.age < 0 or said not in {None, self.age >= ADULT_AGE}:
            raise InputError(
                "the age contradicts what is said of it",
                field="age",
                rule=f"an adult is {ADULT_AGE} or older",
                next_step="leave empty what is not known",
            )

    @property
    def adulthood(self) -> Answer:
        """Return whether she is an adult, by her age where it is known."""
        if self.age is None:
            return self.is_adult
        return Answer.YES if self.age >= ADULT_AGE else Answer.NO


@dataclass(frozen=True, slots=True)
class ChildRules:
    """The country's rules about children, each a row of the pack that counts once a lawyer has checked it.

    Parameters
    ----------
    consent_age : Fact of int, optional
        From this age a child decides alone.
    assent_age : Fact of int, optional
        From this age a child must agree as well. Unchecked: every child must, whatever her age.
    best_interest : Fact of str, optional
        The rule by which a supervisor may decide.
    """

    consent_age: Fact[int] | None = None
    assent_age: Fact[int] | None = None
    best_interest: Fact[str] | None = None


def may_give(subject: Subject, giver: Giver, rules: ChildRules, *, with_assent: bool, day: date) -> bool:
    """Say whether a yes of this giver counts for this person.

    Notes
    -----
    While nobody knows whether she is a child, no yes counts but her own with a worker's word that she is an adult:
    `Subject.is_adult`. A guardian's or a supervisor's yes counts for no adult.
    """
    if subject.adulthood is not Answer.NO:
        return subject.adulthood is Answer.YES and giver is Giver.HERSELF
    if giver is Giver.HERSELF:
        return _is_from(subject.age, rules.consent_age, day)
    if not with_assent and _is_asked(subject.age, rules.assent_age, day):
        return False
    if giver is Giver.GUARDIAN:
        return subject.guardian is not None and subject.guardian.may_be_asked
    return rules.best_interest is not None and rules.best_interest.is_shown(day)


def _is_from(age: int | None, limit: Fact[int] | None, day: date) -> bool:
    return age is not None and limit is not None and limit.is_shown(day) and age >= limit.value


def _is_asked(age: int | None, limit: Fact[int] | None, day: date) -> bool:
    # Only a checked rule can excuse a child from being asked.
    return age is None or limit is None or not limit.is_shown(day) or age >= limit.value
