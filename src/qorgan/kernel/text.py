"""Language tags, texts kept in several languages, and the cleaning of text that came from outside."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeGuard

from qorgan.kernel.errors import InputError

Language = Literal["kk", "ru", "en"]

LANGUAGES: Final[tuple[Language, ...]] = ("kk", "ru", "en")

_LINE_BREAKS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls but for newline and tab; halves of surrogate pairs, which UTF-8 cannot hold; embeddings, overrides and isolates of the
# Unicode bidirectional algorithm (UAX 9), for they can make a sentence read differently from how it is stored; byte order
# marks. The plain marks (U+200E, U+200F, U+061C) stay: right-to-left languages need them.
_UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def is_language(code: str) -> TypeGuard[Language]:
    """Say whether a code is one of the languages Qorgan speaks."""
    return code in LANGUAGES


@dataclass(frozen=True, slots=True)
class Translated:
    """One text in one or more languages.

    Parameters
    ----------
    texts : Mapping[Language, str]
        At least one language, no text empty. Copied, so that later changes of the mapping change nothing here.
    reviewed : frozenset[Language]
        Languages whose text a native speaker has read and approved.

    Raises
    ------
    InputError
        If a language is unknown, a text is empty, or a review names a language without text.
    """

    texts: Mapping[Language, str]
    reviewed: frozenset[Language] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", MappingProxyType(dict(self.texts)))
        object.__setattr__(self, "reviewed", frozenset(self.reviewed))
        if not self.texts:
            raise InputError("a translated text has no language", rule="at least one language is given")
        for code, text in self.texts.items():
            if not is_language(code):
                raise InputError("unknown language", value=code, rule=f"one of {', '.join(LANGUAGES)}")
            if not text.strip():
                raise InputError("a text is empty", field=code, rule="leave the language out, or write its text")
        if not self.reviewed <= self.texts.keys():
            raise InputError("a review names a language without text", rule="reviewed languages have a text")

    def __hash__(self) -> int:
        return hash((frozenset(self.texts.items()), self.reviewed))

    def in_language(self, code: Language) -> str:
        """Return the text in one language; never another language instead.

        Raises
        ------
        InputError
            If there is no text in this language.
        """
        if code not in self.texts:
            raise InputError(
                "a text is missing in this language",
                value=code,
                rule=f"it exists in {', '.join(self.texts)}",
                next_step="write the translation, or leave this text out of the page",
            )
        return self.texts[code]

    def has(self, code: Language) -> bool:
        """Say whether there is a text in this language."""
        return code in self.texts

    def is_reviewed(self, code: Language) -> bool:
        """Say whether a native speaker has approved the text in this language."""
        return code in self.reviewed


def clean_text(text: str) -> str:
    """Make text safe to store and to show, without changing a word of it.

    Line breaks of all kinds become newlines; control characters other than newline and tab, lone surrogates, byte order
    marks and the controls that reorder reading are removed; the rest is composed (NFC): equal words compare equal.

    Examples
    --------
    >>> clean_text("one\\r\\ntwo\\x00 \\u202eeerht")
    'one\\ntwo eerht'
    """
    return unicodedata.normalize("NFC", _UNSAFE.sub("", _LINE_BREAKS.sub("\n", text)))


def ascii_digits(text: str) -> str:
    """Write every decimal digit of any script as 0 to 9, and leave all else as it is.

    A phone keyboard set to another script types other digits; a receipt is the same number in all of them.

    Examples
    --------
    >>> ascii_digits("٨ 7०1")
    '8 701'
    """
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
