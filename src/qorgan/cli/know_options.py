"""What the commands of `qorgan know` share: options, the language of sentences, tables on a terminal."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from qorgan.kernel.errors import InputError, SetupError
from qorgan.kernel.text import LANGUAGES, Language, is_language

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Level = Annotated[float, typer.Option(help="Coverage of the intervals, from 0.5 and below 1.")]
Spoken = Annotated[str, typer.Option("--language", help="Of the sentences: en, ru or kk.")]


def language_of(code: str) -> Language:
    """Return a language by its code.

    Raises
    ------
    InputError
        If Qorgan does not speak it.
    """
    if not is_language(code):
        raise InputError("unknown language", field="--language", value=code, rule=f"one of {', '.join(LANGUAGES)}")
    return code


def names_of(text: str | None) -> list[str]:
    """Return the names that an option lists, as a,b."""
    return [] if text is None else [name.strip() for name in text.split(",")]


@contextmanager
def installed() -> Iterator[None]:
    """Say which extra is missing, instead of a trace."""
    try:
        yield
    except ModuleNotFoundError as missing:
        raise SetupError(
            f"{missing.name} is not installed, and `qorgan know` needs it. Next: pip install 'qorgan[know]'."
        ) from None


def terminal() -> Console:
    """Return where people read; nothing of what is printed is markup."""
    return Console(highlight=False, markup=False)


def lines(head: Sequence[str], rows: Sequence[Sequence[str]], words: Collection[int] = (0,)) -> Table:
    """Return a table whose columns are numbers, but for some."""
    table = Table()
    for place, name in enumerate(head):
        table.add_column(name, justify="left" if place in words else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
