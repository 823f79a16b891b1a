"""Pictures of bounds as SVG: a bar for what is claimed, a line for what the other figures allow."""

import io
from collections.abc import Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.figure import Figure as Canvas

from qorgan.kernel.text import Language
from qorgan.know.figures.bounds import Line
from qorgan.know.figures.texts import message, say

CLAIMED, ALLOWED, IMPOSSIBLE = "#1f5f8b", "#444444", "#b3261e"  # each at least 4.5 to 1 on white
_STYLE: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "qorgan",
    "font.family": "sans-serif",
    "font.size": 11,
}


def picture_of(lines: Sequence[Line], language: Language = "en", *, name: str = "bounds") -> str:
    """Draw bounds.

    Parameters
    ----------
    lines : sequence of Line
        At least one.
    language : Language
        Of title, description and legend.
    name : str
        Begins the ids of title and description, for several pictures on one page.

    Returns
    -------
    str
        An ``svg`` element with title and description, the same for the same lines; text stays text, nothing is loaded.
    """
    with mpl.rc_context(_STYLE):
        canvas = Canvas(figsize=(8, 1 + 0.8 * len(lines)), layout="constrained")
        axes = canvas.add_subplot()
        for place, line in enumerate(lines):
            if line.claimed is not None:
                lo, hi = (100 * end for end in line.claimed)
                color = CLAIMED if line.is_possible else IMPOSSIBLE
                hatch = None if line.is_possible else "////"
                axes.barh(place, max(hi - lo, 0.3), left=lo, height=0.3, color="white" if hatch else color, edgecolor=color, hatch=hatch)  # fmt: skip
            if line.allowed is not None:
                ends = [100 * end for end in line.allowed]
                axes.plot(ends, [place + 0.27] * 2, color=ALLOWED, linewidth=2, marker="|", markersize=9)
            axes.text(0, place - 0.27, say(line.event, language))
        axes.set_yticks(range(len(lines)), [line.id for line in lines])
        axes.set_ylim(len(lines) - 0.5, -0.75)  # the first on top
        axes.set_xlim(0, 100)
        axes.set_xlabel("%")
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.grid(axis="x", color="#dddddd")
        axes.set_axisbelow(True)
        found = io.StringIO()
        canvas.savefig(found, format="svg", metadata={"Date": None, "Creator": None})
    return _described(found.getvalue(), language, name)


def _described(svg: str, language: Language, name: str) -> str:
    """Return the element alone, named and described for those who do not see it."""
    title, description = (escape(say(message(f"page.{one}"), language)) for one in ("picture", "picture_desc"))
    _, _, rest = svg.partition("<svg ")
    attributes, _, content = rest.partition(">")
    labels = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    head = f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{description}</desc>'
    return f"<svg {labels} {attributes}>{head}{content}"
