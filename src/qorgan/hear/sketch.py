"""A small sketch of a message's words: enough to see that hundreds are much alike, without opening them again.

It holds hashes of runs of three words, whether an address of a web site is in it, and whether it is plainly no language.
It lies in the sealed summary of a message that nobody has opened, and goes when somebody opens it.
"""

import base64
import binascii
import hashlib
import re
import struct
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from qorgan.kernel.consent import Speaker

RUN: Final = 3  # words in a run: two are a habit of the language, four break at every changed word
KEPT: Final = 48  # hashes, the smallest: of a message of up to fifty words all of them
_HEAD: Final = struct.Struct(">BB")
_ADDRESS_IN_IT, _NO_LANGUAGE = 1, 2

# Letters of Cyrillic that look like Latin ones: copies are varied by them, and phones mix them up.
_LOOK_ALIKE: Final = str.maketrans("аеёорсухіѕһкмтвн", "aeeopcyxishkmtbh")
_WORD: Final = re.compile(r"[^\W_]+")
_DIGITS: Final = re.compile(r"\d+")
_ENDS: Final = "com|net|org|info|biz|kz|ru|me|ly|io|cc|xyz|top|site|online|club|shop|рф|қаз"
_ADDRESS: Final = re.compile(rf"(?:https?://|www\.)\S+|(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.(?:{_ENDS})\b(?:/\S*)?")

_VOWELS: Final = frozenset("aeiouyаеёиоуыэюяәіөұү")
_SIGNS: Final = frozenset("ьъ")  # of Cyrillic: they stand after consonants only
_CONSONANTS, _VOWELS_TOO = 5, 4  # in a row: hardly a word of any language written in these letters has so many
_LONG_WORD, _LONG_WORDS, _HARD_SHARE = 5, 6, 0.2


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of the words.

    Parameters
    ----------
    runs : tuple of int
        The smallest hashes (32 bits) of its different runs of three words, rising, at most `KEPT`.
    has_address : bool
        Whether an address of a web site is in it.
    is_no_language : bool
        Whether many of its words cannot be spoken in any language written in Latin or Cyrillic letters.
    """

    runs: tuple[int, ...]
    has_address: bool = False
    is_no_language: bool = False

    def to_text(self) -> str:
        """Write it as a short word of ASCII for the summary."""
        flags = _ADDRESS_IN_IT * self.has_address + _NO_LANGUAGE * self.is_no_language
        raw = _HEAD.pack(1, flags) + struct.pack(f">{len(self.runs)}I", *self.runs)
        return base64.b64encode(raw).decode()

    @classmethod
    def from_text(cls, text: str) -> "Sketch | None":
        """Read what `to_text` wrote; None for anything else, which then is never grouped."""
        try:
            raw = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            return None
        if len(raw) < _HEAD.size or (len(raw) - _HEAD.size) % 4 or raw[0] != 1:
            return None
        runs = struct.unpack_from(f">{(len(raw) - _HEAD.size) // 4}I", raw, _HEAD.size)
        return cls(runs, bool(raw[1] & _ADDRESS_IN_IT), bool(raw[1] & _NO_LANGUAGE))


def sketch_of(words: str) -> Sketch:
    """Sketch a message.

    Case, punctuation, invisible characters, numbers, addresses and letters that look alike make no difference.

    Examples
    --------
    >>> sketch_of("Call 1 now, call us!").runs == sketch_of("call 22 NOW call us").runs
    True
    """
    text = _plain(words)
    without, n_addresses = _ADDRESS.subn(" 0link ", text)
    found = _WORD.findall(without)
    runs = {_hash(run) for run in _runs([_DIGITS.sub("0", word).translate(_LOOK_ALIKE) for word in found])}
    return Sketch(tuple(sorted(runs)[:KEPT]), n_addresses > 0, _is_no_language(found))


def has_risk(document: Mapping[str, Any]) -> bool:
    """Say whether her answers tell of danger, or a child is in it: such a message is never grouped, and gets no sketch."""
    answers = document.get("answers", {})
    return (
        document.get("speaker") == Speaker.CHILD
        or answers.get("is_safe") in {"no", "not-sure"}
        or answers.get("since") == "today"
        or answers.get("children") == "yes"
        or answers.get("age") in {"under-14", "14-17"}
    )


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFKC", words).casefold()
    return "".join(one for one in text if unicodedata.category(one) not in {"Cf", "Mn", "Me"})


def _runs(words: list[str]) -> Iterator[str]:
    for start in range(len(words) - RUN + 1):
        yield " ".join(words[start : start + RUN])


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=4).digest(), "big")


def _is_no_language(words: list[str]) -> bool:
    long_words = [word for word in words if len(word) >= _LONG_WORD and word.isalpha()]
    hard = sum(_is_hard(word) for word in long_words)
    return len(long_words) >= _LONG_WORDS and hard >= _HARD_SHARE * len(long_words)


def _is_hard(word: str) -> bool:
    """Say whether a word cannot be spoken: too many consonants or vowels in a row; other scripts are not judged."""
    consonants = vowels = 0
    for one in unicodedata.normalize("NFC", word):
        is_judged = one < "\u0250" or "\u0400" <= one < "\u0530"
        is_vowel = one in _VOWELS or unicodedata.normalize("NFD", one)[0] in _VOWELS
        if one in _SIGNS and consonants == 0:
            return True
        consonants = consonants + 1 if is_judged and not is_vowel and one not in _SIGNS else 0
        vowels = vowels + 1 if is_judged and is_vowel else 0
        if consonants >= _CONSONANTS or vowels >= _VOWELS_TOO:
            return True
    return False
