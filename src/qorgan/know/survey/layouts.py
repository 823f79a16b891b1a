"""How files of known surveys were drawn, as data of a country pack: which columns are weight, cluster and selection."""

import tomllib
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from qorgan.kernel.errors import DataError, InputError, PackError
from qorgan.kernel.packs import installed_texts
from qorgan.kernel.text import Translated
from qorgan.know.figures.texts import Slot
from qorgan.know.survey.design import Bools, Design, Floats, design_of
from qorgan.know.survey.sentences import message, whole
from qorgan.know.survey.tables import Table

_FOLDER = "surveys"


@dataclass(frozen=True, slots=True)
class Layout:
    """The design of a kind of file.

    Parameters
    ----------
    name, source : str
    weights : str
        Column; its numbers are divided by ``weights_divisor``.
    weights_divisor : float
        Above 0.
    clusters : tuple of str
        Columns, by stage.
    strata : str
        Column; "": the report of each survey says.
    household : tuple of str
        Columns that together name a household, of which one row at most has a weight; empty: any number.
    selected : str
        Column of who was selected; "": all.
    selected_values : tuple of str
    selected_says : Translated or None
        In words; None: all were selected.
    """

    name: str
    source: str
    weights: str
    weights_divisor: float
    clusters: tuple[str, ...]
    strata: str
    household: tuple[str, ...]
    selected: str
    selected_values: tuple[str, ...]
    selected_says: Translated | None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it speaks of."""
        named = (self.weights, *self.clusters, self.strata, *self.household, self.selected)
        return tuple(name for name in named if name)


def layout_names(code: str) -> tuple[str, ...]:
    """Return the names of the layouts of a pack."""
    return tuple(
        sorted(name.removesuffix(".toml") for name in installed_texts(code, _FOLDER) if name.endswith(".toml"))
    )


def pack_layout(code: str, name: str) -> Layout:
    """Return a layout of a pack by its name, as ``dhs``.

    Raises
    ------
    DataError
        If the pack has none of that name.
    PackError
        If its file breaks a rule.
    """
    text = installed_texts(code, _FOLDER).get(f"{name}.toml")
    if text is None:
        raise DataError(
            "no such layout", field="--layout", value=name, rule=f"one of {', '.join(layout_names(code))}",
            next_step="name one of these, or the columns themselves by --weights, --strata and --clusters",
        )  # fmt: skip
    return read_layout(text, f"{_FOLDER}/{name}.toml")


def read_layout(text: str, file: str) -> Layout:
    """Read a layout.

    Raises
    ------
    PackError
        Naming what is missing or wrong.
    """
    try:
        content = tomllib.loads(text)
        chosen = content.get("selected")
        found = Layout(
            str(content["name"]), str(content["source"]), str(content["weights"]), float(content["weights_divisor"]),
            tuple(map(str, content["clusters"])), str(content["strata"]), tuple(map(str, content["household"])),
            *(_chosen(chosen) if chosen else ("", (), None)),
        )  # fmt: skip
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError, InputError) as error:
        raise PackError(f"this is no layout of a survey: {error}", file=file) from None
    if not (found.source and found.weights and found.weights_divisor > 0):
        raise PackError("a layout needs a source, a column of weights and a divisor above 0", file=file)
    return found


def _chosen(content: dict[str, Any]) -> tuple[str, tuple[str, ...], Translated]:
    """Return who was selected: column, values, and in words."""
    return str(content["column"]), tuple(map(str, content["values"])), Translated(content["says"])


def design_by(table: Table, layout: Layout, *, strata: str | None = None) -> Design:
    """Return the design that a layout gives a table; column names may be in letters of any size.

    Parameters
    ----------
    table : Table
    layout : Layout
    strata : str, optional
        Column of strata, in place of that of the layout.

    Returns
    -------
    Design
        Who was not selected has weight 0: their clusters stay drawn.

    Raises
    ------
    DataError
        A column that is not there, or a gap in it where somebody was selected.
    """
    is_in = _selected(table, layout)
    weights = np.where(is_in, _weights(table, layout, is_in) / layout.weights_divisor, 0.0)
    column = _there(table, strata or layout.strata) if strata or layout.strata else None
    warnings: list[Slot] = [message("layout.named", name=layout.name)]
    if layout.selected_says is not None:
        warnings.append(
            message("layout.selected", who=layout.selected_says, n=whole(is_in.sum()), rows=whole(table.n_rows))
        )
    if column is None:
        warnings.append(message("layout.no_strata"))
    double = _double(table, layout, weights > 0)
    if double:
        warnings.append(message("layout.double", n=whole(double)))
    made = design_of(
        table.n_rows,
        weights=weights,
        strata=None if column is None else table.labels(column, "--strata"),
        clusters=[table.labels(_there(table, name), "--layout") for name in layout.clusters],
    )
    return Design(made.weights, made.stages, (*warnings, *made.warnings))


def _selected(table: Table, layout: Layout) -> Bools:
    if not layout.selected:
        return np.ones(table.n_rows, dtype=np.bool_)
    return np.isin(table.labels(_there(table, layout.selected), "--layout", may_miss=True), layout.selected_values)


def _weights(table: Table, layout: Layout, is_in: Bools) -> Floats:
    name = _there(table, layout.weights)
    found = table.numbers(name, "--layout", may_miss=True)
    table.refuse(np.flatnonzero(is_in & ~(found >= 0)).tolist(), "this is no weight", name, "0 or more for all who were selected")  # fmt: skip
    return found


def _double(table: Table, layout: Layout, counts: Bools) -> int:
    """Return in how many households more than one row counts; 0 where the file does not name households."""
    folded = {name.casefold() for name in table.columns}
    if not layout.household or not all(name.casefold() in folded for name in layout.household):
        return 0
    columns = [table.labels(_there(table, name), "--layout", may_miss=True)[counts] for name in layout.household]
    return sum(n > 1 for n in Counter(zip(*columns, strict=True)).values())


def _there(table: Table, name: str) -> str:
    """Return the name of a column as the file writes it."""
    for one in table.columns:
        if one.casefold() == name.casefold():
            return one
    return name  # the table refuses it by name
