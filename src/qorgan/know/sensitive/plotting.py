"""Pictures of a report: every method beside the others, and for a list the shares that the test looks at."""

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from qorgan.know.figures.texts import message
from qorgan.know.sensitive.design_test import DesignTest
from qorgan.know.sensitive.sentences import say

if TYPE_CHECKING:
    from qorgan.know.sensitive.report import Report

_METHOD, _VERDICT, _NONE = "#1f5f8b", "#444444", "#b3261e"  # each at least 4.5 to 1 on white


def plot(report: "Report") -> Figure:
    """Draw the methods with the verdict as a band; of a list experiment also the shares by number of plain items.

    Returns
    -------
    matplotlib.figure.Figure
        Shares in per cent. A dotted line marks none.
    """
    test: DesignTest | None = getattr(report, "test", None)
    n_axes = 1 if test is None else 2
    figure = Figure(figsize=(9, 1.2 + 0.5 * len(report.panel) + (3.0 if test else 0.8)), layout="constrained")
    figure.suptitle(report.headline(), wrap=True, fontsize=11)
    draw_panel(figure.add_subplot(n_axes, 1, 1), report)
    if test is not None:
        draw_test(figure.add_subplot(n_axes, 1, 2), test)
    return figure


def draw_panel(axes: Axes, report: "Report") -> None:
    """Draw a line a method, and the verdict."""
    for place, one in enumerate(report.panel):
        if one.point is None or one.low is None or one.high is None:
            axes.text(0, place, f"  {'' if one.note is None else say(one.note)}", va="center", fontsize=8)
            continue
        axes.plot([100 * one.low, 100 * one.high], [place, place], color=_METHOD, linewidth=2, solid_capstyle="butt")
        axes.plot(100 * one.point, place, marker="o", color=_METHOD)
    verdict = report.verdict
    if verdict.low is not None and verdict.high is not None:
        axes.axvspan(100 * verdict.low, 100 * verdict.high, color=_VERDICT, alpha=0.12, linewidth=0, label=verdict.kind)
        axes.legend(fontsize=8, loc="lower right")
    axes.axvline(0, color=_NONE, linewidth=1, linestyle=":")
    axes.set_yticks(range(len(report.panel)), [say(message(f"method.{one.method}")) for one in report.panel])
    axes.set_ylim(len(report.panel) - 0.5, -0.5)  # the first on top
    axes.set_xlabel("% of people")
    axes.spines[["top", "right"]].set_visible(False)


def draw_test(axes: Axes, test: DesignTest) -> None:
    """Draw the shares of those who hold the sensitive item and of the others, by number of plain items, ± 1.96 errors."""
    for holds, colour, shift in ((True, _METHOD, -0.08), (False, _VERDICT, 0.08)):
        rows = [one for one in test.table if one.holds is holds]
        label = say(message("picture.holds" if holds else "picture.holds_not"))
        axes.errorbar(
            [one.others + shift for one in rows], [100 * one.estimate for one in rows],
            yerr=[196 * one.se for one in rows], fmt="o", color=colour, label=label, capsize=3,
        )  # fmt: skip
    axes.axhline(0, color=_NONE, linewidth=1, linestyle=":")
    axes.set_xticks(sorted({one.others for one in test.table}))
    axes.set_xlabel(say(message("picture.others")))
    axes.set_ylabel("% of people")
    axes.legend(fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
