"""From rows to figures and back: what a version says, as the rules of `know` take it."""

from collections.abc import Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Final

from qorgan.kernel.text import Language, clean_text
from qorgan.know.figures.drafts import Entry
from qorgan.know.figures.figure import Figure
from qorgan.know.figures.figure_files import FACT_FIELDS, FIELDS, figures_of
from qorgan.web.know.models import Version

CHECKS: Final = ("checked_by", "checked_on", "shown_until")  # said by the row, never by what was typed
TRANSLATED: Final = {
    f"{name}_{language}": (name, language) for name in ("says", "why", "how") for language in ("kk", "ru")
}
WRITTEN: Final = tuple(name for name in FIELDS if name not in CHECKS)
SECOND: Final = "a second person"

Fields = Mapping[str, str]


def read_fields(fields: Fields, *, line: int = 1) -> Figure:
    """Return what is typed as a figure.

    Raises
    ------
    DataError
        Naming the field, its value, the rule and the next step.
    """
    return figures_of("", [Entry(line, {name: fields[name] for name in WRITTEN if name in fields})])[0]


def figure_of(version: Version) -> Figure:
    """Return a version as a figure, with its check where it has one."""
    figure = read_fields(version.fields)
    if version.checked_day is None:
        return figure
    printed = replace(
        figure.printed, checked_by=SECOND, checked_on=version.checked_day, shown_until=version.shown_until
    )
    return replace(figure, printed=printed)


def fields_from(figure: Figure) -> dict[str, str]:
    """Return a figure of a pack or a file as it would be typed, without its check."""
    own = {one.name: getattr(figure, one.name) for one in fields_of(figure) if one.name != "printed"}
    fact = {name: getattr(figure.printed, name) for name in FACT_FIELDS if name not in CHECKS}
    found = {**own, **fact, "wording": figure.printed.value, "source_date": figure.printed.source_date_text}
    return {name: clean_text(str(found[name])) for name in WRITTEN if found.get(name) not in (None, "")}


def in_language(fields: Fields, name: str, language: Language) -> tuple[str, Language]:
    """Return what a figure says, or why, in a language; in English where nobody has written it in that one."""
    text = fields.get(f"{name}_{language}", "")
    return (text, language) if text else (fields.get(name, ""), "en")


def missing_languages(fields: Fields) -> list[str]:
    """Return the fields that have no text in one of the languages."""
    return [field for field, (name, _language) in TRANSLATED.items() if fields.get(name) and not fields.get(field)]


def found_by(fields: Fields) -> str:
    """Return the words by which a list finds it, in small letters."""
    names = ("id", "says", "says_kk", "says_ru", "wording", "owner", "place", "report", "source")
    return " ".join(fields[name] for name in names if fields.get(name)).casefold()
