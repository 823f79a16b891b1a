"""Files of Stata and SPSS: their columns as cells, with labels and what they declare to be missing."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from qorgan.kernel.errors import DataError, SetupError
from qorgan.know.survey.tables import Column, Table, says_refusal

SUFFIXES: Final = {".dta": "Stata", ".sav": "SPSS", ".zsav": "SPSS"}


def read_statistical(path: Path, columns: Collection[str] | None = None) -> Table:
    """Read a file of Stata or SPSS.

    Parameters
    ----------
    path : Path
        Ending in .dta, .sav or .zsav.
    columns : collection of str, optional
        Only these, in letters of any size; names that the file lacks are for the caller to miss. Without them all.

    Returns
    -------
    Table
        Codes as cells, whole numbers without a point. Declared missing values are gaps: ranges and values of SPSS, .a to .z of
        Stata. Of these, refusals are those whose label says so. Lines are rows, from 1.

    Raises
    ------
    DataError
        If there is no such file, or it is none of its kind.
    SetupError
        If the extra ``survey`` is not installed.
    """
    try:
        import pyreadstat  # noqa: PLC0415  an extra
    except ModuleNotFoundError:
        raise SetupError(
            f"Files of {SUFFIXES[path.suffix.lower()]} need pyreadstat. Next: pip install 'qorgan[survey]', or save the file as .csv."
        ) from None
    read = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    options: dict[str, Any] = {"user_missing": True, "output_format": "dict", "disable_datetime_conversion": True}
    try:
        with path.open("rb"):
            pass
        names = read(str(path), metadataonly=True, output_format="dict")[1].column_names
        wanted = names if columns is None else _wanted(names, columns)
        found, about = read(str(path), usecols=wanted or names[:1], **options)
    except OSError as error:
        raise DataError(f"no rows: {error.strerror or 'it cannot be read'}", file=str(path), next_step="name a file that can be read") from None  # fmt: skip
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError, UnicodeDecodeError):
        kind = SUFFIXES[path.suffix.lower()]
        raise DataError(f"no file of {kind}, or a damaged one", file=str(path), next_step=f"open it in {kind} and save it again, or save it as .csv") from None  # fmt: skip
    n_rows = len(next(iter(found.values()), ()))
    if not n_rows:
        raise DataError("there are no rows", file=str(path), next_step="name a file with a row for each person")
    is_stata = path.suffix.lower() == ".dta"
    made = {
        name: _column(
            found[name], about.variable_value_labels.get(name, {}), about.missing_ranges.get(name, ()), is_stata=is_stata
        )
        for name in wanted
    }  # fmt: skip
    return Table(str(path), made, tuple(range(1, n_rows + 1)), tuple(names))


def _wanted(names: Sequence[str], columns: Collection[str]) -> list[str]:
    folded = {name.casefold() for name in columns}
    return [name for name in names if name.casefold() in folded]


def _column(
    values: Sequence[object], labels: Mapping[object, str], ranges: Sequence[Mapping[str, Any]], *, is_stata: bool
) -> Column:
    cells = tuple(_cell(value, is_stata=is_stata) for value in values)
    named = {_cell(code, is_stata=is_stata): str(label) for code, label in labels.items()}
    gaps = {code for code in {*cells, *named} if is_stata and _is_declared(code)}
    for of in ranges:
        gaps |= {code for code in {*cells, *named} if _is_within(code, of)}
    refusals = {code for code in gaps if says_refusal(named.get(code, ""))}
    return Column(cells, named, frozenset(gaps), frozenset(refusals))


def _cell(value: object, *, is_stata: bool) -> str:
    """Return a value as a cell: whole numbers without a point, Stata's declared missing values as .a to .z."""
    if value is None or value != value:  # noqa: PLR0124  nan
        return ""
    if isinstance(value, bool | int | float):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    text = str(value).strip()
    return f".{text}" if is_stata and len(text) == 1 and text.isascii() and text.islower() else text


def _is_declared(code: str) -> bool:
    return len(code) == 2 and code[0] == "." and code[1].islower()


def _is_within(code: str, of: Mapping[str, Any]) -> bool:
    low, high = of["lo"], of["hi"]
    if isinstance(low, str):
        return code == low.strip()
    try:
        return bool(float(low) <= float(code) <= float(high))
    except ValueError:
        return False
