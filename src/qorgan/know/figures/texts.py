"""Sentences in the reader's language: a message is the name of a template and what stands in its places.

The templates stand in ``languages/``, one file per language with a flag whether a native speaker has read it. Templates
are built so that nothing in a place need be declined: quoted words, numbers, and whole messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from qorgan.kernel.text import Language, Translated
from qorgan.know.figures.languages import load


@dataclass(frozen=True, slots=True)
class Number:
    """Digits with a decimal point, to be written as the language writes them; thousands are set apart."""

    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """A template and what stands in it."""

    id: str
    slots: "Mapping[str, Slot]" = field(default_factory=dict)

    def __hash__(self) -> int:
        """Let the same message be said once: a mapping has no hash of its own."""
        return hash((self.id, frozenset(self.slots.items())))


Slot: TypeAlias = "str | Number | Translated | Message | tuple[Slot, ...]"


def message(id_: str, /, **slots: Slot) -> Message:
    """Return a message with its places filled."""
    return Message(id_, slots)


def say(slot: Slot, language: Language = "en") -> str:
    """Return what stands in a place, or a whole message, in a language.

    Texts that exist in fewer languages, such as names typed in English only, are said in English.

    Examples
    --------
    >>> say(Number("1234567.5")), say(Number("1234567.5"), "ru")
    ('1,234,567.5', '1\\xa0234\\xa0567,5')
    """
    match slot:
        case str():
            return slot
        case Number(text):
            return _digits(text, language)
        case Translated():
            return slot.in_language(language if slot.has(language) else "en")
        case tuple():
            return "; ".join(say(one, language) for one in slot)
    template = template_of(slot.id, language)
    return template.format_map({name: say(value, language) for name, value in slot.slots.items()})


def template_of(id_: str, language: Language) -> str:
    """Return a template, named as in its file: ``section.name``."""
    section, name = id_.split(".")
    return str(load(language)["says"][section][name])


def has_template(id_: str) -> bool:
    """Say whether there is such a template."""
    section, name = id_.split(".")
    return name in load("en")["says"].get(section, {})


def _digits(text: str, language: Language) -> str:
    number = load(language)["number"]
    whole, point, places = text.partition(".")
    grouped = f"{int(whole):,}".replace(",", number["group"])
    return grouped + (number["decimal"] + places if point else "")
