"""A file of claims, taken apart into its fields before anybody asks whether they make sense."""

import csv
import difflib
import io
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeGuard

from qorgan.kernel.errors import DataError
from qorgan.know.figures.claims import require_none

COLUMNS: Final = ("id", "event", "given", "lo", "hi", "weight")
FIELDS: Final = ("events", "claims", "target", "nested")


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim as it stands in the file."""

    line: int | None
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Draft:
    """A file's content before it is known to be right.

    ``events`` is None where the file has no list of them; ``of_figures`` says that the entries are figures of a ledger.
    """

    events: Sequence[str] | None
    entries: Sequence[Entry]
    target: str | None = None
    nested: Sequence[tuple[str, str]] = ()
    of_figures: bool = False


class Cell(str):
    """A text from a table, where numbers are texts too."""

    __slots__ = ()


def from_csv(file: str, text: str) -> Draft:
    rows = csv.reader(io.StringIO(_composed(text), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(rows)]
        of_figures = "wording" in header and "lo" not in header
        if not of_figures:
            _require_columns(file, header)
        entries = []
        for row in rows:
            if len(row) > len(header):
                raise DataError(
                    f"{len(row)} cells under {len(header)} columns",
                    file=file, line=rows.line_num, value=shown(row[len(header)]),
                    rule="one cell per column", next_step="put a cell with a comma into quotation marks",
                )  # fmt: skip
            if any(cell.strip() for cell in row):
                cells = {name: Cell(cell) for name, cell in zip(header, row, strict=False)}
                entries.append(Entry(rows.line_num, cells))
    except csv.Error as error:
        raise DataError(f"not a table: {error}", file=file, line=rows.line_num, rule="comma-separated values") from None
    return Draft(None, entries, of_figures=of_figures)


def _require_columns(file: str, header: list[str]) -> None:
    needed = "the columns event, lo, hi and, if wanted, id, given, weight, separated by commas"
    missing = [name for name in ("event", "lo", "hi") if name not in header]
    errors = [DataError("a column is missing", file=file, line=1, field=name, rule=needed) for name in missing]
    twice = {name for name in header if name and header.count(name) > 1}
    errors += [DataError("a column stands twice", file=file, line=1, field=name, rule=needed) for name in sorted(twice)]
    errors += [
        DataError(f"did you mean {near}?", file=file, line=1, field=name, rule=needed, next_step=f"write {near}, or another word")
        for name, near in near_misses(header, COLUMNS)
    ]  # fmt: skip
    require_none(errors)


def from_json(file: str, text: str) -> Draft:
    try:
        content = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise DataError(
            f"not JSON: {error.msg}", file=file, line=error.lineno, value=shown(_rest(text, error.pos))
        ) from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"not JSON that can be read: {error}", file=file) from None
    lines = _lines_of(text, _entries_name(content)) if isinstance(content, dict) else []
    return _draft(file, content, lines)


def _entries_name(content: object) -> str:
    return "figures" if isinstance(content, dict) and "figures" in content else "claims"


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name in found if sum(name == other for other, _ in pairs) > 1)
        raise ValueError(f"the field {twice!r} stands twice in one object")
    return found


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _rest(text: str, start: int) -> str:
    return text[start : start + 20].split("\n", maxsplit=1)[0]


def _lines_of(text: str, entries: str) -> list[int]:
    """Return the line on which every claim or figure of a valid JSON object begins."""
    decoder, blank = json.JSONDecoder(), re.compile(r"[\s,:]*")

    def skip(start: int) -> int:
        found = blank.match(text, start)
        return found.end() if found else start

    at, lines = skip(text.index("{") + 1), []
    while text[at] != "}":
        name, at = decoder.raw_decode(text, at)
        at = skip(at)
        if name == entries and text[at] == "[":
            at = skip(at + 1)
            while text[at] != "]":
                lines.append(text.count("\n", 0, at) + 1)
                at = skip(decoder.raw_decode(text, at)[1])
            at += 1
        else:
            at = decoder.raw_decode(text, at)[1]
        at = skip(at)
    return lines


def from_toml(file: str, text: str) -> Draft:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.rstrip().splitlines())  # "at end of document"
        raise DataError(f"not TOML: {error}", file=file, line=line) from None
    except RecursionError as error:
        raise DataError(f"not TOML that can be read: {error}", file=file) from None
    heads = re.finditer(rf"^[ \t]*\[\[[ \t]*{_entries_name(content)}[ \t]*\]\]", text, re.MULTILINE)
    return _draft(file, content, [text.count("\n", 0, head.start()) + 1 for head in heads])


def _composed(text: str) -> str:
    """Return the one way to write letters that can be written in two, so that one event has one name."""
    return unicodedata.normalize("NFC", text)


def _all_composed(value: object) -> object:
    match value:
        case str():
            return _composed(value)
        case list():
            return [_all_composed(one) for one in value]
        case dict():
            return {_composed(name): _all_composed(one) for name, one in value.items()}
    return value


def _draft(file: str, content: object, lines: list[int]) -> Draft:
    content = _all_composed(content)
    if isinstance(content, list):
        raise DataError(
            f"a list of {len(content)}, not one system",
            file=file, rule="one object with events, claims and target", next_step="put each system into a file of its own",
        )  # fmt: skip
    if not isinstance(content, dict):
        raise DataError("no system", file=file, value=shown(content), rule="one object with events, claims and target")
    if "figures" in content:
        return Draft(None, _entries(file, "figures", content["figures"], lines), of_figures=True)
    errors = [
        DataError(f"did you mean {near}?", file=file, field=name, rule=f"a system has {', '.join(FIELDS)}", next_step=f"write {near}, or another word")
        for name, near in near_misses(content, FIELDS)
    ]  # fmt: skip
    errors += _shape_errors(file, content)
    require_none(errors)
    entries = _entries(file, "claims", content["claims"], lines)
    nested = [(inner, outer) for inner, outer in content.get("nested") or ()]
    return Draft(content["events"], entries, content.get("target"), nested)


def _entries(file: str, field: str, rows: object, lines: list[int]) -> list[Entry]:
    if not _are_objects(rows):
        raise DataError("not of its kind", file=file, field=field, value=shown(rows), rule="a list of objects")
    known = lines if len(lines) == len(rows) else [None] * len(rows)
    return [Entry(line, fields) for line, fields in zip(known, rows, strict=True)]


def _shape_errors(file: str, content: Mapping[str, object]) -> list[DataError]:
    """Return a fault for every field that is not of its kind."""
    events, claims, target, nested = (content.get(field) for field in FIELDS)
    kinds = [
        ("events", events, _are_texts(events), 'a list of names, such as ["physical", "sexual"]'),
        ("claims", claims, _are_objects(claims), "a list of objects"),
        ("target", target, target is None or isinstance(target, str), "a text, or null"),
        ("nested", nested, nested is None or (isinstance(nested, list) and all(_are_texts(pair) and len(pair) == 2 for pair in nested)), 'pairs of events, such as [["this_year", "ever"]]'),
    ]  # fmt: skip
    return [
        DataError(
            "a field is missing" if value is None else "not of its kind",
            file=file, field=field, value=None if value is None else shown(value), rule=rule,
        )
        for field, value, is_right, rule in kinds
        if not is_right
    ]  # fmt: skip


def _are_objects(value: object) -> TypeGuard[list[Mapping[str, object]]]:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def near_misses(given: Iterable[str], known: Sequence[str]) -> list[tuple[str, str]]:
    """Return names that are nearly one of ours: a typing error there would change what the others mean."""
    strange = [name for name in given if name not in known]
    near = [(name, difflib.get_close_matches(name.lower().strip(), known, n=1, cutoff=0.75)) for name in strange]
    return [(name, found[0]) for name, found in near if found and found[0] not in given]


def shown(value: object) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
