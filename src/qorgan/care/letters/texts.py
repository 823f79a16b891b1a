"""The texts of letters and phrases, as the country pack holds them: checked when they are read, in every language alike."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from string import Formatter
from typing import Any, Final

from qorgan.care.consent import Content
from qorgan.kernel.errors import InputError, PackError
from qorgan.kernel.packs import installed_texts
from qorgan.kernel.text import Language, Translated, is_language

FOLDER: Final = "letters"
_KINDS: Final = "kinds.toml"

# What a slot tells of her. A slot that is not here is in no text.
SLOTS: Final[Mapping[str, Content | None]] = {
    "name": Content.THAT_SHE_IS_HERE,
    "need": Content.THAT_SHE_IS_HERE,
    "happened": Content.WHAT_HAPPENED,
    "risk": Content.RISK,
    **dict.fromkeys(["ways", "where", "hours", "never"], Content.CONTACT),
    **dict.fromkeys(["service", "centre", "agreed", "told", "day", "new_day", "time"], None),
}
NEUTRAL_SLOTS: Final = frozenset({"day", "new_day", "time"})


class Way(StrEnum):
    """A way in which words reach her."""

    SITE = "site"  # the conversation on this site, always open
    CALL = "call"
    TEXT = "text"
    MESSENGER = "messenger"
    EMAIL = "email"
    IN_PERSON = "in-person"


class Reader(StrEnum):
    """Whom a text is written to."""

    HER = "her"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Template:
    """One text with slots.

    Parameters
    ----------
    code : str
    to : Reader
    is_neutral : bool
        Whether it says nothing of what this is about, so that somebody else may see or hear it.
    text : Translated
        In every language of the folder, with the same slots; ``reviewed`` where a native speaker has read it.
    """

    code: str
    to: Reader
    is_neutral: bool
    text: Translated

    @property
    def slots(self) -> frozenset[str]:
        """Return the names of its slots."""
        return frozenset().union(*(_slots(text) for text in self.text.texts.values()))

    @property
    def tells(self) -> frozenset[Content]:
        """Return what a reader learns of her, by the slots."""
        return frozenset(told for slot in self.slots if (told := SLOTS[slot]) is not None)

    def filled(self, language: Language, values: Mapping[str, str]) -> str:
        """Return the text with its slots filled.

        Raises
        ------
        InputError
            If a slot is empty, or a value has no slot; it names slots and never what stands in them.
        """
        empty = sorted(slot for slot in self.slots if not values.get(slot, "").strip())
        foreign = sorted(values.keys() - self.slots)
        if empty or foreign:
            raise InputError(
                "the text and what is filled in do not fit together",
                field=", ".join(empty or foreign),
                rule=f"the slots of {self.code} are {', '.join(sorted(self.slots)) or 'none'}, each filled",
                next_step="fill in what is missing" if empty else "leave it out, or choose another text",
            )
        return self.text.in_language(language).strip().format_map(values)


@dataclass(frozen=True, slots=True)
class Templates:
    """All texts of a pack, and the words for ways of reaching her."""

    by_code: Mapping[str, Template]
    ways: Mapping[Way, Translated]

    def __getitem__(self, code: str) -> Template:
        if code not in self.by_code:
            raise InputError("no such text", value=code, rule=f"one of {', '.join(sorted(self.by_code))}")
        return self.by_code[code]


@cache
def pack_templates(code: str) -> Templates:
    """Return the texts of an installed pack.

    Raises
    ------
    PackError
        If one of them breaks a rule.
    """
    return read_templates(installed_texts(code, FOLDER))


def read_templates(files: Mapping[str, str]) -> Templates:
    """Read texts.

    Parameters
    ----------
    files : mapping of str to str
        ``kinds.toml`` and a file for each language, by name.

    Raises
    ------
    PackError
        If a language lacks a text or has one too many, slots are unknown or differ between languages, or a neutral text
        says what this is about.
    """
    kinds = _loaded(_KINDS, files.get(_KINDS, ""))
    spoken = {name.removesuffix(".toml"): _loaded(name, text) for name, text in files.items() if name != _KINDS}
    texts: dict[Language, Mapping[str, Any]] = {code: told for code, told in spoken.items() if is_language(code)}
    if len(texts) < len(spoken) or not texts:
        raise PackError("a file of no language", file=FOLDER, rule="kinds.toml, and one file for each language")
    revealing = tuple(str(word).casefold() for word in kinds.get("revealing", ()))
    found = {code: _template(code, kind, texts, revealing) for code, kind in kinds.get("kinds", {}).items()}
    for language, told in texts.items():
        if more := sorted(told.keys() - found.keys() - {"ways"}):
            raise _refused(language, more[0], "a text of no kind", "each text is named in kinds.toml")
    ways = {way: {one: str(told.get("ways", {}).get(way, "")) for one, told in texts.items()} for way in Way}
    return Templates(
        found, {way: _translated(f"ways.{way}", own, frozenset()) for way, own in ways.items() if way is not Way.SITE}
    )


def _template(
    code: str, kind: Mapping[str, Any], texts: Mapping[Language, Mapping[str, Any]], revealing: tuple[str, ...]
) -> Template:
    reviewed = frozenset(one for one in texts if texts[one].get(code, {}).get("reviewed") is True)
    own = {one: told.get(code, {}).get("text", "") for one, told in texts.items()}
    try:
        found = Template(
            code, Reader(str(kind.get("to"))), kind.get("neutral", False) is True, _translated(code, own, reviewed)
        )
    except ValueError as error:
        raise PackError("written to nobody", file=_KINDS, field=code, rule="to is her or service") from error
    for language, text in own.items():
        if (slots := _slots(text)) != found.slots or not slots <= SLOTS.keys():
            raise _refused(
                language, code, "its slots are not as elsewhere", f"known slots, the same in all: {', '.join(SLOTS)}"
            )
        if found.is_neutral:
            _require_neutral(found, language, text, revealing)
    return found


def _require_neutral(one: Template, language: Language, text: str, revealing: tuple[str, ...]) -> None:
    words = re.findall(r"\w+", text.casefold())
    if one.to is not Reader.HER or not one.slots <= NEUTRAL_SLOTS or any(word.startswith(revealing) for word in words):
        raise _refused(
            language,
            one.code,
            "this text is not neutral",
            "to her, only days and times as slots, and no word of `revealing`",
        )


def _slots(text: str) -> frozenset[str]:
    try:
        return frozenset(name for _before, name, _spec, _conversion in Formatter().parse(text) if name is not None)
    except ValueError:
        return frozenset({"{"})  # an open brace: no known slot, so the text is refused


def _translated(code: str, texts: Mapping[Language, str], reviewed: frozenset[Language]) -> Translated:
    for language, text in texts.items():
        if not text.strip():
            raise _refused(language, code, "a text is missing", "each text is written in every language")
    return Translated(texts, reviewed)


def _loaded(name: str, text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"this is no TOML: {error}", file=f"{FOLDER}/{name}") from None


def _refused(language: Language, code: str, what: str, rule: str) -> PackError:
    return PackError(what, file=f"{FOLDER}/{language}.toml", field=code, rule=rule, next_step="mend the text")
