"""What may be done with a case and with whom it may be shared: one question, which every function that shares must ask.

Consent is given for one purpose and one recipient, on a day, and can be taken back on any day. There are two exceptions
and no third: a legal duty and a danger to life. Neither ever hands the file itself to another centre.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from qorgan.care.guardianship import ChildRules, Giver, Subject, may_give
from qorgan.kernel.errors import ConsentError, InputError


class Purpose(StrEnum):
    """What a consent can be for."""

    CASE = "case"  # hold a case file here
    CONTACT = "contact"
    REFERRAL = "referral"  # hand the file to another centre
    LETTER = "letter"  # tell an outside service what it needs to know
    STATISTICS = "statistics"  # the coded and coarse part, unidentified
    PARTNER_SAFETY = "partner-safety"  # be called while he is in a programme


class Content(StrEnum):
    """What would be shared; an exception names the least that does."""

    THAT_SHE_IS_HERE = "that-she-is-here"
    CONTACT = "contact"
    WHEREABOUTS = "whereabouts"
    RISK = "risk"
    WHAT_HAPPENED = "what-happened"
    FILE = "file"  # the case itself


class ExceptionKind(StrEnum):
    """The two reasons for which something may be said without her consent."""

    LEGAL_DUTY = "legal-duty"
    DANGER_TO_LIFE = "danger-to-life"


class Why(StrEnum):
    """The reason of a decision; pages and letters say it in words."""

    CONSENT = "consent"
    LEGAL_DUTY = "legal-duty"
    DANGER_TO_LIFE = "danger-to-life"
    NEVER_GIVEN = "never-given"
    NOT_YET = "not-yet"
    WITHDRAWN = "withdrawn"
    NOT_THEIRS = "not-theirs-to-give"


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent.

    Parameters
    ----------
    purpose : Purpose
    recipient : str
        Who would get it: the id of a centre or the name of a service; empty where nobody else gets anything.
    giver : Giver
        Who said yes.
    given : date
        First day on which it holds.
    with_assent : bool
        Whether a child who is asked agreed as well.
    withdrawn : date, optional
        First day on which it no longer holds.

    Raises
    ------
    InputError
        If it was taken back before it was given.
    """

    purpose: Purpose
    recipient: str
    giver: Giver
    given: date
    with_assent: bool = False
    withdrawn: date | None = None

    def __post_init__(self) -> None:
        if self.withdrawn is not None and self.withdrawn < self.given:
            raise InputError(
                "the consent was taken back before it was given",
                field="withdrawn",
                rule="withdrawn is not before given",
                next_step="look at both days once more",
            )

    def holds(self, day: date) -> bool:
        """Say whether it holds on a day; on the day of taking back it no longer does."""
        return self.given <= day and (self.withdrawn is None or day < self.withdrawn)


@dataclass(frozen=True, slots=True)
class Excepted:
    """Something that may be said without her consent.

    Parameters
    ----------
    kind : ExceptionKind
    recipient : str
        One, by name.
    content : frozenset of Content
        The least that does; never the file.
    approved_by : frozenset of str
        Ids of two different members.
    first_day, last_day : date
        Both are days on which it holds.
    statute : str
        Code of the article that makes it a duty; only for a legal duty, and only where a lawyer has checked it, which the
        caller has asked of the pack.
    untold_because : str
        Why she is not told; empty where she is, as is usual.

    Raises
    ------
    ConsentError
        If a rule of exceptions is broken.
    """

    kind: ExceptionKind
    recipient: str
    content: frozenset[Content]
    approved_by: frozenset[str]
    first_day: date
    last_day: date
    statute: str = ""
    untold_because: str = ""

    def __post_init__(self) -> None:
        rules = {
            "two different members approve it": len(self.approved_by) == 2,
            "it names its recipient": bool(self.recipient.strip()),
            "it names the least content, and never the file": bool(self.content) and Content.FILE not in self.content,
            "its last day is its first or later": self.first_day <= self.last_day,
            "a legal duty names its article, a danger to life none": bool(self.statute)
            == (self.kind is ExceptionKind.LEGAL_DUTY),
        }
        broken = [rule for rule, is_kept in rules.items() if not is_kept]
        if broken:
            raise ConsentError(f"This exception is not complete. Rule: {'; '.join(broken)}. Next: add what is missing.")

    def covers(self, recipient: str, content: frozenset[Content], day: date) -> bool:
        """Say whether all that would be said is in it, to this recipient, on this day."""
        return self.recipient == recipient and content <= self.content and self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something may be shared, and why."""

    is_allowed: bool
    why: Why


def allows(
    *,
    subject: Subject,
    consents: Iterable[Consent],
    exceptions: Iterable[Excepted],
    rules: ChildRules,
    purpose: Purpose,
    recipient: str,
    content: frozenset[Content],
    day: date,
) -> Decision:
    """Decide whether something may be shared now.

    Parameters
    ----------
    subject : Subject
        Whose case it is.
    content : frozenset of Content
        All that would be shared. Consent covers its purpose whatever the content; an exception covers what it names.
    day : date
        Today. Nothing is decided for a later day: she may take it back before.

    Returns
    -------
    Decision
        Consent is looked at first; an exception only where there is none that holds.
    """
    own = [one for one in consents if (one.purpose, one.recipient) == (purpose, recipient)]
    holding = [one for one in own if one.holds(day)]
    if any(may_give(subject, one.giver, rules, with_assent=one.with_assent, day=day) for one in holding):
        return Decision(is_allowed=True, why=Why.CONSENT)
    covering = next((one for one in exceptions if one.covers(recipient, content, day)), None)
    if covering is not None:
        return Decision(is_allowed=True, why=Why(covering.kind.value))
    return Decision(is_allowed=False, why=_why_not(own, holding, day))


def _why_not(own: list[Consent], holding: list[Consent], day: date) -> Why:
    if holding:
        return Why.NOT_THEIRS
    if any(one.given <= day for one in own):
        return Why.WITHDRAWN
    return Why.NOT_YET if own else Why.NEVER_GIVEN


def withdraw(consents: Iterable[Consent], purpose: Purpose, recipient: str, *, day: date) -> tuple[Consent, ...]:
    """Take back every consent for a purpose and recipient from a day on; what was never given is no error."""
    return tuple(
        replace(one, withdrawn=max(day, one.given))
        if (one.purpose, one.recipient) == (purpose, recipient) and (one.withdrawn is None or one.withdrawn > day)
        else one
        for one in consents
    )
