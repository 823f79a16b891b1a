"""A pasted table of figures: read row by row, with every fault named, before anything is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qorgan.kernel.errors import DataError, InputError
from qorgan.know.figures import drafts
from qorgan.web.know.models import Version
from qorgan.web.know.reading import TRANSLATED, WRITTEN, read_fields

MOST_ROWS: Final = 2000


@dataclass(frozen=True)
class Preview:
    """What a table would do.

    Parameters
    ----------
    fresh, changed, same : list
        Rows of figures that are not in the ledger, that say something else than it does, and that say the same.
    faults : list of InputError
        Each knows line, field, value, rule and next step; while there is one, nothing can be brought in.
    """

    fresh: list[dict[str, str]]
    changed: list[dict[str, str]]
    same: list[dict[str, str]]
    faults: list[InputError]

    @property
    def rows(self) -> list[dict[str, str]]:
        """All that would be proposed."""
        return [*self.fresh, *self.changed]


def preview(text: str) -> Preview:
    """Read a pasted table and compare it with the ledger."""
    faults: list[InputError] = []
    rows = list(_rows(text, faults))
    known = {
        one.figure.name: one.fields
        for one in Version.objects.standing().filter(figure__name__in=[row["id"] for row in rows]).select_related("figure")
    }  # fmt: skip
    rows = [{**_translations(known.get(row["id"], {}), row), **row} for row in rows]
    fresh = [row for row in rows if row["id"] not in known]
    changed = [row for row in rows if row["id"] in known and known[row["id"]] != row]
    return Preview(fresh, changed, [row for row in rows if known.get(row["id"]) == row], faults)


def _rows(text: str, faults: list[InputError]) -> Iterator[dict[str, str]]:
    try:
        entries = drafts.from_csv("", text).entries
    except InputError as fault:
        faults.append(fault)
        return
    if len(entries) > MOST_ROWS:
        rule = f"at most {MOST_ROWS} rows at once"
        faults.append(
            DataError("the table is too long", value=str(len(entries)), rule=rule, next_step="paste it in parts")
        )
        return  # fmt: skip
    seen: set[str] = set()
    for entry in entries:
        fields = {name: str(value).strip() for name, value in entry.fields.items() if str(value or "").strip()}
        typed = {name: fields[name] for name in (*WRITTEN, *TRANSLATED) if name in fields}
        try:
            _check(fields, seen)
            read_fields(typed, line=entry.line or 1)
        except InputError as fault:
            faults.append(fault if fault.line else _on(entry.line, fault))
            continue
        seen.add(typed["id"])
        yield typed


def _check(fields: dict[str, str], seen: set[str]) -> None:
    known = {*WRITTEN, *TRANSLATED, "checked_by", "checked_on", "shown_until"}
    for name in fields:
        if name not in known:
            raise DataError("no such column", field=name, rule=f"columns are {', '.join(WRITTEN)}")
    name = fields.get("id", "")
    if not name or len(name) > 80 or not all(one.isascii() and (one.isalnum() or one in "-_") for one in name):
        rule = "letters without accents, digits, - and _, at most 80"
        raise DataError("this is no name for a figure", field="id", value=name, rule=rule)
    if name in seen:
        raise DataError("two rows have the same name", field="id", value=name, rule="every name once")
    if fields.get("state") == "withdrawn":
        raise DataError(
            "a withdrawn figure cannot be brought in", field="state", next_step="withdraw it on its own page"
        )


def _on(line: int | None, fault: InputError) -> DataError:
    return DataError(
        fault.what, line=line, field=fault.field, value=fault.value, rule=fault.rule, next_step=fault.next_step
    )


def _translations(known: dict[str, str], row: dict[str, str]) -> dict[str, str]:
    """Return the translations that still fit: those of a text that the row leaves as it is."""
    return {
        field: known[field]
        for field, (name, _language) in TRANSLATED.items()
        if field in known and known.get(name) == row.get(name)
    }
