"""``pack.toml``: what a country pack says about itself as a whole."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from qorgan.kernel.errors import InputError, PackError
from qorgan.kernel.packs.maps import RegionMap
from qorgan.kernel.packs.table import read_text
from qorgan.kernel.text import LANGUAGES, Language, Translated, is_language

FILE: Final = "pack.toml"

_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KEYS: Final = frozenset(
    {
        *("code", "name", "languages", "default_language", "time_zone", "weekend", "holidays"),
        *("national_numbers", "limits", "maps"),
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a check lasts.

    Parameters
    ----------
    numbers_days, organisations_days : int
        Days from a check until the fact is hidden again, at least 1.
    """

    numbers_days: int
    organisations_days: int


@dataclass(frozen=True, slots=True)
class Settings:
    """The contents of ``pack.toml``; fields as of `Pack`."""

    code: str
    name: Translated
    languages: tuple[Language, ...]
    default_language: Language
    time_zone: str
    weekend: frozenset[int]
    holidays: frozenset[date]
    national_numbers: frozenset[str]
    limits: Limits
    maps: tuple[RegionMap, ...]


def read_settings(folder: Path) -> Settings:
    """Read ``pack.toml``.

    Raises
    ------
    PackError
        If a key is unknown or missing, or a value breaks its rule.
    """
    table = _table(folder / FILE)
    _require_keys(table, _KEYS, "the file")
    languages = _languages(table["languages"])
    return Settings(
        code=_code(table["code"]),
        name=_name(table["name"], languages),
        languages=languages,
        default_language=_default(table["default_language"], languages),
        time_zone=_time_zone(table["time_zone"]),
        weekend=_weekend(table["weekend"]),
        holidays=_holidays(table["holidays"]),
        national_numbers=_numbers(table["national_numbers"]),
        limits=_limits(table["limits"]),
        maps=_maps(table["maps"]),
    )


def _table(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"not TOML: {error}", file=FILE, rule="https://toml.io") from error


def _refused(field: str, value: object, rule: str) -> PackError:
    return PackError("a value breaks its rule", file=FILE, field=field, value=str(value), rule=rule)


def _require_keys(table: Mapping[str, object], keys: frozenset[str], where: str) -> None:
    for key in table.keys() - keys:
        raise PackError("unknown key", file=FILE, field=key, rule=f"{where} has {', '.join(sorted(keys))}")
    for key in sorted(keys - table.keys()):
        raise PackError("a key is missing", file=FILE, field=key, rule=f"{where} has {', '.join(sorted(keys))}")


def _texts(field: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value) or len(set(value)) != len(value):
        raise _refused(field, value, "a list of texts, each once")
    return tuple(value)


def _code(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch("[a-z]{2}", value):
        raise _refused("code", value, "two small letters of ISO 3166-1")
    return value


def _languages(value: object) -> tuple[Language, ...]:
    codes = tuple(code for code in _texts("languages", value) if is_language(code))
    if not codes or len(codes) != len(_texts("languages", value)):
        raise _refused("languages", value, f"at least one, of {', '.join(LANGUAGES)}")
    return codes


def _default(value: object, languages: tuple[Language, ...]) -> Language:
    for code in languages:
        if code == value:
            return code
    raise _refused("default_language", value, f"one of {', '.join(languages)}")


def _name(value: object, languages: tuple[Language, ...]) -> Translated:
    if (
        not isinstance(value, dict)
        or set(value) != set(languages)
        or not all(isinstance(t, str) for t in value.values())
    ):
        raise _refused("name", value, f"a text in each of {', '.join(languages)}")
    try:
        return Translated(value)
    except InputError as error:
        raise _refused("name", value, error.rule or "no text is empty") from error


def _time_zone(value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (OSError, ValueError, LookupError) as error:  # ZoneInfoNotFoundError is a LookupError
        raise _refused("time_zone", value, "a name of the IANA time zone database") from error


def _weekend(value: object) -> frozenset[int]:
    days = _texts("weekend", value)
    if not set(days) < set(_WEEK):
        raise _refused("weekend", value, f"of {', '.join(_WEEK)}, not all")
    return frozenset(_WEEK.index(day) for day in days)


def _holidays(value: object) -> frozenset[date]:
    if not isinstance(value, list) or not all(type(day) is date for day in value):  # a datetime is a date, too
        raise _refused("holidays", value, "a list of days, written YYYY-MM-DD without quotes")
    return frozenset(value)


def _numbers(value: object) -> frozenset[str]:
    numbers = _texts("national_numbers", value)
    if not all(number.isascii() and number.isdecimal() for number in numbers):
        raise _refused("national_numbers", value, "digits only, in quotes")
    return frozenset(numbers)


def _limits(value: object) -> Limits:
    keys = frozenset({"numbers_days", "organisations_days"})
    if not isinstance(value, dict):
        raise _refused("limits", value, "a table")
    _require_keys(value, keys, "limits")
    for key in sorted(keys):
        if type(value[key]) is not int or value[key] < 1:  # true is an int, too
            raise _refused(f"limits.{key}", value[key], "a whole number of days, at least 1")
    return Limits(numbers_days=value["numbers_days"], organisations_days=value["organisations_days"])


def _maps(value: object) -> tuple[RegionMap, ...]:
    rule = "tables of id and since, oldest first; the oldest has no since, and since grows"
    if not isinstance(value, list) or not value or not all(isinstance(entry, dict) for entry in value):
        raise _refused("maps", value, rule)
    maps = tuple(_map(entry, rule) for entry in value)
    days = [known.since for known in maps[1:]]
    grows = all(day is not None for day in days) and days == sorted(set(days), key=str)
    if maps[0].since is not None or not grows or len({known.id for known in maps}) != len(maps):
        raise _refused("maps", [known.id for known in maps], rule)
    return maps


def _map(entry: Mapping[str, object], rule: str) -> RegionMap:
    identifier, since = entry.get("id"), entry.get("since")
    if not isinstance(identifier, str) or not identifier or not entry.keys() <= {"id", "since"}:
        raise _refused("maps", dict(entry), rule)
    if since is not None and type(since) is not date:
        raise _refused("maps.since", since, "a day, written YYYY-MM-DD without quotes")
    return RegionMap(identifier, since)
