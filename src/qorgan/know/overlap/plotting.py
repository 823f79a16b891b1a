"""Pictures of a report: every method beside the others, and what no data can see."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from qorgan.know.overlap.cells import Floats
from qorgan.know.overlap.estimates import Estimate
from qorgan.know.overlap.verdict import Verdict
from qorgan.know.overlap.words import headline

if TYPE_CHECKING:
    from qorgan.know.overlap.report import Report

_METHOD, _VERDICT, _SEEN = "#1f5f8b", "#444444", "#b3261e"  # each at least 4.5 to 1 on white


def plot(report: "Report") -> Figure:
    """Draw the panel of methods, the sensitivity curve and the chains.

    Returns
    -------
    matplotlib.figure.Figure
        Panel, sensitivity curve, chains; those of the last two that the report has. People on a logarithmic scale. An interval without a high end is an arrow.
    """
    wanted = [True, bool(report.sensitivity), bool(report.draws.size)]
    figure = Figure(figsize=(9, 1.2 + 3.2 * sum(wanted)), layout="constrained")
    figure.suptitle(headline(report.verdict, report.observed), wrap=True, fontsize=11)
    places = iter(range(1, 4))
    draw_panel(figure.add_subplot(sum(wanted), 1, next(places)), report.panel, report.verdict, report.observed)
    if report.sensitivity:
        draw_sensitivity(figure.add_subplot(sum(wanted), 1, next(places)), report.sensitivity, report.observed)
    if report.draws.size:
        draw_chains(figure.add_subplot(sum(wanted), 1, next(places)), report.draws, report.evidence.r_hat)
    return figure


def draw_panel(axes: Axes, panel: Sequence[Estimate], verdict: Verdict, observed: int) -> None:
    """Draw a line a method, the verdict as a band, and the people seen."""
    farthest = max((end for one in panel for end in (one.high, one.point) if end is not None), default=2 * observed)
    for place, one in enumerate(panel):
        if one.low is None:
            axes.text(observed, place, f"  {one.note}", va="center", fontsize=8)
            continue
        axes.plot([one.low, one.high or farthest], [place, place], color=_METHOD, linewidth=2, solid_capstyle="butt")
        if one.high is None:
            axes.plot(farthest, place, marker=">", color=_METHOD)
        if one.point is not None:
            axes.plot(one.point, place, marker="o", color=_METHOD)
    if verdict.kind != "not determined":
        axes.axvspan(verdict.low, verdict.high or farthest, color=_VERDICT, alpha=0.12, label=verdict.kind, linewidth=0)
    axes.axvline(observed, color=_SEEN, linewidth=1.5, label=f"seen: {observed:,}")
    axes.set_yticks(range(len(panel)), [one.method for one in panel])
    axes.set_ylim(len(panel) - 0.5, -0.5)  # the first on top
    _scale(axes, observed, farthest)
    axes.legend(fontsize=8, loc="lower right")


def draw_sensitivity(axes: Axes, rows: Sequence[dict[str, float | None]], observed: int) -> None:
    """Draw the estimate and its interval over the odds ratio that no data can see."""
    ratios = [row["odds_ratio"] or 0.0 for row in rows]
    points = [row["estimate"] or float("nan") for row in rows]
    axes.plot(points, ratios, color=_METHOD, marker="o", markersize=4)
    ends = [(row["low"], row["high"]) for row in rows]
    if all(low is not None and high is not None for low, high in ends):
        axes.fill_betweenx(ratios, [low or 0.0 for low, _ in ends], [high or 0.0 for _, high in ends], color=_METHOD, alpha=0.2)  # fmt: skip
    axes.set_yscale("log")
    axes.set_yticks(ratios, [f"{ratio:.2g}" for ratio in ratios])
    axes.minorticks_off()
    axes.set_ylabel("odds ratio that no data can see")
    axes.axhline(1, color=_VERDICT, linewidth=1, linestyle=":")
    axes.axvline(observed, color=_SEEN, linewidth=1.5)
    _scale(axes, observed, max(high or point for (_, high), point in zip(ends, points, strict=True)))


def draw_chains(axes: Axes, draws: Floats, r_hat: float) -> None:
    """Draw where each chain of the latent class model was, and its median."""
    for chain in draws:
        axes.plot(chain, linewidth=0.4, alpha=0.5)
    axes.plot([draws.shape[1]] * len(draws), np.median(draws, axis=1), linestyle="", marker="_", color=_VERDICT)
    axes.set_yscale("log")
    ticks = sorted({float(f"{tick:.2g}") for tick in np.geomspace(draws.min(), draws.max(), 5)})
    axes.set_yticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    axes.minorticks_off()
    axes.set_ylabel("people")
    axes.set_xlabel(f"draws of {len(draws)} chains; R-hat {r_hat:.3f}")
    axes.spines[["top", "right"]].set_visible(False)


_TICKS: Final = 6


def _scale(axes: Axes, least: float, most: float) -> None:
    """Set a logarithmic axis of people with round numbers."""
    axes.set_xscale("log")
    axes.set_xlim(least * 0.95, most * 1.05)
    spread = [least * (most / least) ** (place / (_TICKS - 1)) for place in range(_TICKS)]
    ticks = sorted({float(f"{tick:.2g}") for tick in spread})
    axes.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("people")
    axes.spines[["top", "right"]].set_visible(False)
