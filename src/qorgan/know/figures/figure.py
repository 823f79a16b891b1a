"""A published number as data: what it is of, of whom, where, when, who says so, and how far to trust it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal

from qorgan.kernel.errors import DataError
from qorgan.kernel.facts import Fact
from qorgan.kernel.text import Language
from qorgan.know.figures.expressions import Expression, parse, written
from qorgan.know.figures.intervals import Interval
from qorgan.know.figures.period import Period
from qorgan.know.figures.wording import interval_of

State = Literal["fact", "fact with caveat", "claim", "disputed", "withdrawn"]
Part = Literal["title", "text"]

STATES: Final[tuple[State, ...]] = ("fact", "fact with caveat", "claim", "disputed", "withdrawn")
PARTS: Final[tuple[Part, ...]] = ("title", "text")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A published number, or a statement without one.

    What the publication does not say stays None: the rules look for just that.

    Parameters
    ----------
    id : str
        Its name in the ledger, for ever.
    says : str
        What is said, in short, in the words of the ledger.
    printed : Fact[str]
        The number as printed ("almost a quarter"), empty for a statement without one; its source, dates, confidence, who
        checked it, and until when it is shown.
    language : {"en", "ru", "kk"}
        Of the wording.
    event : str or None
        What happened to those it counts, an expression over named events such as ``physical or sexual``.
    given : str or None
        Expression: among whom of the population a share is, such as ``told given physical or sexual``.
    population : str or None
        Who could be counted: women, ever-partnered women, crimes. Its place among others stands in `Meanings`.
    place : str or None
        Country, or a unit of a map, such as ``KZ``, ``KZ-61`` or ``KZ-2018:turkistan``.
    map : str or None
        The map of regions it means, where the text shows it: 17 units in 2018 are not the 17 regions of 2022.
    period : Period or None
        When what it counts happened.
    made : Period or None
        When it was measured, as the text has it: fieldwork of 2015 to 2016.
    unit : str or None
        What a count counts: calls, orders, women.
    owner : str or None
        Who counted or measured, as the text has it.
    report : str or None
        The publication, where several figures stand in one.
    part : {"title", "text"} or None
        Where in the report.
    series : str or None
        Name of the list or series in which it is printed beside others.
    state : {"fact", "fact with caveat", "claim", "disputed", "withdrawn"}
        What the ledger holds of it.
    why : str
        The reason of the state.
    how : str
        How it was measured, as far as the source says: by a survey, from a register, among whom.

    Raises
    ------
    DataError
        If the wording or an expression is not understood.
    """

    id: str
    says: str
    printed: Fact[str]
    state: State
    language: Language = "en"
    event: str | None = None
    given: str | None = None
    population: str | None = None
    place: str | None = None
    map: str | None = None
    period: Period | None = None
    made: Period | None = None
    unit: str | None = None
    owner: str | None = None
    report: str | None = None
    part: Part | None = None
    series: str | None = None
    why: str = ""
    how: str = ""

    def __post_init__(self) -> None:
        if not self.id.strip() or not self.id.isprintable():
            raise DataError("this is no id", field="id", value=self.id, rule="an id can be printed")
        _ = self.interval, self.about, self.among  # raise here rather than in a rule

    @cached_property
    def interval(self) -> Interval | None:
        """What the wording allows; None for a statement."""
        return interval_of(self.printed.value, self.language) if self.printed.value else None

    @cached_property
    def about(self) -> Expression | None:
        """The event, parsed."""
        return None if self.event is None else parse(self.event)

    @cached_property
    def among(self) -> Expression | None:
        """The condition of a share, parsed."""
        return None if self.given is None else parse(self.given)

    @property
    def is_share(self) -> bool:
        """Whether it is a share of something."""
        return self.interval is not None and self.interval.is_share

    @property
    def is_count(self) -> bool:
        """Whether it counts something."""
        return self.interval is not None and not self.interval.is_share

    @cached_property
    def measure(self) -> tuple[str | None, ...]:
        """What two figures have in common if they are of the same, whenever and however said: one key for both."""
        event, given = (None if one is None else written(one) for one in (self.about, self.among))
        return event, given, self.population, self.place, None if self.is_share else self.unit

    def is_shown(self, today: date) -> bool:
        """Say whether it may stand before a journalist today."""
        return self.state in {"fact", "fact with caveat"} and self.printed.is_shown(today)
