"""Pictures of a report: every method beside the others, and what no data can see."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from qorgan.kernel.text import Language
from qorgan.know.overlap.cells import Floats
from qorgan.know.overlap.estimates import Estimate
from qorgan.know.overlap.sentences import message, whole, written
from qorgan.know.overlap.verdict import Verdict
from qorgan.know.overlap.words import headline
from qorgan.know.plotting import KNOWN, LIMIT, QUIET, bare, draw_interval
from qorgan.know.sentences import kind_in_words, say

if TYPE_CHECKING:
    from qorgan.know.overlap.register import RegisterReport
    from qorgan.know.overlap.report import Report


def plot(report: "Report", language: Language = "en") -> Figure:
    """Draw the panel of methods, the sensitivity curve and the chains.

    Returns
    -------
    matplotlib.figure.Figure
        Panel, sensitivity curve, chains; those of the last two that the report has. People on a logarithmic scale. An interval without a high end is an arrow.
    """
    wanted = [True, bool(report.sensitivity), bool(report.draws.size)]
    figure = Figure(figsize=(9, 1.2 + 3.2 * sum(wanted)), layout="constrained")
    figure.suptitle(say(headline(report.verdict, report.observed), language), wrap=True, fontsize=11)
    places = iter(range(1, 4))
    draw_panel(
        figure.add_subplot(sum(wanted), 1, next(places)), report.panel, report.verdict, report.observed, language
    )
    if report.sensitivity:
        draw_sensitivity(
            figure.add_subplot(sum(wanted), 1, next(places)), report.sensitivity, report.observed, language
        )
    if report.draws.size:
        draw_chains(figure.add_subplot(sum(wanted), 1, next(places)), report.draws, report.evidence.r_hat, language)
    return figure


def plot_register(report: "RegisterReport", language: Language = "en") -> Figure:
    """Draw the panel of methods of one register."""
    figure = Figure(figsize=(9, 4.4), layout="constrained")
    figure.suptitle(say(headline(report.verdict, report.observed), language), wrap=True, fontsize=11)
    draw_panel(figure.add_subplot(), report.panel, report.verdict, report.observed, language)
    return figure


def draw_panel(
    axes: Axes, panel: Sequence[Estimate], verdict: Verdict, observed: int, language: Language = "en"
) -> None:
    """Draw a line a method, the verdict as a band, and the people seen."""
    farthest = max((end for one in panel for end in (one.high, one.point) if end is not None), default=2 * observed)
    for place, one in enumerate(panel):
        if one.low is None:
            axes.text(observed, place, f"  {say(one.note, language)}", va="center", fontsize=8)
            continue
        draw_interval(axes, place, (one.low, one.high), one.point, farthest=farthest)
    if verdict.kind != "not determined":
        axes.axvspan(
            verdict.low,
            verdict.high or farthest,
            color=QUIET,
            alpha=0.12,
            label=say(kind_in_words(verdict.kind), language),
            linewidth=0,
        )
    axes.axvline(observed, color=LIMIT, linewidth=1.5, label=say(message("picture.seen", n=whole(observed)), language))
    axes.set_yticks(range(len(panel)), [say(one.name, language) for one in panel])
    bare(axes, len(panel))
    _scale(axes, observed, farthest, language)
    axes.legend(fontsize=8, loc="lower right")


def draw_sensitivity(
    axes: Axes, rows: Sequence[dict[str, float | None]], observed: int, language: Language = "en"
) -> None:
    """Draw the estimate and its interval over the odds ratio that no data can see."""
    ratios = [row["odds_ratio"] or 0.0 for row in rows]
    points = [row["estimate"] or float("nan") for row in rows]
    axes.plot(points, ratios, color=KNOWN, marker="o", markersize=4)
    ends = [(row["low"], row["high"]) for row in rows]
    if all(low is not None and high is not None for low, high in ends):
        axes.fill_betweenx(ratios, [low or 0.0 for low, _ in ends], [high or 0.0 for _, high in ends], color=KNOWN, alpha=0.2)  # fmt: skip
    axes.set_yscale("log")
    axes.set_yticks(ratios, [f"{ratio:.2g}" for ratio in ratios])
    axes.minorticks_off()
    axes.set_ylabel(say(message("picture.odds_ratio"), language))
    axes.axhline(1, color=QUIET, linewidth=1, linestyle=":")
    axes.axvline(observed, color=LIMIT, linewidth=1.5)
    _scale(axes, observed, max(high or point for (_, high), point in zip(ends, points, strict=True)), language)


def draw_chains(axes: Axes, draws: Floats, r_hat: float, language: Language = "en") -> None:
    """Draw where each chain of the latent class model was, and its median."""
    for chain in draws:
        axes.plot(chain, linewidth=0.4, alpha=0.5)
    axes.plot([draws.shape[1]] * len(draws), np.median(draws, axis=1), linestyle="", marker="_", color=QUIET)
    axes.set_yscale("log")
    ticks = sorted({float(f"{tick:.2g}") for tick in np.geomspace(draws.min(), draws.max(), 5)})
    axes.set_yticks(ticks, [say(whole(tick), language) for tick in ticks])
    axes.minorticks_off()
    axes.set_ylabel(say(message("picture.people"), language))
    axes.set_xlabel(say(message("picture.chains", n=whole(len(draws)), r_hat=written(r_hat)), language))
    axes.spines[["top", "right"]].set_visible(False)


_TICKS: Final = 6


def _scale(axes: Axes, least: float, most: float, language: Language) -> None:
    """Set a logarithmic axis of people with round numbers."""
    axes.set_xscale("log")
    axes.set_xlim(least * 0.95, most * 1.05)
    spread = [least * (most / least) ** (place / (_TICKS - 1)) for place in range(_TICKS)]
    ticks = sorted({float(f"{tick:.2g}") for tick in spread})
    axes.set_xticks(ticks, [say(whole(tick), language) for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel(say(message("picture.people"), language))
    axes.spines[["top", "right"]].set_visible(False)
