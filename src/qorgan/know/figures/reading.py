"""Claims or figures from a file that somebody typed: CSV, JSON or TOML, with every fault named at once."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from qorgan.kernel.errors import DataError
from qorgan.know.figures import drafts
from qorgan.know.figures.claims import Claim, Fault, System, faults, require_none
from qorgan.know.figures.drafts import COLUMNS, Cell, Draft, near_misses, shown
from qorgan.know.figures.expressions import names, parse
from qorgan.know.figures.figure import Figure
from qorgan.know.figures.figure_files import figures_of

FORMATS: Final = {".csv": drafts.from_csv, ".json": drafts.from_json, ".toml": drafts.from_toml}

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def read(file: str, text: str) -> System | tuple[Figure, ...]:
    """Read claims or figures from the text of a file.

    Parameters
    ----------
    file : str
        Its name, which ends in ``.csv``, ``.json`` or ``.toml``, and is named in errors.
    text : str
        CSV with the columns id, event, given, lo, hi and, if wanted, weight holds claims: the events are those it names.
        CSV with a column wording holds figures, see `figures_of`. JSON and TOML hold either events, claims and, if wanted,
        target and nested, or figures. The id of a claim left out is its place, counted from 1. Other fields of claims,
        such as a source, are left alone.

    Returns
    -------
    System or tuple of Figure
        Claims about one people, or figures of a ledger.

    Raises
    ------
    DataError
        Naming file, line, field, value, rule and next step; every fault of a file that can be read at all.
    """
    reader = FORMATS.get(PurePath(file).suffix.lower())
    if reader is None:
        raise DataError(
            "this is no file of claims",
            file=file,
            value=PurePath(file).suffix,
            rule="its name ends in .csv, .json or .toml",
        )
    if not text.strip():
        raise DataError("the file is empty", file=file, next_step="add the shares that were published")
    draft = reader(file, text)
    return figures_of(file, list(draft.entries)) if draft.of_figures else _system(file, draft)


def _system(file: str, draft: Draft) -> System:
    """Build the system, or name everything that is wrong with the draft."""
    wrong: list[Fault] = []
    tried = {place: _claim(place, entry.fields, wrong) for place, entry in enumerate(draft.entries)}
    claims = {place: claim for place, claim in tried.items() if claim is not None}
    events = _events_of(claims.values()) if draft.events is None else tuple(draft.events)
    if claims or not wrong:
        places = list(claims)
        found = faults(events, list(claims.values()), draft.target, draft.nested)
        wrong += [one if one.place is None else replace(one, place=places[one.place]) for one in found]
    lines = [None if one.place is None else draft.entries[one.place].line for one in wrong]
    require_none(one.error(file=file, line=line) for one, line in zip(wrong, lines, strict=True))
    return System(events, tuple(claims.values()), draft.target, tuple(draft.nested))


def _events_of(claims: Iterable[Claim]) -> tuple[str, ...]:
    named: dict[str, None] = {}
    for text in (text for claim in claims for text in (claim.event, claim.given) if text is not None):
        try:
            named |= dict.fromkeys(names(parse(text)))
        except DataError:
            continue  # named as a fault with the claim
    return tuple(named)


def _claim(place: int, fields: Mapping[str, object], wrong: list[Fault]) -> Claim | None:
    """Return the claim, or None after adding what is wrong with its fields."""
    before = len(wrong)
    wrong += [
        Fault(f"did you mean {near}?", name, name, f"a claim has {', '.join(COLUMNS)}", f"write {near}, or another word", place)
        for name, near in near_misses(fields, COLUMNS)
    ]  # fmt: skip
    name = _word(place, "id", fields.get("id"), wrong) or str(place + 1)
    event = _word(place, "event", fields.get("event"), wrong)
    given = _word(place, "given", fields.get("given"), wrong)
    lo, hi = (_number(place, end, fields.get(end), wrong) for end in ("lo", "hi"))
    weight = 1.0 if _is_blank(fields.get("weight")) else _number(place, "weight", fields["weight"], wrong)
    if _is_blank(fields.get("event")):
        wrong.append(Fault("a claim has no event", "event", "", "what the share is of, as an expression", None, place))
    if len(wrong) > before or event is None or lo is None or hi is None or weight is None:
        return None
    return Claim(name, event, given, lo, hi, weight)


def _word(place: int, field: str, value: object, wrong: list[Fault]) -> str | None:
    """Return a text; empty is none. A whole number may be an id."""
    if isinstance(value, int) and not isinstance(value, bool) and field == "id":
        return str(value)
    if value is None or isinstance(value, str):
        return (value or "").strip() or None
    wrong.append(Fault("not a text", field, shown(value), "a text in quotation marks", None, place))
    return None


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _number(place: int, field: str, value: object, wrong: list[Fault]) -> float | None:
    """Return a number, from a file's own type or from the digits of a table."""
    is_typed = isinstance(value, int | float) and not isinstance(value, bool)
    is_written = isinstance(value, Cell) and _NUMBER.fullmatch(value.strip()) is not None
    number = _as_float(value) if is_typed or is_written else math.nan
    if math.isfinite(number):
        return number
    what = "a number is missing" if _is_blank(value) else "not a number"
    rule = "a number with a point, such as 0.17"
    if isinstance(value, str) and not isinstance(value, Cell):
        rule += ", without quotation marks"
    next_step = "write 1 or leave it out" if field == "weight" else "write 17 % as 0.17"
    wrong.append(Fault(what, field, shown("" if value is None else value), rule, next_step, place))
    return None


def _as_float(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:  # a whole number of thousands of digits
        return math.inf
