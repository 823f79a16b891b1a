"""Letters to services and words to her, composed from an opened case: what may leave is asked anew each time.

`qorgan.care.letters` decides. Before it is asked, each of its rules is asked here once, so that the page can say beside the
right field and in its language what stands in the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from qorgan.care.answers import Answer
from qorgan.care.consent import Content, Decision, Purpose, Why
from qorgan.care.letters.rules import LetterRefused, SafeContact, Sharing, require_no_number, require_no_secret
from qorgan.care.letters.texts import Reader, Template, Templates, Way, pack_templates
from qorgan.care.letters.writing import BLOCKS, Letter, write_to_service
from qorgan.kernel.errors import InputError
from qorgan.kernel.text import is_language
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.consents import child_rules, consents_of, is_taken_back, subject_of
from qorgan.web.care.documents import classification_of, judgement_of
from qorgan.web.care.exceptions import exceptions_of
from qorgan.web.care.forms.action import SERVICES
from qorgan.web.care.forms.base import answer_in
from qorgan.web.care.records import OpenedCase
from qorgan.web.care.words import LEVELS, TYPES, WHY
from qorgan.web.shell.templatetags.shell import spoken

FORM: Final = "letter"  # of the record in the case
TYPED: Final = ("name", "need", "happened", "risk")  # slots of letters that the worker fills, in this order


class Refusal(NotPossible):
    """Something may not leave; ``field`` names the field of the page beside which the reason stands, empty for none."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(words)
        self.field = name


@dataclass(frozen=True)
class Told:
    """What a letter is made of.

    Parameters
    ----------
    kind : str
        Code of a text of the pack.
    recipient : str
        The service, by the name that her consent or an exception has.
    language : str
        The letter's, not the page's.
    may_reach_her, is_carried : bool
        Whether the service is told how to reach her; whether she takes the paper with her.
    values : mapping of str to str
        What the worker wrote, by slot.
    """

    kind: str
    recipient: str
    language: str
    may_reach_her: bool = False
    is_carried: bool = False
    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Told":
        """Read what a form or a record says."""
        return cls(
            kind=str(data.get("kind", "")),
            recipient=str(data.get("recipient", "")),
            language=str(data.get("language", "")),
            may_reach_her=bool(data.get("may_reach_her")),
            is_carried=bool(data.get("is_carried")),
            values={slot: str(data[slot]) for slot in TYPED if data.get(slot)},
        )

    def to_data(self) -> dict[str, Any]:
        """Return what is sealed of it."""
        told = {"kind": self.kind, "recipient": self.recipient, "language": self.language, **self.values}
        flags = {"may_reach_her": self.may_reach_her, "is_carried": self.is_carried}
        return told | {name: True for name, is_on in flags.items() if is_on}


def templates() -> Templates:
    """Return the texts of the country's pack."""
    return pack_templates(settings.COUNTRY)


def letters() -> dict[str, Template]:
    """Return the letters to services, by code."""
    return {code: one for code, one in templates().by_code.items() if one.to is Reader.SERVICE and code not in BLOCKS}


def is_reviewed(template: Template, language: str, *, may_reach_her: bool | None = None) -> bool:
    """Say whether a native speaker has read the text, and the end of a letter where it has one."""
    parts = [template]
    if may_reach_her is not None:
        parts.append(templates()["contact-her" if may_reach_her else "contact-through-us"])
    return is_language(language) and all(one.text.is_reviewed(language) for one in parts)


def contact_of(opened: OpenedCase) -> SafeContact:
    """Return what she said about being reached, and the words that stand in no text."""
    opening, plan = opened.data("opening"), opened.data("safety-plan")
    return SafeContact(
        ways=frozenset(Way(one) for one in opening.get("ways", [])),
        where=opening.get("where", ""),
        hours=opening.get("hours", ""),
        never=opening.get("never", ""),
        paper_is_safe=answer_in(plan, "paper_is_safe"),
        secrets=(opening.get("safe_word", ""), plan.get("code_word", "")),
    )


def sharing_of(opened: OpenedCase, *, today: date) -> Sharing:
    """Return all that the one question of consent asks, with the exceptions that hold today."""
    return Sharing(
        subject_of(opened, today=today),
        tuple(consents_of(opened)),
        exceptions_of(opened, today=today),
        child_rules(),
    )


def recipients_of(opened: OpenedCase, *, today: date) -> list[str]:
    """Return every service that a consent was ever for, or an exception is for now; the reason why not is asked later."""
    named = [one.recipient for one in consents_of(opened) if one.purpose is Purpose.LETTER]
    named += [one.recipient for one in exceptions_of(opened, today=today)]
    return sorted({one for one in named if one})


def suggested(opened: OpenedCase, language: str) -> dict[str, str]:
    """Return what the records say for each slot, in codes and as little as can be; the worker writes the rest."""
    with translation.override(language):
        types = [classification_of(one.data).type for one in opened.entries("incident")]
        needs = [dict(SERVICES).get(one.data.get("service", ""), "") for one in opened.entries("action")]
        found = {
            "name": opened.data("opening").get("called", ""),
            "happened": ", ".join(dict.fromkeys(str(TYPES[one]) for one in types if one is not None)),
            "risk": str(LEVELS[judgement_of(opened.data("risk")).level]) if opened.current("risk") else "",
            "need": ", ".join(dict.fromkeys(str(one) for one in needs if one)),
        }
    return {slot: words for slot, words in found.items() if words}


def compose(opened: OpenedCase, told: Told, *, centre: Mapping[str, str], today: date) -> Letter:
    """Return a letter as it may leave today.

    Parameters
    ----------
    centre : mapping
        Name of the centre by language.

    Raises
    ------
    Refusal
        If a rule forbids it, with the field and the reason.
    """
    template, language = letters().get(told.kind), told.language
    if template is None or not is_language(language):
        raise Refusal("kind", _("There is no such letter. Choose one."))
    contact, sharing = contact_of(opened), sharing_of(opened, today=today)
    _check_consent(opened, template, told, sharing, today)
    _check_typed(template, told, contact)
    _check_reach(told, contact)
    with translation.override(language):
        name = spoken(dict(centre))
    try:
        return write_to_service(
            template,
            language,
            {slot: told.values[slot] for slot in TYPED if slot in template.slots},
            texts=templates(),
            recipient=told.recipient,
            centre=name,
            contact=contact,
            sharing=sharing,
            may_reach_her=told.may_reach_her,
            is_carried_by_her=told.is_carried,
            day=today,
        )
    except (LetterRefused, InputError):  # a rule that is not asked above
        raise Refusal("", _("The rules of letters forbid this text. Change it, or choose another letter.")) from None


def _check_consent(opened: OpenedCase, template: Template, told: Told, sharing: Sharing, today: date) -> None:
    if is_taken_back(opened, today=today):
        raise Refusal("recipient", _("She has taken back her consent to this file. Nothing of it is shared."))
    decision = decision_on(template, told, sharing, today)
    if not decision.is_allowed:
        words = _("She does not allow it: %(why)s. Ask her, and write her consent to this service down.")
        raise Refusal("recipient", words % {"why": WHY[decision.why]})
    if "agreed" in template.slots and decision.why is not Why.CONSENT:
        raise Refusal("kind", _("This letter speaks of her consent, and there is none. Choose one that names none."))


def decision_on(template: Template, told: Told, sharing: Sharing, today: date) -> Decision:
    """Ask the one question: whether all that this letter tells may be told to this service today."""
    content = template.tells | (frozenset({Content.CONTACT}) if told.may_reach_her else frozenset())
    return sharing.decide(Purpose.LETTER, told.recipient, content, today)


def _check_typed(template: Template, told: Told, contact: SafeContact) -> None:
    for slot in TYPED:
        if slot not in template.slots:
            continue
        text = told.values.get(slot, "")
        if not text.strip():
            raise Refusal(slot, _("Write something here, or choose another letter."))
        try:
            require_no_secret([text], contact)
        except LetterRefused:
            raise Refusal(slot, _("Her safe word or her code word stands in it. Leave it out.")) from None
        try:
            if not told.may_reach_her:
                require_no_number([text], contact)
        except LetterRefused:
            raise Refusal(
                slot, _("It says where she can be reached. Leave that out: the service answers you.")
            ) from None


def _check_reach(told: Told, contact: SafeContact) -> None:
    if told.is_carried and contact.paper_is_safe is not Answer.YES:
        raise Refusal("is_carried", _("No paper is known to be safe with her. Her safety plan says where one is."))
    if not told.may_reach_her:
        return
    if not contact.ways or not contact.where.strip():
        raise Refusal("may_reach_her", _("She named no way in which a service can reach her. Let it answer you."))
    try:
        require_no_secret([contact.hours, contact.never], contact)
    except LetterRefused:
        words = _("Her safe word or her code word stands in how she may be reached. Let the service answer you.")
        raise Refusal("may_reach_her", words) from None
