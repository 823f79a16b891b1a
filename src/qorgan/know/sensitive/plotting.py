"""Pictures of a report: every method beside the others, and for a list the shares that the test looks at."""

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from qorgan.kernel.text import Language
from qorgan.know.plotting import KNOWN, LIMIT, QUIET, bare, draw_interval
from qorgan.know.sensitive.design_test import DesignTest
from qorgan.know.sensitive.sentences import message
from qorgan.know.sentences import kind_in_words, say

if TYPE_CHECKING:
    from qorgan.know.sensitive.report import Report


def plot(report: "Report", language: Language = "en") -> Figure:
    """Draw the methods with the verdict as a band; of a list experiment also the shares by number of plain items.

    Returns
    -------
    matplotlib.figure.Figure
        Shares in per cent. A dotted line marks none.
    """
    test: DesignTest | None = getattr(report, "test", None)
    n_axes = 1 if test is None else 2
    figure = Figure(figsize=(9, 1.2 + 0.5 * len(report.panel) + (3.0 if test else 0.8)), layout="constrained")
    figure.suptitle(report.headline(language), wrap=True, fontsize=11)
    draw_panel(figure.add_subplot(n_axes, 1, 1), report, language)
    if test is not None:
        draw_test(figure.add_subplot(n_axes, 1, 2), test, language)
    return figure


def draw_panel(axes: Axes, report: "Report", language: Language = "en") -> None:
    """Draw a line a method, and the verdict."""
    for place, one in enumerate(report.panel):
        if one.point is None or one.low is None or one.high is None:
            axes.text(0, place, f"  {say(one.note, language)}", va="center", fontsize=8)
            continue
        draw_interval(axes, place, (100 * one.low, 100 * one.high), 100 * one.point, farthest=100)
    verdict = report.verdict
    if verdict.low is not None and verdict.high is not None:
        axes.axvspan(
            100 * verdict.low,
            100 * verdict.high,
            color=QUIET,
            alpha=0.12,
            linewidth=0,
            label=say(kind_in_words(verdict.kind), language),
        )
        axes.legend(fontsize=8, loc="lower right")
    axes.axvline(0, color=LIMIT, linewidth=1, linestyle=":")
    axes.set_yticks(range(len(report.panel)), [say(one.name, language) for one in report.panel])
    axes.set_xlabel(say(message("head.share"), language))
    bare(axes, len(report.panel))


def draw_test(axes: Axes, test: DesignTest, language: Language = "en") -> None:
    """Draw the shares of those who hold the sensitive item and of the others, by number of plain items, ± 1.96 errors."""
    for holds, colour, shift in ((True, KNOWN, -0.08), (False, QUIET, 0.08)):
        rows = [one for one in test.table if one.holds is holds]
        label = say(message("picture.holds" if holds else "picture.holds_not"), language)
        axes.errorbar(
            [one.others + shift for one in rows], [100 * one.estimate for one in rows],
            yerr=[196 * one.se for one in rows], fmt="o", color=colour, label=label, capsize=3,
        )  # fmt: skip
    axes.axhline(0, color=LIMIT, linewidth=1, linestyle=":")
    axes.set_xticks(sorted({one.others for one in test.table}))
    axes.set_xlabel(say(message("picture.others"), language))
    axes.set_ylabel(say(message("head.share"), language))
    axes.legend(fontsize=8)
    axes.spines[["top", "right"]].set_visible(False)
