"""A report as a page, before it is shown in a terminal or as HTML: sentences and cells in one language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from qorgan.kernel.text import Language
from qorgan.know.figures.bounds import Line, lines_of
from qorgan.know.figures.coherence import Assessor
from qorgan.know.figures.figure import Figure, State
from qorgan.know.figures.finding import Finding
from qorgan.know.figures.languages import is_reviewed
from qorgan.know.figures.numbers import allowed, percents, spoken_period
from qorgan.know.figures.report import LedgerReport, Report
from qorgan.know.figures.rules.joint import assessors
from qorgan.know.figures.texts import Message, Number, message, say

_STATES: Final[dict[State, str]] = {"fact with caveat": "caveat"}


@dataclass(frozen=True, slots=True)
class Document:
    """A page.

    Parameters
    ----------
    language : Language
        Of all its words.
    title, verdict : str
        What is asked, and the answer in one sentence.
    head : tuple of str
        Heads of the table's columns.
    rows : tuple of tuple of str
        Cells, as many as heads.
    findings : tuple of Finding
        To be said in the language.
    notes : tuple of str
        What follows, and how far the words can be trusted.
    """

    language: Language
    title: str
    verdict: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def document_of(report: Report | LedgerReport, language: Language = "en") -> Document:
    """Return the page of a report."""
    page = _Page(language)
    return page.of_claims(report) if isinstance(report, Report) else page.of_ledger(report)


def pictures_of(report: Report | LedgerReport) -> tuple[tuple[Line, ...], ...]:
    """Return the bounds to draw: of the claims, or of each group of figures that holds a conflict."""
    if isinstance(report, Report):
        return (lines_of(Assessor(report.system)),)
    return tuple(
        lines_of(one, report.ledger.meanings.name) for _, one in assessors(report.ledger) if not one.plain.is_no_change
    )


class _Page:
    """Words of one language, put where they belong."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def of_claims(self, report: Report) -> Document:
        feasible = report.coherence.feasible
        heads = ["claim", "share_of", "among", "claimed", *(["mended"] if report.coherence.moves else [])]
        moved = {move.place: self.say(percents(move.value)[0]) for move in report.coherence.moves}
        rows = []
        for place, claim in enumerate(report.system.claims):
            lo, hi = (self.say(one) for one in percents(claim.lo, claim.hi))
            between = lo if lo == hi else self.say(message("interval.counts", lo=lo, hi=hi))
            cells = [claim.id, claim.event, claim.given or self.word("everybody"), between]
            rows.append((*cells, *([moved.get(place, "")] if moved else [])))
        return Document(
            self.language,
            self.word("title"),
            self.word("all_true" if feasible else "not_all_true"),
            tuple(self.word(one) for one in heads),
            tuple(rows),
            report.findings,
            tuple(self.say(one) for one in (*_total(report), *_follows(report), *self.unreviewed())),
        )

    def of_ledger(self, report: LedgerReport) -> Document:
        n = Number(str(len(report.findings)))
        verdict = message("page.findings", n=n) if report.findings else message("page.nothing_found")
        heads = ("figure", "printed", "allows", "says", "period", "owner", "source", "state")
        return Document(
            self.language,
            self.word("title"),
            self.say(verdict),
            tuple(self.word(one) for one in heads),
            tuple(self.row(one) for one in report.ledger.figures),
            report.findings,
            tuple(self.say(one) for one in self.unreviewed()),
        )

    def row(self, figure: Figure) -> tuple[str, ...]:
        return (
            figure.id,
            figure.printed.value,
            self.say(allowed(figure.interval)) if figure.interval else "",
            figure.says,
            self.say(spoken_period(figure.period)) if figure.period else self.word("none"),
            figure.owner or self.word("none"),
            f"{figure.printed.source}, {figure.printed.source_date_text}",
            self.say(message(f"state.{_STATES.get(figure.state, figure.state)}")),
        )

    def unreviewed(self) -> Iterator[Message]:
        if not is_reviewed(self.language):
            yield message("page.unreviewed")

    def word(self, name: str) -> str:
        return self.say(message(f"page.{name}"))

    def say(self, slot: Message | Number) -> str:
        return say(slot, self.language)


def _total(report: Report) -> Iterator[Message]:
    if not report.coherence.feasible:
        is_weighted = any(claim.weight != 1 for claim in report.system.claims)
        total = percents(report.coherence.min_total_slack)[0]
        yield message("page.total_weighted" if is_weighted else "page.total", total=total)


def _follows(report: Report) -> Iterator[Message]:
    target, bounds = report.system.target, report.coherence.bounds
    if target is None:
        return
    if bounds is None:
        yield message("page.nobody" if report.coherence.feasible else "page.nothing_follows", target=target)
        return
    lo, hi = percents(*bounds)
    yield message("page.follows_exact" if lo == hi else "page.follows", target=target, lo=lo, hi=hi)
