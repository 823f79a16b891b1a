"""What a cell of a spreadsheet may say: a text, a day as it is written in Kazakhstan, a year of birth, or a word of a list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from qorgan.kernel.text import ascii_digits


class Rule(StrEnum):
    """What a cell breaks; pages say it in words, `SAYS` in English."""

    REQUIRED = "required"
    TOO_LONG = "too-long"
    DAY = "day"
    YEAR_DIGITS = "year-digits"
    FUTURE = "future"
    YEAR = "year"
    WORD = "word"
    TWICE = "twice"
    LOST_LETTER = "lost-letter"


SAYS: Final = {
    Rule.REQUIRED: "this column is filled in every row",
    Rule.TOO_LONG: "the text is shorter",
    Rule.DAY: "a day is written as 25.11.2026, 2026-11-25 or with the month in words",
    Rule.YEAR_DIGITS: "a year has four digits",
    Rule.FUTURE: "the day has come",
    Rule.YEAR: "a year of birth has four digits and lies within the last 120 years",
    Rule.WORD: "the word is one of the list of this column",
    Rule.TWICE: "each file number stands in one row",
    Rule.LOST_LETTER: "no letter was lost on saving; save the file as CSV UTF-8",
}

_MONTHS: Final = {
    word: number
    for number, words in enumerate(
        [
            "январь января қаңтар",
            "февраль февраля ақпан",
            "март марта наурыз",
            "апрель апреля сәуір",
            "май мая мамыр",
            "июнь июня маусым",
            "июль июля шілде",
            "август августа тамыз",
            "сентябрь сентября қыркүйек",
            "октябрь октября қазан",
            "ноябрь ноября қараша",
            "декабрь декабря желтоқсан",
        ],
        start=1,
    )
    for word in words.split()
}
_MIDNIGHT: Final = re.compile(r"[ t]0?0:00(:00)?$")  # a program that takes every day for a time adds it
_DAY_FIRST: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d+)")
_YEAR_FIRST: Final = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})")
_DAY_IN_WORDS: Final = re.compile(r"(\d{1,2}) (\w+) (\d+)")  # 25 ноября 2026 г. · 25 қараша 2026 ж.
_YEAR_IN_WORDS: Final = re.compile(r"(\d{4}) (\d{1,2}) (\w+)")  # 2026 жылғы 25 қараша
_YEAR_WORD: Final = re.compile(r"(?<=\d) ?(г\.?|года?|ж\.?|жыл|жылы|жылғы)(?= |$)")


class CellRefused(Exception):
    """A cell breaks a rule; never shown itself, it becomes a fault with row and column."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.value)
        self.rule = rule


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    DAY = "day"
    YEAR_OF_BIRTH = "year-of-birth"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a row may say of a case.

    Parameters
    ----------
    name : str
        As the forms of a case call it.
    kind : Kind
    is_required, is_unique : bool
    max_length : int
        Of a text, in characters.
    words : mapping of str to str
        Code by accepted word, for a column of words; compared without capitals.
    """

    name: str
    kind: Kind = Kind.TEXT
    is_required: bool = False
    is_unique: bool = False
    max_length: int = 2000
    words: Mapping[str, str] = field(default_factory=dict)


def read_cell(text: str, one: Field, *, today: date) -> str | int | date | None:
    """Return what a cell says, None where it is empty.

    Raises
    ------
    CellRefused
        If it breaks a rule of its field.
    """
    if not text:
        if one.is_required:
            raise CellRefused(Rule.REQUIRED)
        return None
    if one.kind is Kind.DAY:
        return read_day(text, today=today)
    if one.kind is Kind.YEAR_OF_BIRTH:
        return _year(text, today)
    if one.kind is Kind.WORD:
        return _word(text, one.words)
    if len(text) > one.max_length:
        raise CellRefused(Rule.TOO_LONG)
    return text


def read_day(text: str, *, today: date) -> date:
    """Read a day as it is written in Kazakhstan; where only digits stand, the day is before the month.

    Raises
    ------
    CellRefused
        If it is no day, its year has no four digits, or it has not come.

    Examples
    --------
    >>> read_day("25.11.2026", today=date(2026, 12, 1)) == read_day("2026 ж. 25 қараша", today=date(2026, 12, 1))
    True
    """
    plain = _MIDNIGHT.sub("", " ".join(ascii_digits(text).casefold().split()))
    year, month, day = _parts(_YEAR_WORD.sub("", plain).strip())
    if len(year) != 4:
        raise CellRefused(Rule.YEAR_DIGITS)
    try:
        found = date(int(year), month, int(day))
    except ValueError:
        raise CellRefused(Rule.DAY) from None
    if found.year < 1900:
        raise CellRefused(Rule.DAY)
    if found > today:
        raise CellRefused(Rule.FUTURE)
    return found


def _parts(plain: str) -> tuple[str, int, str]:
    if found := _YEAR_FIRST.fullmatch(plain):
        return found[1], int(found[3]), found[4]
    if found := _DAY_FIRST.fullmatch(plain):
        return found[4], int(found[3]), found[1]
    if found := _DAY_IN_WORDS.fullmatch(plain):
        return found[3], _MONTHS.get(found[2], 0), found[1]
    if found := _YEAR_IN_WORDS.fullmatch(plain):
        return found[1], _MONTHS.get(found[3], 0), found[2]
    raise CellRefused(Rule.DAY)


def _year(text: str, today: date) -> int:
    plain = ascii_digits(text)
    if not re.fullmatch("[0-9]{4}", plain) or not today.year - 120 <= int(plain) <= today.year:
        raise CellRefused(Rule.YEAR)
    return int(plain)


def _word(text: str, words: Mapping[str, str]) -> str:
    found = {word.casefold(): code for word, code in words.items()}.get(" ".join(text.casefold().split()))
    if found is None:
        raise CellRefused(Rule.WORD)
    return found
