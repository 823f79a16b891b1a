"""One type for everything we say about the world: dated, sourced, checked by somebody, and expiring."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Generic, Literal, TypeGuard, TypeVar

from qorgan.kernel.errors import InputError

T = TypeVar("T")

Confidence = Literal["A", "B", "C"]

CONFIDENCES: Final[tuple[Confidence, ...]] = ("A", "B", "C")


def is_confidence(mark: str) -> TypeGuard[Confidence]:
    """Say whether a mark is A, B or C."""
    return mark in CONFIDENCES


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """A value with all that is needed to trust it, or not to.

    Parameters
    ----------
    value : T
        What is said.
    source : str
        Address or document it was read in.
    source_date_text : str
        Date of the source as printed there; some say only "undated (before 2024)".
    retrieved : date
        Day it was read.
    confidence : {"A", "B", "C"}
        A official or original text, B named press or government page quoting a named owner, C one weak source.
    checked_by, checked_on, shown_until : optional
        Who checked it, on which day, and the last day it may be shown. The three stand together or not at all.

    Raises
    ------
    InputError
        If a text is empty, the confidence is unknown, or the dates contradict one another.
    """

    value: T
    source: str
    source_date_text: str
    retrieved: date
    confidence: Confidence
    checked_by: str | None = None
    checked_on: date | None = None
    shown_until: date | None = None

    def __post_init__(self) -> None:
        for field, text in (("source", self.source), ("source_date", self.source_date_text)):
            if not text.strip():
                raise InputError("a fact is incomplete", field=field, rule="every fact names its source and its date")
        if not is_confidence(self.confidence):
            raise InputError("unknown confidence", field="confidence", value=self.confidence, rule="A, B or C")
        if self.source_date is not None and self.source_date > self.retrieved:
            raise InputError(
                "a source cannot be younger than its reading",
                field="source_date",
                value=self.source_date_text,
                rule="source_date is not after retrieved",
            )
        self._require_whole_check()

    def _require_whole_check(self) -> None:
        marks = (self.checked_by, self.checked_on, self.shown_until)
        if any(marks) and not all(marks):
            raise InputError(
                "a check is incomplete",
                field="checked_by",
                rule="checked_by, checked_on and shown_until stand together or are all empty",
            )
        if self.checked_on and self.shown_until and self.shown_until < self.checked_on:
            raise InputError(
                "a fact expires before it was checked",
                field="shown_until",
                value=self.shown_until.isoformat(),
                rule="shown_until is not before checked_on",
            )

    @property
    def source_date(self) -> date | None:
        """The day of the source, where a whole day is printed; None for a month, a year or "undated"."""
        return whole_day(self.source_date_text)

    def is_checked(self, today: date) -> bool:
        """Say whether somebody had checked this by today. A check dated in the future does not count yet."""
        return self.checked_on is not None and self.checked_on <= today

    def is_shown(self, today: date) -> bool:
        """Say whether this may stand before a survivor or a journalist today: checked, and not expired."""
        return self.is_checked(today) and self.shown_until is not None and today <= self.shown_until

    def checked(self, *, by: str, on: date, days: int) -> "Fact[T]":
        """Return this fact as checked by somebody on a day, to be shown for ``days`` days after it."""
        return replace(self, checked_by=by, checked_on=on, shown_until=on + timedelta(days=days))


def whole_day(text: str) -> date | None:
    """Read ``YYYY-MM-DD``; anything less than a whole day gives None.

    Examples
    --------
    >>> whole_day("2026-02-03"), whole_day("2024-04"), whole_day("undated (before 2024)")
    (datetime.date(2026, 2, 3), None, None)
    """
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):  # fromisoformat also takes 20260203 and 2026-W06-2
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
