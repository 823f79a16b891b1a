"""``guide/facts.csv``: what the guide says about law and medicine, each with its source and its check."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qorgan.kernel.facts import Fact
from qorgan.kernel.packs.table import FACT_COLUMNS, in_languages, read_table
from qorgan.kernel.text import Language, Translated


@dataclass(frozen=True, slots=True)
class GuideFact:
    """One value that stands in a slot.

    Parameters
    ----------
    id : str
        As slots name it.
    fact : Fact[Translated]
        Its value as it reads inside a sentence of each language, with source and check.
    note : str or None
        For staff: what must be read before it is checked.
    """

    id: str
    fact: Fact[Translated]
    note: str | None


def read_facts(path: Path, *, languages: Sequence[Language]) -> tuple[GuideFact, ...]:
    """Read ``facts.csv``. Whoever checks a row also writes until when it may be shown: no limit fits law and medicine alike.

    Raises
    ------
    PackError
        If a row is wrong.
    """
    rows = read_table(path, ("id", *in_languages("value", languages), *FACT_COLUMNS), unique="id")
    return tuple(
        GuideFact(row.text("id"), row.fact(row.translated("value", languages)), row.optional("note")) for row in rows
    )
