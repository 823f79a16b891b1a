"""What a sample says of one group: a number with its error, what it rests on, and whether it may be published."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qorgan.kernel.text import Language
from qorgan.know import estimate
from qorgan.know.digits import level_in_words
from qorgan.know.figures.texts import Slot
from qorgan.know.sentences import say
from qorgan.know.survey.sentences import message, whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WITHHELD: Final = 25  # rows below which a number is not published [croft2018]_
BRACKETED: Final = 50  # rows below which it is published in brackets only

ASSUMPTIONS: Final = (message("assumption.drawn"), message("assumption.answered"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate(estimate.Estimate):
    """A mean, total or ratio of a group; see `qorgan.know.estimate.Estimate`.

    Without a row that counts, or with a denominator of 0, there is no point; without degrees of freedom no interval. ``method``
    is statistic and interval, as ``mean, t``; ``note`` says the same in words.

    Parameters
    ----------
    group : str or Message or None
        None: everybody.
    se : float or None
        Standard error, by linearisation or by replicates.
    df : int
        Units of the first stage less strata, of those with somebody of the group.
    deff : float or None
        Variance over that of a simple random sample of as many rows; None where that one is 0.
    n : int
        Rows that count: those of the group with weight whose value is known.
    missing : int
        Rows of the group with weight whose value is not known. They stay in the design and count as outside.
    refused : int
        Of the missing, those who would rather not say.
    denominator : float
        What the number is of: sum of the weights of those n rows; of a ratio the weighted sum below the line.
    """

    group: "Slot | None" = None
    se: float | None = None
    df: int
    deff: float | None = None
    n: int
    missing: int = 0
    refused: int = 0
    denominator: float
    assumptions: tuple[Slot, ...] = ASSUMPTIONS
    source: str = "cochran1977"

    @property
    def known_to(self) -> float:
        """The standard error, or where the sample shows no spread (nobody said yes) a quarter of the interval, at least 0."""
        spread = self.se or 0.0
        if not spread and self.low is not None and self.high is not None:
            spread = (self.high - self.low) / 4
        return 0.0 if spread < abs(self.point or 0.0) * 1e-12 else spread  # rounding is no spread

    @property
    def name(self) -> Slot:
        """The group; of everybody, how the number was found."""
        return self.group or self.note or self.method

    @property
    def cv(self) -> float | None:
        """Standard error over the size of the estimate; None where that is 0."""
        return None if self.se is None or not self.point else self.se / abs(self.point)

    @property
    def is_publishable(self) -> bool:
        """Whether 25 rows or more count, and there is a number with an interval."""
        return self.n >= WITHHELD and self.point is not None and self.low is not None

    @property
    def is_bracketed(self) -> bool:
        """Whether it may be published in brackets only, for 25 to 49 rows."""
        return self.is_publishable and self.n < BRACKETED

    def shown(self, value: float | None) -> Slot:
        """Return a number as it may be published: with no more digits than are known, in brackets where there are few rows."""
        written = self.written(value)
        return message("estimate.bracketed", n=written) if self.is_bracketed else written

    def text(self, language: Language = "en") -> str:
        """Return a sentence for people: nothing that may not be published, no more digits than are known."""
        gaps = message("estimate.refused", n=whole(self.missing), refused=whole(self.refused)) if self.refused else message("estimate.missing", n=whole(self.missing))  # fmt: skip
        places: dict[str, Slot] = {
            "group": message("estimate.group", group=self.group) if self.group else "",
            "tail": message("estimate.tail", n=whole(self.n), gaps=gaps, how=self.note or self.method),
        }
        if not self.is_publishable:
            return say(message("estimate.withheld", **places), language)
        ends = {"low": self.written(self.low), "high": self.written(self.high)}
        said = message(
            "estimate.shown", point=self.shown(self.point), level=level_in_words(self.level), **ends, **places
        )
        return say(said, language)

    def plot(self, language: Language = "en") -> "Figure":
        """Draw the point and its interval; a `matplotlib.figure.Figure`."""
        from qorgan.know.survey.plotting import panel  # noqa: PLC0415  drawing is slow to load, and numbers need none of it

        return panel((self,), say(self.note or self.method, language), language=language)

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return the row of ``qorgan know survey --json``."""
        return {
            "group": None if self.group is None else say(self.group, language),
            "estimate": self.point,
            "se": self.se,
            "low": self.low,
            "high": self.high,
            "df": self.df,
            "deff": self.deff,
            "n": self.n,
            "missing": self.missing,
            "refused": self.refused,
            "denominator": self.denominator,
            "cv": self.cv,
            "publishable": self.is_publishable,
            "bracketed": self.is_bracketed,
        }
