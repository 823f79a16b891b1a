"""One row of a country pack: every cell is asked for by its rule, and a wrong one is refused."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from qorgan.kernel.errors import InputError, PackError
from qorgan.kernel.facts import CONFIDENCES, Fact, is_confidence, whole_day
from qorgan.kernel.text import Language, Translated, is_language

T = TypeVar("T")
Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a pack's table.

    Parameters
    ----------
    file : str
        Name of the file within the pack.
    line : int
        Line the row starts on, counted from 1 as an editor does; the heading is line 1.
    cells : Mapping[str, str]
        Text by column, empty where nothing is known.
    """

    file: str
    line: int
    cells: Mapping[str, str]

    def refused(self, field: str, what: str, *, rule: str) -> PackError:
        """Return the error that names this row, one field and the rule it breaks."""
        return PackError(
            what,
            file=self.file,
            line=self.line,
            field=field,
            value=self.cells.get(field) or None,
            rule=rule,
            next_step="mend the row and load the pack again",
        )

    def optional(self, field: str) -> str | None:
        """Return a cell, or None where it is empty."""
        return self.cells[field] or None

    def text(self, field: str) -> str:
        """Return a cell that may not be empty."""
        if not self.cells[field]:
            raise self.refused(field, "a required cell is empty", rule="this column is filled in every row")
        return self.cells[field]

    def choice(self, field: str, allowed: Collection[Choice]) -> Choice:
        """Return a cell that is one of a few words."""
        text = self.text(field)
        for word in allowed:
            if text == word:
                return word
        raise self.refused(field, "unknown word", rule=f"one of {', '.join(allowed)}")

    def is_yes(self, field: str) -> bool:
        """Return whether a cell says yes."""
        return self.choice(field, ("yes", "no")) == "yes"

    def words(self, field: str) -> tuple[str, ...]:
        """Return the words of a cell, separated by spaces; none where it is empty."""
        return tuple(self.cells[field].split())

    def whole(self, field: str) -> int:
        """Return a whole number of at least 1."""
        text = self.text(field)
        if not (text.isascii() and text.isdecimal()) or int(text) < 1:
            raise self.refused(field, "not a whole number", rule="digits only, at least 1")
        return int(text)

    def day(self, field: str) -> date:
        """Return a day."""
        day = whole_day(self.text(field))
        if day is None:
            raise self.refused(field, "not a day", rule="written YYYY-MM-DD")
        return day

    def optional_day(self, field: str) -> date | None:
        """Return a day, or None where the cell is empty."""
        return self.day(field) if self.cells[field] else None

    def address(self, field: str) -> str:
        """Return a web address."""
        text = self.text(field)
        parts = urlsplit(text)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise self.refused(field, "not a web address", rule="begins with http:// or https://")
        return text

    def languages(self, field: str, known: Sequence[Language]) -> frozenset[Language]:
        """Return the languages a cell names; none where it is empty, which means unknown."""
        words = self.words(field)
        codes = frozenset(word for word in words if is_language(word) and word in known)
        if len(codes) != len(words):
            raise self.refused(field, "unknown language", rule=f"each once, of {', '.join(known)}")
        return codes

    def translated(self, field: str, languages: Sequence[Language]) -> Translated:
        """Return a text written in every language of the pack, in the columns ``field_kk`` and so on."""
        for code in languages:
            if not self.cells[f"{field}_{code}"]:
                raise self.refused(
                    f"{field}_{code}", "a translation is missing", rule=f"written in {', '.join(languages)}"
                )
        return self._texts(field, languages)

    def translated_or_none(self, field: str, languages: Sequence[Language]) -> Translated | None:
        """Return a text written in every language, or None where it is written in none."""
        if not any(self.cells[f"{field}_{code}"] for code in languages):
            return None
        return self.translated(field, languages)

    def translated_with_gaps(self, field: str, languages: Sequence[Language]) -> Translated | None:
        """Return a text in the languages it was found in. For names no page of the public door depends on."""
        if not any(self.cells.get(f"{field}_{code}") for code in languages):
            return None
        return self._texts(field, languages)

    def fact(self, value: T, *, days: int | None = None) -> Fact[T]:
        """Return a value with the source, dates and check of this row.

        Parameters
        ----------
        value : T
            What the row says.
        days : int, optional
            How long a check lasts where the row sets no last day itself.
        """
        checked_on, shown_until = self.optional_day("checked_on"), self.optional_day("shown_until")
        if checked_on and not shown_until and days:
            shown_until = checked_on + timedelta(days=days)
        if not is_confidence(confidence := self.text("confidence")):
            raise self.refused("confidence", "unknown confidence", rule=f"one of {', '.join(CONFIDENCES)}")
        source, source_date, retrieved = self.text("source"), self.text("source_date"), self.day("retrieved")
        try:
            return Fact(
                value=value,
                source=source,
                source_date_text=source_date,
                retrieved=retrieved,
                confidence=confidence,
                checked_by=self.optional("checked_by"),
                checked_on=checked_on,
                shown_until=shown_until,
            )
        except InputError as error:
            raise self.refused(error.field or "source", error.what, rule=error.rule or "a fact is whole") from error

    def _texts(self, field: str, languages: Sequence[Language]) -> Translated:
        texts = {code: text for code in languages if (text := self.cells.get(f"{field}_{code}"))}
        reviewed = self.languages("reviewed", languages) if "reviewed" in self.cells else frozenset[Language]()
        return Translated(texts, reviewed & texts.keys())
