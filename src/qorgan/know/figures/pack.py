"""The ledger that comes with a country: its figures, and what their words mean."""

from qorgan.kernel.errors import DataError
from qorgan.kernel.packs import installed_pack, installed_texts
from qorgan.know.figures.claims import System
from qorgan.know.figures.figure import Figure
from qorgan.know.figures.ledger import Ledger
from qorgan.know.figures.meanings import Meanings, read_meanings
from qorgan.know.figures.reading import read

_FOLDER = "figures"
_MEANINGS = "meanings.toml"


def pack_meanings(code: str) -> Meanings:
    """Return what the words of a country's ledger mean; nothing where its pack does not say."""
    text = installed_texts(code, _FOLDER).get(_MEANINGS)
    return Meanings() if text is None else read_meanings(text, _MEANINGS)


def pack_figures(code: str) -> tuple[Figure, ...]:
    """Return all figures of a pack, table by table.

    Raises
    ------
    DataError
        If a row breaks a rule; names file, line and field.
    """
    tables = [(name, text) for name, text in installed_texts(code, _FOLDER).items() if name.endswith(".csv")]
    found = (one for name, text in tables for one in _figures(name, text))
    return tuple(found)


def ledger_of(figures: tuple[Figure, ...], code: str) -> Ledger:
    """Return figures as a ledger, read with the meanings and the maps of a country."""
    return Ledger(figures, pack_meanings(code), installed_pack(code).maps)


def _figures(name: str, text: str) -> tuple[Figure, ...]:
    found = read(name, text)
    if isinstance(found, System):
        raise DataError("these are claims, not figures", file=name, rule="a table of figures has the column wording")
    return found
