"""A centre's own spreadsheet as cases: which column says what, what is refused and why, in the words of the page."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from qorgan.care.spreadsheet.cells import Field, Rule
from qorgan.care.spreadsheet.preview import CaseRow, case_fields
from qorgan.care.spreadsheet.table import Table
from qorgan.web.accounts.forms import LANGUAGES
from qorgan.web.shell.context import pack

FIELDS: Final = {
    "called": _("How she may be called"),
    "agreed_day": _("Day on which she agreed to a file"),
    "reference": _("Your own file number"),
    "came_day": _("Day of the first contact"),
    "speaks": _("Language she wants to speak"),
    "region": _("Region"),
    "birth_year": _("Year of birth"),
    "labels": _("Labels"),
}
RULES: Final = {
    Rule.REQUIRED: _("this column is filled in every row"),
    Rule.TOO_LONG: _("the text is too long"),
    Rule.DAY: _("a day is written as 25.11.2026 or 2026-11-25"),
    Rule.YEAR_DIGITS: _("a year has four digits"),
    Rule.FUTURE: _("this day has not come yet"),
    Rule.YEAR: _("a year of birth has four digits and lies within the last 120 years"),
    Rule.WORD: _("this word is not on the list of regions or languages"),
    Rule.TWICE: _("this file number stands in another row as well"),
    Rule.LOST_LETTER: _("a Kazakh letter was lost; save the file as CSV UTF-8"),
}


def fields() -> tuple[Field, ...]:
    """Return what a row may say, with every name of regions and languages that is understood."""
    regions: dict[str, str] = {}
    for region in pack().regions:
        names = [region.name.in_language(code) for code in ("kk", "ru", "en")]
        regions |= {name: region.code for name in [*names, region.code] if name}
    languages = {name: code for code, name in LANGUAGES} | {code: code for code, _name in LANGUAGES}
    return case_fields(regions=regions, languages=languages)


def guessed(table: Table) -> dict[str, str]:
    """Return the columns whose name is that of a field, in the page's language or as its code."""
    names = {str(words).casefold(): name for name, words in FIELDS.items()} | {name: name for name in FIELDS}
    return {names[one.casefold()]: one for one in reversed(table.heading) if one.casefold() in names}


def opening_of(row: CaseRow) -> dict[str, Any]:
    """Return the data of the form ``opening``."""
    return {name: _plain(value) for name, value in row.values.items() if name != "agreed_day"}


def consent_of(row: CaseRow) -> Mapping[str, Any]:
    """Return the data of the form ``consent``: hers to the file, on the day that the row says."""
    return {"purpose": "case", "giver": "herself", "given": _plain(row.values["agreed_day"])}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
