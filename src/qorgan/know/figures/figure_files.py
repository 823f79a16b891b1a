"""Figures from a file that somebody typed: CSV, JSON or TOML, with every fault named at once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields as fields_of
from datetime import date
from typing import Final, TypeVar

from qorgan.kernel.errors import DataError, InputError
from qorgan.kernel.facts import CONFIDENCES, Fact
from qorgan.kernel.text import LANGUAGES
from qorgan.know.figures.claims import require_none
from qorgan.know.figures.drafts import Entry, near_misses, shown
from qorgan.know.figures.expressions import parse
from qorgan.know.figures.figure import PARTS, STATES, Figure
from qorgan.know.figures.period import Period

Choice = TypeVar("Choice", bound=str)

FACT_FIELDS: Final = tuple(one.name for one in fields_of(Fact) if one.name not in {"value", "source_date_text"})
FIELDS: Final = (
    *(one.name for one in fields_of(Figure) if one.name != "printed"),
    *("wording", "source_date", *FACT_FIELDS),
)
_WORDS: Final = (
    "event",
    "given",
    "population",
    "place",
    "map",
    "unit",
    "owner",
    "report",
    "series",
)


def figures_of(file: str, entries: list[Entry]) -> tuple[Figure, ...]:
    """Return the figures of a file's rows.

    Parameters
    ----------
    file : str
        As it is called in errors.
    entries : list of Entry
        Rows by the fields of `Figure`; ``printed`` is taken apart into ``wording``, ``source``, ``source_date``,
        ``retrieved``, ``confidence``, ``checked_by``, ``checked_on``, ``shown_until``. A period is as `Period.read` takes it.

    Raises
    ------
    DataError
        Naming file, line, field, value, rule and next step; every row's first fault.
    """
    figures, wrong = [], []
    if not entries:
        wrong.append(DataError("there is no figure", file=file, next_step="add the figures that were published"))
    for place, entry in enumerate(entries):
        try:
            figures.append(_figure(_Row(entry.fields)))
        except InputError as error:
            field = error.field if entry.line else f"{error.field} of figure {place + 1}"
            wrong.append(
                DataError(
                    error.what, file=file, line=entry.line, field=field, value=error.value, rule=error.rule, next_step=error.next_step
                )
            )  # fmt: skip
    require_none(wrong)
    return tuple(figures)


class _Row:
    """The fields of one figure, asked for one by one."""

    def __init__(self, cells: Mapping[str, object]) -> None:
        self.cells = cells
        for name, near in near_misses(cells, FIELDS):
            raise DataError(f"did you mean {near}?", field=name, value=name, next_step=f"write {near}, or another word")

    def optional(self, field: str) -> str | None:
        value = self.cells.get(field)
        if isinstance(value, date):  # TOML has days of its own
            return value.isoformat()
        if value is not None and not isinstance(value, str):
            raise DataError("not a text", field=field, value=shown(value), rule="a text in quotation marks")
        return (value or "").strip() or None

    def text(self, field: str) -> str:
        found = self.optional(field)
        if found is None:
            raise DataError("a required field is empty", field=field, rule="every figure has it")
        return found

    def choice(self, field: str, allowed: tuple[Choice, ...]) -> Choice:
        text = self.text(field)
        for word in allowed:
            if text == word:
                return word
        raise DataError("unknown word", field=field, value=text, rule=f"one of {', '.join(allowed)}")

    def day(self, field: str) -> date | None:
        text = self.optional(field)
        try:
            return None if text is None else date.fromisoformat(text)
        except ValueError:
            raise DataError("this is no day", field=field, value=text, rule="YYYY-MM-DD") from None

    def period(self, field: str) -> Period | None:
        text = self.optional(field)
        return None if text is None else Period.read(text)


def _figure(row: _Row) -> Figure:
    language = row.choice("language", LANGUAGES) if row.optional("language") else "en"
    words = {name: row.optional(name) for name in _WORDS}
    for field in ("period", "made"):
        with _in_field(field):
            row.period(field)
    for field in ("event", "given"):
        with _in_field(field):
            _ = words[field] and parse(words[field] or "")
    printed = Fact(
        row.optional("wording") or "",
        source=row.text("source"),
        source_date_text=row.text("source_date"),
        retrieved=_required_day(row, "retrieved"),
        confidence=row.choice("confidence", CONFIDENCES),
        checked_by=row.optional("checked_by"),
        checked_on=row.day("checked_on"),
        shown_until=row.day("shown_until"),
    )
    with _in_field("wording"):
        return Figure(
            id=row.text("id"),
            says=row.text("says"),
            printed=printed,
            state=row.choice("state", STATES),
            language=language,
            period=row.period("period"),
            made=row.period("made"),
            part=row.choice("part", PARTS) if row.optional("part") else None,
            why=row.optional("why") or "",
            how=row.optional("how") or "",
            **words,
        )


def _required_day(row: _Row, field: str) -> date:
    row.text(field)
    return row.day(field) or date.min


@contextmanager
def _in_field(field: str) -> Iterator[None]:
    """Name the field of an error that does not know it."""
    try:
        yield
    except InputError as error:
        if error.field is not None:
            raise
        raise DataError(
            error.what, field=field, value=error.value, rule=error.rule, next_step=error.next_step
        ) from None  # fmt: skip
