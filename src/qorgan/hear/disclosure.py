"""A disclosure as data: who speaks, the coded questions that may be skipped, and what a list shows of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qorgan.kernel.consent import Purpose, Speaker

# Code lists of the optional questions; the words for them are in the forms, in three languages.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "person": ("partner", "former-partner", "parent", "relative", "at-work", "known", "stranger"),
    "since": ("today", "this-week", "this-year", "longer", "over"),
    "is_safe": ("yes", "no", "not-sure"),
    "children": ("yes", "no"),
    "age": ("under-14", "14-17", "18-29", "30-49", "50-plus"),
}

WORDS_LIMIT = 60_000  # characters: some thirty pages; the longest form field still fits into one request


@dataclass(frozen=True)
class Disclosure:
    """The first document of a thread.

    Parameters
    ----------
    words : str
        The only thing required.
    speaker : Speaker
        Who speaks.
    language : str
        Language of the page she wrote on.
    answers : mapping
        Question to code, only those she answered.
    joins : str
        Mark of a conversation that somebody else began for her, empty where there is none.
    """

    words: str
    speaker: Speaker
    language: str
    answers: Mapping[str, str]
    joins: str = ""

    def to_document(self) -> dict[str, Any]:
        """Return what is sealed."""
        return {
            "words": self.words,
            "speaker": str(self.speaker),
            "language": self.language,
            "answers": dict(self.answers),
            **({"joins": self.joins} if self.joins else {}),
        }


def summary_of(document: Mapping[str, Any], *, purposes: frozenset[Purpose]) -> dict[str, Any]:
    """Return what a worker's list shows: no words, only what she needs to choose the next one to read."""
    answers = document.get("answers", {})
    return {
        "language": document.get("language", ""),
        "speaker": document.get("speaker", ""),
        "is_unsafe": answers.get("is_safe") == "no" or answers.get("since") == "today",
        "has_children": answers.get("children") == "yes",
        "may_contact": Purpose.CONTACT in purposes,
        "labels": [],
    }
