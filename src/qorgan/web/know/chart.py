"""A chart of shares as SVG that needs no script, no style and no other file; the table beside it says the same."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from django.utils.safestring import SafeString, mark_safe

_WIDTH: Final = 300  # units, about the width of a small phone: text of 15 is as large there as the page's small print
_LINE, _BAR, _GAP = 19, 12, 16
_LETTERS: Final = 34  # of a line
_TOPS: Final = (0.1, 0.25, 0.5, 1.0)
_VALUE: Final = 92  # kept free at the right for the number


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its interval.

    Parameters
    ----------
    label, value : str
        What it is of, and the number as printed.
    lo, hi : float
        What the wording allows, in [0, 1].
    """

    label: str
    value: str
    lo: float
    hi: float


def chart_of(bars: Sequence[Bar], *, name: str, title: str, description: str) -> SafeString:
    """Draw bars from zero, each with its interval as a line across its end.

    Parameters
    ----------
    bars : sequence of Bar
        At least one.
    name : str
        Begins the ids of title and description, for several charts on one page.
    title, description : str
        For those who do not see it.

    Returns
    -------
    SafeString
        An ``svg`` element in the colour of the text around it; everything that was typed is escaped.
    """
    top = next(one for one in _TOPS if max(bar.hi for bar in bars) <= one)
    height, drawn = 0, []
    for bar in bars:
        lines = textwrap.wrap(bar.label, _LETTERS) or [""]
        drawn.append(_drawn(bar, lines, height, (_WIDTH - _VALUE) / top))
        height += len(lines) * _LINE + 2 + _BAR + _GAP
    head = (
        f'<svg class="chart" role="img" aria-labelledby={quoteattr(f"{name}-title {name}-desc")} '
        f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" fill="currentColor" font-size="15">'
    )
    said = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    return mark_safe(f"{head}{said}{''.join(drawn)}</svg>")  # noqa: S308 - all that was typed is escaped


def _drawn(bar: Bar, lines: list[str], y: int, scale: float) -> str:
    text = "".join(
        f'<text x="0" y="{y + 14 + place * _LINE}">{escape(line)}</text>' for place, line in enumerate(lines)
    )
    y += len(lines) * _LINE + 2
    lo, hi = (round(end * scale, 1) for end in (bar.lo, bar.hi))
    middle = round((lo + hi) / 2, 1)
    across = f'<path d="M{lo} {y + 6}H{hi}M{lo} {y + 1}v10M{hi} {y + 1}v10" stroke="currentColor" stroke-width="1.5"/>'
    # Each part has its own place: where colours are taken away, the line across the end still shows.
    value = f'<text x="{hi + 8}" y="{y + 11}" font-weight="600">{escape(bar.value)}</text>'
    return f'{text}<path d="M0 {y}h{middle}v{_BAR}H0z" opacity=".35"/>{across}{value}'
