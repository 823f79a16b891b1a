"""Her safe-contact rules as every text obeys them, and the refusal of what they forbid."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from qorgan.care.answers import Answer
from qorgan.care.consent import Consent, Content, Decision, Excepted, Purpose, allows
from qorgan.care.guardianship import ChildRules, Subject
from qorgan.care.letters.texts import Way
from qorgan.care.words import stands_in
from qorgan.kernel.errors import QorganError

MIN_DIGITS = 5  # a run of digits of her number that is long enough to find her by


class LetterRefused(QorganError):
    """This text may not leave in this way; the message says which rule forbids it, and never what she wrote."""


@dataclass(frozen=True, slots=True)
class SafeContact:
    """What she said about being reached.

    Parameters
    ----------
    ways : frozenset of Way
        Those that she called safe. On the site is always open.
    where, hours, never : str
        Number, name or address; when it is safe; what must never be done.
    paper_is_safe : Answer
        Whether she can have a paper with her.
    secrets : tuple of str
        Her safe word and her code word: they stand in no text.
    """

    ways: frozenset[Way] = frozenset()
    where: str = field(default="", repr=False)
    hours: str = field(default="", repr=False)
    never: str = field(default="", repr=False)
    paper_is_safe: Answer = Answer.NOT_KNOWN
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Sharing:
    """All that `consent.allows` asks of a case, so that every text asks it anew at the moment when it is written."""

    subject: Subject
    consents: tuple[Consent, ...]
    exceptions: tuple[Excepted, ...] = ()
    rules: ChildRules = field(default_factory=ChildRules)

    def decide(self, purpose: Purpose, recipient: str, content: frozenset[Content], day: date) -> Decision:
        """Say whether something may be shared on a day."""
        return allows(
            subject=self.subject,
            consents=self.consents,
            exceptions=self.exceptions,
            rules=self.rules,
            purpose=purpose,
            recipient=recipient,
            content=content,
            day=day,
        )

    def agreed_on(self, purpose: Purpose, recipient: str, day: date) -> date | None:
        """Return the day of the newest consent that holds on a day."""
        own = (one for one in self.consents if (one.purpose, one.recipient) == (purpose, recipient) and one.holds(day))
        return max((one.given for one in own), default=None)


def require_no_secret(typed: Iterable[str], contact: SafeContact) -> None:
    """Refuse what was typed where her safe word or her code word stands in it. The texts of the pack are everybody's."""
    if any(stands_in(secret, text) for text in typed for secret in contact.secrets):
        raise refused("a word that only she may say stands in it", "her safe word and her code word stand in no text")


def require_no_number(typed: Iterable[str], contact: SafeContact) -> None:
    """Refuse what was typed where it gives away where she can be reached, where that was not to be told."""
    digits, where = _digits(contact.where), contact.where.strip()
    for text in typed:
        has_digits = len(digits) >= MIN_DIGITS and digits[-MIN_DIGITS:] in _digits(text)
        if has_digits or stands_in(where, text):
            raise refused("it says where she can be reached", "that stands only where the service may reach her itself")


def refused(what: str, rule: str, next_step: str = "change the text or the way") -> LetterRefused:
    """Return the refusal of a text."""
    return LetterRefused(f"This text does not leave: {what}. Rule: {rule}. Next: {next_step}.")


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())
