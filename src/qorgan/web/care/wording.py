"""Words to her, from the pack, as they may leave in one way: her safe-contact rules, each asked beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final

from django.utils.translation import gettext as _

from qorgan.care.answers import Answer
from qorgan.care.consent import Purpose
from qorgan.care.letters.rules import LetterRefused, require_no_secret
from qorgan.care.letters.texts import Reader, Template, Way
from qorgan.care.letters.writing import OTHERS_MAY_SEE, write_to_her
from qorgan.kernel.errors import InputError
from qorgan.kernel.text import is_language
from qorgan.web.care.consents import is_taken_back
from qorgan.web.care.lettering import Refusal, contact_of, sharing_of, templates
from qorgan.web.care.records import OpenedCase

TYPED: Final = ("service", "need", "told")  # slots that the worker writes; the others are days and times
WHEN: Final = ("day", "new_day", "time")


@dataclass(frozen=True)
class Said:
    """What is to be said to her.

    Parameters
    ----------
    code : str
        Of a text of the pack.
    way, language : str
    has_read_never : bool
        Whether the worker has read what must never be done.
    values : mapping of str to str, date or time
        By slot.
    """

    code: str
    way: str
    language: str
    has_read_never: bool = False
    values: Mapping[str, str | date | time] = field(default_factory=dict, repr=False)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Said":
        """Read what a form says."""
        return cls(
            code=str(data.get("code", "")),
            way=str(data.get("way", "")),
            language=str(data.get("language", "")),
            has_read_never=bool(data.get("has_read_never")),
            values={slot: data[slot] for slot in (*TYPED, *WHEN) if data.get(slot)},
        )


def phrases() -> dict[str, Template]:
    """Return the texts to her, by code."""
    return {code: one for code, one in templates().by_code.items() if one.to is Reader.HER}


def compose(opened: OpenedCase, said: Said, *, today: date) -> str:
    """Return the words as they may leave today.

    Raises
    ------
    Refusal
        If a rule forbids it, with the field and the reason.
    """
    template, language = phrases().get(said.code), said.language
    if template is None or not is_language(language):
        raise Refusal("code", _("There are no such words. Choose some."))
    if said.way != Way.SITE:
        _check_way(opened, template, said, today)
    _check_slots(opened, template, said)
    try:
        return write_to_her(
            template,
            language,
            {slot: said.values[slot] for slot in template.slots},
            way=Way(said.way),
            contact=contact_of(opened),
            sharing=sharing_of(opened, today=today),
            has_read_never=said.has_read_never,
            day=today,
        )
    except (LetterRefused, InputError):  # a rule that is not asked above
        raise Refusal(
            "", _("Her rules forbid these words in this way. Choose others, or write to her on the site.")
        ) from None


def _check_way(opened: OpenedCase, template: Template, said: Said, today: date) -> None:
    contact, sharing = contact_of(opened), sharing_of(opened, today=today)
    if said.way not in contact.ways:
        raise Refusal("way", _("She did not call this way safe. Choose one that she named."))
    decision = sharing.decide(Purpose.CONTACT, "", frozenset(), today)
    if not decision.is_allowed or is_taken_back(opened, today=today):
        raise Refusal("way", _("She has not agreed to be reached. Wait until she comes, or write to her on the site."))
    if contact.never.strip() and not said.has_read_never:
        raise Refusal("has_read_never", _("Read first what must never be done: it stands beside this form."))
    if Way(said.way) in OTHERS_MAY_SEE and not template.is_neutral:
        raise Refusal("code", _("Somebody else may see or hear it in this way. Choose words that say nothing of this."))
    if said.way == Way.IN_PERSON and contact.paper_is_safe is not Answer.YES:
        raise Refusal("way", _("No paper is known to be safe with her. Tell her instead."))


def _check_slots(opened: OpenedCase, template: Template, said: Said) -> None:
    contact = contact_of(opened)
    for slot in sorted(template.slots):
        value = said.values.get(slot)
        if value is None or (isinstance(value, str) and not value.strip()):
            raise Refusal(slot, _("Write something here, or choose other words."))
        try:
            require_no_secret([value] if isinstance(value, str) else [], contact)
        except LetterRefused:
            raise Refusal(slot, _("Her safe word or her code word stands in it. Leave it out.")) from None
