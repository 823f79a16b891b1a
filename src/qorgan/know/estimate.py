"""What every estimate of `know` is: a point never without what it rests on, and no more digits than are known."""

import html
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Language
from qorgan.know.digits import NONE, level_in_words, number, places_of
from qorgan.know.figures.texts import Slot
from qorgan.know.sentences import COMMON, say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LEVEL: Final = 0.95


class Spoken(ABC):
    """Whatever can be said to people: as text in their language, printed, and shown in a notebook."""

    __slots__ = ()

    @abstractmethod
    def text(self, language: Language = "en") -> str:
        """Return a summary for people, with no more digits than are known."""

    def __str__(self) -> str:
        """Return the summary in English."""
        return self.text()

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.text())}</pre>"


@dataclass(frozen=True, slots=True)
class Estimate(Spoken):
    """A number, with what it rests on. Each part of `know` adds what only it knows.

    Parameters
    ----------
    method : str
        By which the number was found, as ``chao`` or ``mean, t``.
    point : float or None
        None if the method gives none.
    low, high : float or None
        Ends of the interval. None: there is no such end.
    level : float
        Coverage that the interval is made for, in (0, 1).
    note : str or Message
        The model, why there is no point, or what a reader must know of it; "" for nothing.
    assumptions : tuple of str or Message
        If one does not hold, the number is wrong.
    warnings : tuple of str or Message
        About these data.
    source : str
        Where the method is written down; a key of ``docs/references.bib``.
    """

    method: str
    point: float | None
    low: float | None
    high: float | None
    level: float
    note: Slot = ""
    assumptions: tuple[Slot, ...] = ()
    warnings: tuple[Slot, ...] = ()
    source: str = ""

    @property
    def known_to(self) -> float:
        """How far the number is spread: its last digit shown is a tenth of that."""
        return 0.0 if self.low is None or self.high is None else self.high - self.low

    @property
    def name(self) -> Slot:
        """What a reader calls it by."""
        return self.method

    def written(self, value: float | None) -> Slot:
        """Return a point or an end with no more digits than are known; a dash where there is none."""
        return NONE if value is None else number(value, places_of(self.known_to))

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return the numbers in full, and the sentences in a language."""
        return {
            "method": self.method,
            "estimate": self.point,
            "low": self.low,
            "high": self.high,
            "note": say(self.note, language),
        }

    def text(self, language: Language = "en") -> str:
        """Return the estimate as a sentence."""
        note: Slot = COMMON.message("estimate.note", note=self.note) if self.note else ""
        point, low, high = (self.written(one) for one in (self.point, self.low, self.high))
        what = "nothing" if self.low is None else "bound" if self.point is None else "at_least" if self.high is None else "between"  # fmt: skip
        said = COMMON.message(
            f"estimate.{what}", method=self.name, point=point, low=low, high=high, level=level_in_words(self.level), note=note
        )  # fmt: skip
        return say(said, language)

    def plot(self, language: Language = "en") -> "Figure":
        """Draw the point and its interval; a `matplotlib.figure.Figure`."""
        from qorgan.know.plotting import one_row  # noqa: PLC0415  drawing is slow to load, and numbers need none of it

        return one_row(self, language)


def require_level(level: float) -> None:
    """Refuse a level that is no coverage.

    Raises
    ------
    DataError
        If it is not between 0.5 and 1.
    """
    if not 0.5 <= level < 1:
        raise DataError("this is no level", field="level", value=f"{level:g}", rule="0.5 or more and below 1, as 0.95")
