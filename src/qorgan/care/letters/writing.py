"""Write a phrase to her or a letter to a service. What her rules forbid is refused here, before there is a text to send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from qorgan.care.answers import Answer
from qorgan.care.consent import Content, Purpose, Why
from qorgan.care.letters.rules import SafeContact, Sharing, refused, require_no_number, require_no_secret
from qorgan.care.letters.texts import Reader, Template, Templates, Way
from qorgan.kernel.text import Language

Value = str | date | time

# Whoever holds her phone, shares her flat or reads her mail sees or hears these.
OTHERS_MAY_SEE: Final = frozenset({Way.CALL, Way.TEXT, Way.MESSENGER, Way.EMAIL})
BLOCKS: Final = ("contact-through-us", "contact-her")  # ends of letters, never a letter by themselves
_UNSAID: Final = "—"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to a service.

    Parameters
    ----------
    recipient : str
        The one whom it may go to.
    text : str
    content : frozenset of Content
        What it tells of her.
    why : Why
        What allows it on the day of writing; for the audit.
    """

    recipient: str
    text: str = field(repr=False)
    content: frozenset[Content]
    why: Why


def write_to_her(
    template: Template,
    language: Language,
    values: Mapping[str, Value],
    *,
    way: Way,
    contact: SafeContact,
    sharing: Sharing,
    has_read_never: bool,
    day: date,
) -> str:
    """Return a text to her, as it may leave in one way.

    Parameters
    ----------
    values : mapping of str to str, date or time
        What stands in the slots.
    has_read_never : bool
        Whether the worker confirms that she has read what must never be done. A programme cannot judge that; where she
        said something, nothing leaves this site without it.
    day : date
        Today.

    Raises
    ------
    LetterRefused
        If a way is not hers, she does not agree to be contacted, no paper is safe, the text says more than somebody else
        may see, or one of her secret words stands in it.
    InputError
        If slots are empty.
    """
    if template.to is not Reader.HER:
        raise refused("it is written to a service", "to her goes a text that is meant for her")
    if way is not Way.SITE:
        _require_way(template, way, contact, sharing, has_read_never=has_read_never, day=day)
    if template.is_neutral and _typed(values):
        raise refused("a slot of a neutral text holds words", "its slots are days and times", "choose the day again")
    require_no_secret(_typed(values), contact)
    return template.filled(language, _said(values))


def write_to_service(
    template: Template,
    language: Language,
    values: Mapping[str, Value],
    *,
    texts: Templates,
    recipient: str,
    centre: str,
    contact: SafeContact,
    sharing: Sharing,
    may_reach_her: bool,
    is_carried_by_her: bool,
    day: date,
) -> Letter:
    """Return a letter to a service, which ends with how she may be reached, or that she may not be.

    Parameters
    ----------
    values : mapping of str to str, date or time
        What stands in the slots, without ``service``, ``centre`` and ``agreed``: those are filled here.
    texts : Templates
        Of the pack, for the end of the letter.
    recipient : str
        The service, by the name that her consent has.
    may_reach_her : bool
        Whether the service is told how to reach her; otherwise it answers the centre.
    is_carried_by_her : bool
        Whether she takes the paper with her.
    day : date
        Today.

    Raises
    ------
    LetterRefused
        If she does not allow it today and no exception covers all of it, no paper is safe with her, the letter speaks of
        a consent that there is not, or it gives away a secret word or where she can be reached.
    InputError
        If slots are empty.
    """
    if template.to is not Reader.SERVICE or template.code in BLOCKS:
        raise refused("it is no letter to a service", "to a service goes a letter that is meant for one")
    content = template.tells | (frozenset({Content.CONTACT}) if may_reach_her else frozenset())
    decision = sharing.decide(Purpose.LETTER, recipient, content, day)
    if not decision.is_allowed:
        raise refused(
            f"she does not allow it ({decision.why})", "her consent to this letter to this service", "ask her"
        )
    if is_carried_by_her and contact.paper_is_safe is not Answer.YES:
        raise refused("no paper is known to be safe with her", "she carries a paper only where it is safe")
    own = dict(values) | {"service": recipient, "centre": centre}
    if "agreed" in template.slots:
        agreed = sharing.agreed_on(Purpose.LETTER, recipient, day)
        if decision.why is not Why.CONSENT or agreed is None:
            raise refused("it speaks of a consent that there is not", "without one, a letter that names none")
        own["agreed"] = agreed
    if not may_reach_her:
        require_no_number(_typed(values), contact)
    require_no_secret([*_typed(values), *((contact.hours, contact.never) if may_reach_her else ())], contact)
    end = _end(texts, language, contact, centre, may_reach_her=may_reach_her)
    return Letter(recipient, f"{template.filled(language, _said(own))}\n\n{end}", content, decision.why)


def _require_way(
    template: Template, way: Way, contact: SafeContact, sharing: Sharing, *, has_read_never: bool, day: date
) -> None:
    if way not in contact.ways:
        raise refused("she did not call this way safe", "only the ways that she named", "write to her on the site")
    if not sharing.decide(Purpose.CONTACT, "", frozenset({Content.CONTACT}), day).is_allowed:
        raise refused("she does not agree to be contacted", "her consent to contact", "write to her on the site")
    if contact.never.strip() and not has_read_never:
        raise refused(
            "nobody has confirmed what must never be done", "what she said of it is read first", "read it and confirm"
        )
    if way in OTHERS_MAY_SEE and not template.is_neutral:
        raise refused("somebody else may see or hear it", "in this way only a neutral text", "choose a neutral text")
    if way is Way.IN_PERSON and contact.paper_is_safe is not Answer.YES:
        raise refused(
            "no paper is known to be safe with her", "she gets a paper only where it is safe", "tell her instead"
        )


def _end(texts: Templates, language: Language, contact: SafeContact, centre: str, *, may_reach_her: bool) -> str:
    if not may_reach_her:
        return texts["contact-through-us"].filled(language, {"centre": centre})
    ways = [texts.ways[way].in_language(language) for way in Way if way in contact.ways and way in texts.ways]
    if not ways or not contact.where.strip():
        raise refused(
            "she named no way in which a service can reach her", "only the ways that she named", "answer for her"
        )
    said = {"ways": ", ".join(ways), "where": contact.where, "hours": contact.hours, "never": contact.never}
    return texts["contact-her"].filled(language, {slot: value.strip() or _UNSAID for slot, value in said.items()})


def _typed(values: Mapping[str, Value]) -> list[str]:
    return [value for value in values.values() if isinstance(value, str)]


def _said(values: Mapping[str, Value]) -> dict[str, str]:
    return {slot: _words(value) for slot, value in values.items()}


def _words(value: Value) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else value
