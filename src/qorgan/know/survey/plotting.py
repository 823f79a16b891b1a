"""Pictures of a survey: groups beside one another, and the steps of a funnel. What may not be published is not drawn."""

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from qorgan.kernel.text import Language
from qorgan.know.digits import places_of, signed_percent
from qorgan.know.plotting import KNOWN, QUIET, canvas, draw_interval
from qorgan.know.sentences import say
from qorgan.know.survey.estimates import Estimate
from qorgan.know.survey.sentences import message

_GRID: Final = "#dddddd"


def panel(rows: Sequence[Estimate], title: str, *, zero: bool = False, language: Language = "en") -> Figure:
    """Draw a point and its interval for every row.

    Parameters
    ----------
    rows : sequence of Estimate
        At least one. Withheld ones keep their line, with a word instead of a number; bracketed ones are hollow.
    title : str
    zero : bool
        Whether to mark 0, where there is no difference.
    language : {"en", "ru", "kk"}

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure, axes = _canvas(rows, title, language)
    for place, one in enumerate(rows):
        if not one.is_publishable or one.point is None or one.low is None or one.high is None:
            _withheld(axes, place, language)
            continue
        draw_interval(axes, place, (one.low, one.high), one.point, farthest=one.high, hollow=one.is_bracketed)
    if zero:
        axes.axvline(0, color=QUIET, linewidth=1, linestyle=":")
    return figure


def funnel(rows: Sequence[Estimate], title: str, language: Language = "en") -> Figure:
    """Draw a bar from 0 for every step, its interval on top, and its share in words.

    Parameters
    ----------
    rows : sequence of Estimate
        Shares, in the order of the steps.
    title : str
    """
    figure, axes = _canvas(rows, title, language)
    for place, one in enumerate(rows):
        if not one.is_publishable or one.point is None or one.low is None or one.high is None:
            _withheld(axes, place, language)
            continue
        axes.barh(place, 100 * one.point, height=0.5, color="white" if one.is_bracketed else KNOWN, edgecolor=KNOWN)
        axes.plot([100 * one.low, 100 * one.high], [place, place], color=QUIET, linewidth=2, marker="|", markersize=9)
        share = signed_percent(one.point, places_of(100 * one.known_to) or 0)
        said = message("estimate.bracketed", n=share) if one.is_bracketed else share
        axes.text(100 * one.high + 1, place, say(said, language), va="center", fontsize=9)
    axes.set_xlim(0, 112)
    axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel("%")
    return figure


def _canvas(rows: Sequence[Estimate], title: str, language: Language) -> tuple[Figure, Axes]:
    figure, axes = canvas(len(rows), title)
    axes.set_yticks(range(len(rows)), [say(one.group or message("cell.all"), language) for one in rows])
    axes.grid(axis="x", color=_GRID)
    axes.set_axisbelow(True)
    return figure, axes


def _withheld(axes: Axes, place: int, language: Language) -> None:
    said = say(message("regression.not_published"), language)
    axes.text(0.02, place, said, va="center", fontsize=9, color=QUIET, transform=axes.get_yaxis_transform())
