"""What pictures of estimates share: colours that can be read, a line from low to high, an arrow where there is no end."""

from typing import TYPE_CHECKING, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from qorgan.kernel.text import Language
from qorgan.know.sentences import say

if TYPE_CHECKING:
    from qorgan.know.estimate import Estimate

KNOWN: Final = "#1f5f8b"  # each at least 4.5 to 1 on white
QUIET: Final = "#444444"
LIMIT: Final = "#b3261e"


def canvas(n_rows: int, title: str) -> tuple[Figure, Axes]:
    """Return an empty picture with a line of its own for every row, the first on top."""
    figure = Figure(figsize=(8.0, 1.2 + 0.45 * n_rows), layout="constrained")
    figure.suptitle(title, wrap=True, fontsize=11)
    axes = figure.add_subplot()
    bare(axes, n_rows)
    return figure, axes


def bare(axes: Axes, n_rows: int) -> None:
    """Leave out what is not needed, and set the first row on top."""
    axes.set_ylim(n_rows - 0.5, -0.5)
    axes.spines[["top", "right"]].set_visible(False)


def draw_interval(
    axes: Axes, place: int, ends: tuple[float, float | None], point: float | None, *, farthest: float, hollow: bool = False
) -> None:  # fmt: skip
    """Draw a point and its interval; without a high end an arrow to the farthest that is shown."""
    low, high = ends
    axes.plot(
        [low, farthest if high is None else high], [place, place], color=KNOWN, linewidth=2, solid_capstyle="butt"
    )
    if high is None:
        axes.plot(farthest, place, marker=">", color=KNOWN)
    if point is not None:
        axes.plot(point, place, marker="o", color=KNOWN, markerfacecolor="white" if hollow else KNOWN)


def one_row(estimate: "Estimate", language: Language = "en") -> Figure:
    """Draw one estimate, with its sentence above."""
    figure, axes = canvas(1, estimate.text(language))
    axes.set_yticks([0], [say(estimate.name, language)])
    if estimate.low is not None:
        ends = [one for one in (estimate.low, estimate.high, estimate.point) if one is not None]
        draw_interval(axes, 0, (estimate.low, estimate.high), estimate.point, farthest=max(*ends, 1.5 * estimate.low))
    return figure
