"""From the words a number is printed in to the interval they allow: "almost a quarter", "every fifth", "more than 99,000".

What a word allows is a convention, written down here once and the same for every figure:

====================  ==========================  ====================================================================
printed               allows                      because
====================  ==========================  ====================================================================
17 %                  16.5 to 17.5 %              half of the last digit printed, either way
15.1 %                15.05 to 15.15 %
53,038                53,038                      a count to its last digit is exact
52,000                51,500 to 52,500            three zeros and more are taken to be rounded
every fifth, 1/5      18.3 to 22.5 %              nearer to it than to the fractions that people say instead
a quarter             22.5 to 29.2 %
three in ten          27.5 to 31.7 %
17 of 100             16.5 to 17.5 %              half of one of them, either way
one in 1000           1 in 1,050 to 1 in 950      as rounded as the number is
almost X, nearly X    0.9 X to X                  farther below, another word is used
more than 99,000      99,000 to 100,000           at 100,000 one would say so: the next number with as many zeros
more than a third     33.3 to 40 %                the next fraction that people say
less than X           as "more than", downwards
about 2,000           1,500 to 2,500              half of its last digit that is not 0, of the digit after a lone 1
at least X, at most   X and above, X and below
8 to 9.5 %            8 to 9.5 %
====================  ==========================  ====================================================================
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Language
from qorgan.know.figures.intervals import Form, Interval
from qorgan.know.figures.languages import load

ALMOST: Final = 0.9
MAX_LENGTH: Final = 100  # characters; longer than any wording, and short enough for patterns that look back
SPOKEN: Final = tuple(
    sorted({*(Fraction(1, n) for n in range(1, 11)), *map(Fraction, ("2/5", "3/5", "2/3", "3/4", "4/5", "9/10"))})
)

_MOST_SPOKEN: Final = 10  # tenths are the smallest part that people say
_THOUSANDTH: Final = Fraction(1, 1000)
_RULE: Final = (
    'a number, a share or a ratio with at most one word before it, such as "17 %", "every fifth", "more than 99,000"'
)
_NAMED: Final = ("between", "almost", "more", "less", "at_least", "at_most", "about")


def interval_of(wording: str, language: Language = "en") -> Interval:
    """Return the values that a printed number can mean.

    Parameters
    ----------
    wording : str
        The number as printed, without what it counts.
    language : {"en", "ru", "kk"}
        Of the wording; its words stand in ``languages/``.

    Raises
    ------
    DataError
        If the wording is not understood, or says what no share can be.

    Examples
    --------
    >>> interval_of("17 %")
    Interval(lo=0.165, hi=0.175, form='percent')
    >>> interval_of("more than 99,000")
    Interval(lo=99000.0, hi=100000.0, form='number')
    """
    words = _Words(language)
    if len(wording) > MAX_LENGTH:
        raise DataError(
            "this is no wording of a number", value=f"{wording[:40]}…", rule=f"at most {MAX_LENGTH} characters"
        )
    text = " ".join(unicodedata.normalize("NFC", wording).lower().split())
    try:
        return words.interval(text)
    except _NotUnderstoodError:
        raise DataError("this wording of a number is not understood", value=wording, rule=_RULE, next_step="write the number as it would be in a table, and the words beside it") from None  # fmt: skip


class _NotUnderstoodError(Exception):
    """The words are none of those in the file of the language."""


@dataclass(frozen=True)
class _Core:
    """A number without the words around it.

    ``coarse`` is the place of its last digit that is not 0; ``fine`` the same, and for a lone 1 the place after it.
    """

    value: Fraction
    form: Form
    plain: tuple[Fraction, Fraction]
    below: Fraction
    above: Fraction
    about: tuple[Fraction, Fraction]


class _Words:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        content = load(language)
        self.wording: dict[str, Any] = content["wording"]
        self.decimal: str = content["number"]["decimal"]

    def interval(self, text: str) -> Interval:
        if vague := self.found("vague", text):
            return _interval(Fraction(vague[0]), Fraction(vague[1]), "number")
        for name in _NAMED:
            for pattern in self.wording[name]:
                found = re.fullmatch(pattern, text)
                if found is None:
                    continue
                try:
                    return self.modified(name, found)
                except _NotUnderstoodError:
                    continue  # another reading: "every fifth" holds no number that "every" would modify
        core = self.core(text)
        return _interval(*core.plain, core.form)

    def modified(self, name: str, found: re.Match[str]) -> Interval:
        if name == "between":
            high = self.core(found["y"])
            low = self.core(found["x"] + (" %" if high.form == "percent" and "%" not in found["x"] else ""))
            if low.form != high.form or low.value >= high.value:
                raise _NotUnderstoodError
            return _interval(low.value, high.value, low.form)
        core = self.core(found["x"])
        top = Fraction(1) if core.form != "number" else None
        ends: dict[str, tuple[Fraction, Fraction | None]] = {
            "almost": (core.value * Fraction(str(ALMOST)), core.value),
            "more": (core.value, core.above),
            "less": (core.below, core.value),
            "at_least": (core.value, top),
            "at_most": (Fraction(0), core.value),
            "about": core.about,
        }
        return _interval(*ends[name], core.form)

    def core(self, text: str) -> _Core:
        if ratio := self.ratio(text):
            return _of_ratio(ratio)
        if part := self.part(text):
            return _of_part(*part)
        for pattern in self.wording["percent"]:
            if found := re.fullmatch(pattern, text):
                value, step = self.number(found["x"])
                return _of_percent(value, step)
        value, step = self.number(text)
        if step == _THOUSANDTH:
            raise DataError(
                "nobody can say whether this is a thousand or a decimal", value=text,
                rule=f"{self.decimal} begins decimals", next_step="leave it out, or write the number without the zeros",
            )  # fmt: skip
        return _of_count(value, step)

    def part(self, text: str) -> tuple[int, int] | None:
        """Return how many of how many: more than one of at least two."""
        for pattern in (r"(?P<k>\d{1,6}) ?/ ?(?P<n>\d{1,6})", *self.wording["some_in"]):
            if found := re.fullmatch(pattern, text):
                k, n = (self.number(found[name])[0] for name in "kn")
                if k > n > 0:
                    raise DataError("this is no share", value=text, rule="a share is at most all of them")
                return (int(k), int(n)) if n > 0 and k > 1 and k.denominator == n.denominator == 1 else None
        return None

    def ratio(self, text: str) -> Fraction | None:
        if written := re.fullmatch(r"1 ?/ ?(\d{1,6})", text):
            return Fraction(1, int(written[1])) if int(written[1]) else None
        if spoken := self.found("fractions", text):
            return Fraction(spoken)
        for pattern in (*self.wording["one_in"], *self.wording["every"]):
            if found := re.fullmatch(pattern, text):
                value, _ = self.number(
                    re.sub(r"(?<=\d)-?(?:st|nd|rd|th|я|й|ю|ші|шы|інші|ыншы|нші|ншы)$", "", found["n"])
                )
                return 1 / value if value > 1 and value.denominator == 1 else None
        return None

    def number(self, text: str) -> tuple[Fraction, Fraction]:
        """Return a number, and the place of the last digit printed."""
        for scale, size in self.wording["scales"].items():
            if found := re.fullmatch(rf"(?:(?P<x>.+?) ?)?(?:{scale})", text):
                value, step = self.number(found["x"]) if found["x"] else (Fraction(1), Fraction(1))
                return value * int(size), step * int(size)
        if (spoken := self.found("words", text)) is not None:
            return Fraction(str(spoken)), Fraction(1) if spoken == int(spoken) else Fraction(1, 10)
        group = "," if self.decimal == "." else ""
        digits = re.fullmatch(rf"(\d{{1,3}}(?:[ '’{group}]\d{{3}})+|\d+)(?:{re.escape(self.decimal)}(\d+))?", text)
        if digits is None:
            raise _NotUnderstoodError
        places = digits[2] or ""
        whole = re.sub(r"\D", "", digits[1])
        return Fraction(int(whole + places), 10 ** len(places)), Fraction(1, 10 ** len(places))

    def found(self, table: str, text: str) -> Any:
        return next((value for words, value in self.wording[table].items() if re.fullmatch(words, text)), None)


def _interval(lo: Fraction, hi: Fraction | None, form: Form) -> Interval:
    return Interval(float(lo), math.inf if hi is None else float(hi), form)


def _of_percent(value: Fraction, step: Fraction) -> _Core:
    share, unit = value / 100, step / 100
    if not 0 <= share <= 1:
        raise DataError("this is no share", value=f"{float(value):g} %", rule="a share lies in 0 to 100 %")
    coarse = _zeros(value, step) / 100
    half = unit / 2
    plain = (max(Fraction(0), share - half), min(Fraction(1), share + half))
    about = (max(Fraction(0), share - coarse / 2), min(Fraction(1), share + coarse / 2))
    return _Core(share, "percent", plain, max(Fraction(0), share - coarse), min(Fraction(1), share + coarse), about)


def _of_count(value: Fraction, step: Fraction) -> _Core:
    coarse = _zeros(value, step)
    is_lone_one = value == coarse and value >= 10
    fine = coarse / 10 if is_lone_one else coarse
    is_rounded = step != 1 or coarse >= 1000
    plain = (value - fine / 2, value + fine / 2) if is_rounded else (value, value)
    return _Core(
        value, "number", plain, max(Fraction(0), value - coarse), value + coarse, (value - fine / 2, value + fine / 2)
    )


def _zeros(value: Fraction, step: Fraction) -> Fraction:
    """Return the place of the last digit that is not 0, at least that of the last digit printed."""
    while value and (value / step) % 10 == 0:
        step *= 10
    return step


def _of_part(some: int, of: int) -> _Core:
    """Return 17 of 100 as precise as 17 %, and 3 of 10 as the fraction that people say."""
    if of <= _MOST_SPOKEN:
        return _of_ratio(Fraction(some, of))
    share, unit = Fraction(some, of), Fraction(1, of)
    plain = (share - unit / 2, min(Fraction(1), share + unit / 2))
    return _Core(share, "ratio", plain, share - unit, min(Fraction(1), share + unit), plain)


def _of_ratio(ratio: Fraction) -> _Core:
    if ratio.numerator == 1 and ratio.denominator > _MOST_SPOKEN:
        return _of_one_in(ratio.denominator)
    below, above = _neighbours(ratio)
    plain = ((below + ratio) / 2, (ratio + above) / 2)
    return _Core(ratio, "ratio", plain, below, above, plain)


def _of_one_in(n: int) -> _Core:
    """Return one in 12 as nearer to it than to one in 11 or 13; one in 1000 is as rounded as 1000."""
    step = _zeros(Fraction(n), Fraction(1))
    if step == n:
        step /= 10
    plain = (1 / (n + step / 2), 1 / (n - step / 2))
    return _Core(Fraction(1, n), "ratio", plain, 1 / (n + step), 1 / (n - step), plain)


def _neighbours(ratio: Fraction) -> tuple[Fraction, Fraction]:
    """Return the fractions that people would say next below and above."""
    below = max((one for one in SPOKEN if one < ratio), default=Fraction(0))
    return below, min((one for one in SPOKEN if one > ratio), default=Fraction(1))
