"""What the public reads of a figure, in one language: in parts, as a sentence to quote, as JSON and as a row."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from qorgan.kernel.text import LANGUAGES, Language
from qorgan.know.figures.events import spoken
from qorgan.know.figures.figure import Figure
from qorgan.know.figures.intervals import Interval
from qorgan.know.figures.meanings import Meanings
from qorgan.know.figures.numbers import allowed, count, spoken_period
from qorgan.know.figures.pack import pack_meanings
from qorgan.know.figures.period import Period
from qorgan.know.figures.texts import Number, say
from qorgan.web.know.models import Version
from qorgan.web.know.reading import figure_of, in_language
from qorgan.web.shell.context import pack

_PLAIN: Final = ("event", "given", "population", "place", "map", "unit", "owner", "report")


class _Words:
    meanings: Meanings | None = None


def meanings() -> Meanings:
    """Return what the words of the country's ledger mean."""
    if _Words.meanings is None:
        _Words.meanings = pack_meanings(pack().code)
    return _Words.meanings


@dataclass(frozen=True)
class Told:
    """A version in a language. A text that nobody has written in it is in English, and says so by `language`."""

    version: Version
    language: Language

    @cached_property
    def figure(self) -> Figure:
        """The figure itself."""
        return figure_of(self.version)

    @property
    def number(self) -> int:
        """Its number in the ledger, which is its address."""
        return self.version.figure_id

    @property
    def says(self) -> dict[str, str]:
        """What it is a number of."""
        return self._text("says")

    @property
    def why(self) -> dict[str, str]:
        """What is still unknown of it, or why it could not be confirmed."""
        return self._text("why")

    @property
    def how(self) -> dict[str, str]:
        """How it was measured."""
        return self._text("how")

    @cached_property
    def printed(self) -> str:
        """The number as printed; in another language than that of its source, what the wording allows."""
        return _printed(self.figure, self.language)

    @cached_property
    def allows(self) -> str:
        """Between which numbers the wording allows the true one to lie; empty for a statement."""
        return say(allowed(self.figure.interval), self.language) if self.figure.interval else ""

    @cached_property
    def interval(self) -> Interval | None:
        """The same as numbers, of a share only."""
        return self.figure.interval if self.figure.is_share else None

    @cached_property
    def people(self) -> str:
        """Of whom it is a share, or who could be counted; empty where that is not said."""
        names = meanings().name
        whom = say(names(self.figure.population), self.language) if self.figure.population else ""
        given = say(spoken(self.figure.among, names), self.language) if self.figure.among else ""
        return ": ".join(one for one in (whom, given) if one)

    @cached_property
    def counted(self) -> str:
        """What a count counts; empty for a share."""
        is_count = self.figure.unit and self.figure.is_count
        return say(meanings().name(self.figure.unit or ""), self.language) if is_count else ""

    @cached_property
    def period(self) -> str:
        """When what it counts happened."""
        return _when(self.figure.period, self.language)

    @cached_property
    def made(self) -> str:
        """When it was measured."""
        return _when(self.figure.made, self.language)

    @cached_property
    def place(self) -> str:
        """Where, by its name."""
        return _place(self.figure.place, self.language)

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What the rules found when it was published, with the answers; findings of one name with one answer as one."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for one in self.version.findings:
            said, answer = dict(one["said"][self.language]), one["answer"]
            name = said.pop("name")
            first = {
                "name": name,
                "said": [],
                "answer": answer and {**answer, "day": date.fromisoformat(answer["day"])},
            }
            found.setdefault((name, answer["words"] if answer else ""), first)["said"].append(list(said.values()))
        return list(found.values())

    @cached_property
    def quotes(self) -> list[tuple[Language, str]]:
        """A sentence to quote in each language; none for what could not be confirmed."""
        if not self.version.is_confirmed:
            return []
        return [(language, Told(self.version, language).sentence()) for language in LANGUAGES]

    def sentence(self) -> str:
        """Return the number with all that must not be lost on its way: of whom, when, who counted, where it stands."""
        with translation.override(self.language):
            about = "; ".join(one for one in (self.people, self.place, self.period) if one)
            number = f"{self.printed} ({about})" if about else self.printed
            told = f"{_upper(self.says['text'])}: {number}." if self.printed else f"{_upper(self.says['text'])}."
            fact = self.figure.printed
            more = [_("Counted by: %(owner)s.") % {"owner": self.figure.owner}] if self.figure.owner else []
            more += [_("Measured: %(made)s.") % {"made": self.made}] if self.made else []
            if self.figure.state == "fact with caveat" and self.why["text"]:
                more.append(_("Still unknown: %(why)s.") % {"why": self.why["text"].rstrip(". ")})
            more.append(_("Source: %(source)s (%(date)s).") % {"source": fact.source, "date": fact.source_date_text})
            if self.version.is_demonstration:
                more.append(_("From a demonstration: nobody has checked it."))
            elif fact.checked_on:
                more.append(_("Checked on %(day)s.") % {"day": date_format(fact.checked_on, "j E Y")})
            return " ".join([told, *more])

    def _text(self, name: str) -> dict[str, str]:
        text, language = in_language(self.version.fields, name, self.language)
        return {"text": text, "language": language}


def as_data(version: Version) -> dict[str, Any]:
    """Return a version as JSON holds it."""
    told = {language: Told(version, language) for language in LANGUAGES}
    figure = told["en"].figure
    fact, interval = figure.printed, figure.interval
    return {
        "number": version.figure_id,
        "version": version.number,
        "is_demonstration": version.is_demonstration,
        "is_confirmed": version.is_confirmed,
        "state": figure.state,
        "says": {language: one.says["text"] for language, one in told.items() if one.says["language"] == language},
        "why": {language: one.why["text"] for language, one in told.items() if one.why["text"] and one.why["language"] == language},
        "how": {language: one.how["text"] for language, one in told.items() if one.how["text"] and one.how["language"] == language},
        "wording": fact.value,
        "language": figure.language,
        "kind": None if interval is None else "share" if interval.is_share else "count",
        "low": None if interval is None else interval.lo,
        "high": None if interval is None or interval.hi == float("inf") else interval.hi,
        **{name: getattr(figure, name) for name in _PLAIN},
        "period": str(figure.period) if figure.period else None,
        "made": str(figure.made) if figure.made else None,
        "source": fact.source,
        "source_date": fact.source_date_text,
        "retrieved": fact.retrieved.isoformat(),
        "confidence": fact.confidence,
        "checked_on": fact.checked_on.isoformat() if fact.checked_on else None,
        "shown_until": fact.shown_until.isoformat() if fact.shown_until else None,
        "quotes": dict(told["en"].quotes),
        "findings": version.findings,
    }  # fmt: skip


def as_row(version: Version) -> dict[str, str]:
    """Return a version as one row of a table; what is not a text or a number stands in it as JSON."""
    return {name: _cell(value) for name, value in as_data(version).items()}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # Spreadsheets take these for formulas.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def _printed(figure: Figure, language: Language) -> str:
    wording, interval = figure.printed.value, figure.interval
    if interval is None or language == figure.language:
        return wording
    if any(sign.isalpha() for sign in wording):
        return say(allowed(interval), language)
    if interval.is_share:
        digits = wording.rstrip("% ")
        return f"{say(Number(digits), language)} %" if digits.replace(".", "", 1).isdecimal() else wording
    return say(count(interval.lo), language) if interval.lo == interval.hi else say(allowed(interval), language)


def _when(period: Period | None, language: Language) -> str:
    """Return whole years and months as a reader says them, and everything else day by day."""
    if period is None:
        return ""
    first, last = period.first, period.last
    if first is None or last is None:
        return say(spoken_period(period), language)
    next_day = last + timedelta(days=1)
    are_years = (first.month, first.day, next_day.month, next_day.day) == (1, 1, 1, 1)
    form = "Y" if are_years else "F Y" if first.day == next_day.day == 1 else "j E Y"
    with translation.override(language):
        ends = [date_format(day, form) for day in (first, last)]
    if language != "en":  # only English writes its months with a capital
        ends = [end.lower() for end in ends]
    return "–".join(dict.fromkeys(ends)) if are_years else " – ".join(dict.fromkeys(ends))


def _place(place: str | None, language: Language) -> str:
    if not place:
        return ""
    names = {one.id: one.name for one in pack().maps.units} | {pack().code.upper(): pack().name}
    name = names.get(place)
    return name.in_language(language) if name is not None and name.has(language) else place


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
