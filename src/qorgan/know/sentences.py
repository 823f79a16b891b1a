"""What estimates say to people, in their language: each part of `know` keeps its sentences in its folder ``languages``.

Built as those of figures are: a message is the name of a template and what stands in its places (decision 21). The name
begins with the part, so that one part can say what another handed to it.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from qorgan.kernel.text import Language
from qorgan.know.figures.texts import Message, Slot
from qorgan.know.figures.texts import say as say_slot

_COMMON: Final = "common"


@cache
def load(part: str, language: Language) -> dict[str, Any]:
    """Return the sentences of a part of `know`, which come with the library; ``common``: those that all share."""
    folder = "qorgan.know.languages" if part == _COMMON else f"qorgan.know.{part}.languages"
    return tomllib.loads(resources.files(folder).joinpath(f"{language}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of one part.

    Parameters
    ----------
    part : str
        As ``survey``, or ``common``.
    """

    part: str

    def message(self, id_: str, /, **slots: Slot) -> Message:
        """Return a message, named as in the file: ``section.name``, with its places filled."""
        return Message(f"{self.part}.{id_}", slots)

    def is_reviewed(self, language: Language) -> bool:
        """Say whether a native speaker has approved these sentences and the common ones."""
        return all(bool(load(part, language)["reviewed"]) for part in (_COMMON, self.part))


COMMON: Final = Sentences(_COMMON)


def say(slot: Slot, language: Language = "en") -> str:
    """Return a message, or what stands in a place of one, in a language.

    Examples
    --------
    >>> from qorgan.know.figures.texts import Number
    >>> say(COMMON.message("text.warning", text="so it is")), say(COMMON.message("number.minus", n=Number("3.1")), "ru")
    ('Warning: so it is', '−3,1')
    """
    if isinstance(slot, tuple):
        return "; ".join(say(one, language) for one in slot)
    if not isinstance(slot, Message):
        return say_slot(slot, language)
    part, section, name = slot.id.split(".")
    template = str(load(part, language)["says"][section][name])
    return template.format_map({place: say(value, language) for place, value in slot.slots.items()})


def capitalised(slot: Slot, language: Language = "en") -> str:
    """Return the same, begun as a sentence is."""
    said = say(slot, language)
    return said[:1].upper() + said[1:]


def kind_in_words(kind: str) -> Message:
    """Return the kind of a verdict, as ``not determined``, in words that a language has."""
    name = kind.replace(" ", "_")
    return COMMON.message(f"kind.{name}")
