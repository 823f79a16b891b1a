"""The pages a reader lands on when she leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qorgan.kernel.errors import PackError
from qorgan.kernel.facts import Fact
from qorgan.kernel.packs.row import Row
from qorgan.kernel.packs.table import FACT_COLUMNS, read_table
from qorgan.kernel.text import Language

_COLUMNS: Final = ("language", "url", *FACT_COLUMNS)


@dataclass(frozen=True, slots=True)
class ExitPage:
    """A harmless page, the same for everybody.

    Parameters
    ----------
    language : Language
        Language of the page.
    fact : Fact[str]
        Its address, with where that was read and who checked it.
    note : str or None
        For staff.
    """

    language: Language
    fact: Fact[str]
    note: str | None

    @property
    def url(self) -> str:
        """The address to go to."""
        return self.fact.value


def read_exits(path: Path, *, languages: Sequence[Language], days: int) -> tuple[ExitPage, ...]:
    """Read ``exit.csv``: one page for each language of the pack, in their order.

    Raises
    ------
    PackError
        If a row is wrong or a language has no page.
    """
    pages = {page.language: page for page in (_exit(row, languages, days) for row in _table(path))}
    for code in languages:
        if code not in pages:
            raise PackError(
                "a language has no page to leave for",
                file=path.name,
                field="language",
                value=code,
                rule="one row for each language of the pack",
            )
    return tuple(pages[code] for code in languages)


def _table(path: Path) -> tuple[Row, ...]:
    return read_table(path, _COLUMNS, unique="language")


def _exit(row: Row, languages: Sequence[Language], days: int) -> ExitPage:
    if not row.address("url").startswith("https://"):
        raise row.refused("url", "an open address", rule="https://, so that nobody on her network reads the page")
    return ExitPage(
        language=row.choice("language", languages),
        fact=row.fact(row.text("url"), days=days),
        note=row.optional("note"),
    )
