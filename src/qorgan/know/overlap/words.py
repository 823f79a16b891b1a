"""A report as text for people, with no more digits than it knows."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qorgan.kernel.text import Language
from qorgan.know.digits import NONE, number, places_of
from qorgan.know.estimate import Spoken
from qorgan.know.figures.texts import Message, Slot
from qorgan.know.overlap.estimates import Estimate
from qorgan.know.overlap.sentences import SENTENCES, message, whole
from qorgan.know.overlap.verdict import Verdict
from qorgan.know.sentences import COMMON, say


def step_of(low: float, high: float | None) -> int:
    """Return the round number that an interval lets somebody write: the largest power of ten within a tenth of its width.

    Without a high end, three digits of the low one.

    Examples
    --------
    >>> step_of(9184, 12051), step_of(690, 796), step_of(12345, None)
    (100, 10, 100)
    """
    places = places_of(low / 10 if high is None else high - low)
    return int(10 ** -min(places or 0, 0))


def rounded(value: float | None, step: int, least: int = 0) -> Slot:
    """Return a number of people in round steps, as ``9,200``, never below ``least``; a dash where there is none."""
    return NONE if value is None else number(max(round(value / step) * step, least))


def headline(verdict: Verdict, observed: int) -> Message:
    """Say in a sentence what may be said."""
    seen = whole(observed)
    if verdict.kind == "not determined":
        return message("headline.not_determined", observed=seen)
    step = step_of(verdict.low, verdict.high)
    low, point, high = (rounded(one, step, observed) for one in (verdict.low, verdict.estimate, verdict.high))
    if verdict.high is None:
        return message("headline.from_below", low=low, observed=seen)
    if verdict.kind == "bounded":
        return message("headline.bounded", low=low, high=high, observed=seen)
    return message("headline.determined", point=point, low=low, high=high, observed=seen)


def head(language: Language = "en") -> tuple[str, ...]:
    """Return the names of the columns of `row`."""
    return tuple(say(COMMON.message(f"head.{one}"), language) for one in ("method", "estimate", "low", "high", "note"))


def row(estimate: Estimate, observed: int, language: Language = "en") -> tuple[str, ...]:
    """Return method, estimate, low, high and note."""
    step = step_of(estimate.low or 0.0, estimate.high)
    ends = (None if estimate.low is None else one for one in (estimate.point, estimate.low, estimate.high))
    cells = (estimate.name, *(rounded(one, step, observed) for one in ends), estimate.note)
    return tuple(say(one, language) for one in cells)


def sensitivity_head(language: Language = "en") -> tuple[str, ...]:
    """Return the names of the columns of `sensitivity_rows`."""
    return (say(message("head.odds_ratio"), language), *head(language)[1:4])


def sensitivity_rows(rows: Sequence[dict[str, float | None]], language: Language = "en") -> Iterator[tuple[str, ...]]:
    """Yield odds ratio, estimate, low and high."""
    for one in rows:
        step = step_of(one["low"] or 0.0, one["high"])
        ratio = number(float(f"{one['odds_ratio'] or 0.0:.2g}"), None)
        yield tuple(say(cell, language) for cell in (ratio, *(rounded(one[name], step) for name in ("estimate", "low", "high"))))  # fmt: skip


def notes(warnings: Sequence[Slot], language: Language = "en") -> list[str]:
    """Return the warnings; first, if so, that nobody has reviewed the language."""
    first = [] if SENTENCES.is_reviewed(language) else [say(COMMON.message("text.not_reviewed"), language)]
    return [*first, *(say(COMMON.message("text.warning", text=text), language) for text in warnings)]


class Judged(Spoken):
    """A report that ends in a verdict, as it is said to people."""

    __slots__ = ()

    if TYPE_CHECKING:  # a property here would be the default of the field of that name

        @property
        def verdict(self) -> Verdict:
            """What may be said of the number of people."""

        @property
        def panel(self) -> tuple[Estimate, ...]:
            """One estimate a method."""

        @property
        def observed(self) -> int:
            """How many people were seen."""

        @property
        def warnings(self) -> tuple[Slot, ...]:
            """What is to be known of this table."""

        @property
        def sensitivity(self) -> list[dict[str, float | None]]:
            """See `sensitivity.curve`."""

    def headline(self, language: Language = "en") -> str:
        """Say in a sentence what may be said."""
        return say(headline(self.verdict, self.observed), language)

    def reasons(self, language: Language = "en") -> list[str]:
        """Say why."""
        return [say(one, language) for one in self.verdict.reasons]

    def notes(self, language: Language = "en") -> list[str]:
        """Say what to be careful of; first, if so, that nobody has reviewed the language."""
        return notes(self.warnings, language)

    def text(self, language: Language = "en") -> str:
        """Return headline, reasons, panel, sensitivity and warnings, with no more digits than are known."""
        lines = [self.headline(language), "", *(f"- {reason}" for reason in self.reasons(language)), ""]
        lines += [_aligned(row(one, self.observed, language)) for one in self.panel]
        if self.sensitivity:
            lines += ["", say(message("head.sensitivity"), language)]
            lines += [_aligned(one) for one in sensitivity_rows(self.sensitivity, language)]
        lines += [f"\n{text}" for text in self.notes(language)]
        return "\n".join(lines)


def _aligned(cells: Sequence[str]) -> str:
    first, *numbers = cells[:4]
    return " ".join([f"{first:20}", *(f"{cell:>12}" for cell in numbers), *cells[4:]]).rstrip()
