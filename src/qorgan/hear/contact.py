"""Safe contact: how she may be reached, how never, and the word by which she is known."""

import hmac
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Way(StrEnum):
    """A way of reaching her. On this site is always open and needs no consent."""

    CALL = "call"
    TEXT = "text"
    MESSENGER = "messenger"
    EMAIL = "email"


@dataclass(frozen=True)
class SafeContact:
    """What she said about being reached.

    Parameters
    ----------
    ways : tuple of Way
        Ways she called safe; none means only on this site.
    where : str
        Number, name or address for these ways.
    hours : str
        When it is safe.
    never : str
        What must never be done.
    safe_word : str
        With it a worker knows her, and it opens her own words when she comes back. Empty: none.
    """

    ways: tuple[Way, ...] = ()
    where: str = ""
    hours: str = ""
    never: str = ""
    safe_word: str = ""

    def to_document(self) -> dict[str, Any]:
        """Return what is sealed."""
        return {**asdict(self), "ways": [str(way) for way in self.ways]}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "SafeContact":
        """Undo `to_document`."""
        return cls(**{**document, "ways": tuple(Way(way) for way in document.get("ways", ()))})

    @property
    def has_safe_word(self) -> bool:
        """Say whether her own words stay closed until she gives the word."""
        return bool(_heard(self.safe_word))

    def is_safe_word(self, said: str) -> bool:
        """Say whether this is her word, however it is spelt in capitals and spaces; never true where she set none."""
        return self.has_safe_word and hmac.compare_digest(_heard(self.safe_word).encode(), _heard(said).encode())


def _heard(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
