"""How many were never in a register that counts how often it met each person.

Whoever was met 0 times is in no register. If all people were met equally often on average, the numbers met once, twice, …
would be Poisson without its 0, and the 0 could be filled in. People differ, and then that gives too few. So one register
never determines a number: it bounds it from below [chao1987]_.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2, norm

from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Language
from qorgan.know.digits import words_of_p
from qorgan.know.estimate import LEVEL, require_level
from qorgan.know.figures.claims import require_none
from qorgan.know.figures.texts import Slot
from qorgan.know.overlap.closed import log_normal
from qorgan.know.overlap.estimates import Estimate, checked, none_of
from qorgan.know.overlap.reading import read_columns
from qorgan.know.overlap.sentences import message, whole
from qorgan.know.overlap.tables import MOST_PEOPLE, WHOLE, is_count
from qorgan.know.overlap.verdict import Verdict
from qorgan.know.overlap.words import Judged
from qorgan.know.sentences import say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MIN_TWICE: Final = 5  # people met twice; with fewer the bound moves by half of itself by chance
MOST_TIMES: Final = 500  # beyond, no sum over the times met is a number any more
COLUMNS: Final = ("times", "people")
REACH: Final = message("reason.register_reach")

BOUND_ASSUMPTIONS = (message("assumption.met_again"), message("assumption.closed"))
EQUAL_ASSUMPTIONS = (message("assumption.met_equally"), message("assumption.closed"))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people a register met how often.

    Parameters
    ----------
    people : dict of int to int
        From times, at least 1, to people, at least 0; somebody was met.

    Raises
    ------
    DataError
        Naming every fault at once.
    """

    people: dict[int, int]

    def __post_init__(self) -> None:
        require_none(self._faults())

    def _faults(self) -> Iterator[DataError]:
        for times, people in self.people.items():
            if times < 1:
                yield DataError(
                    "people who were never met were counted", field="times", value=str(times),
                    rule="1, 2, 3, …: nobody can count those who were never met", next_step="leave the row out",
                )  # fmt: skip
            if times > MOST_TIMES:
                yield DataError(
                    "nobody is met so often", field="times", value=str(times), rule=f"{MOST_TIMES} or fewer",
                    next_step=f"count whoever was met more often as met {MOST_TIMES} times",
                )  # fmt: skip
            if not 0 <= people <= MOST_PEOPLE:
                yield DataError("this is no number of people", field="people", value=str(people), rule=WHOLE)
        if not any(self.people.values()):
            yield DataError("nobody was met", field="people", rule="somebody is in the register")

    def met(self, times: int) -> int:
        """Return how many people were met exactly so often."""
        return self.people.get(times, 0)

    @property
    def observed(self) -> int:
        """How many people are in the register."""
        return sum(self.people.values())

    @property
    def meetings(self) -> int:
        """How many meetings there were in all."""
        return sum(times * people for times, people in self.people.items())


@dataclass(frozen=True, slots=True)
class RegisterReport(Judged):
    """What one register says of the number of people."""

    counts: Counts
    level: float
    verdict: Verdict
    panel: tuple[Estimate, ...]
    warnings: tuple[Slot, ...]

    def plot(self, language: Language = "en") -> "Figure":
        """Return a picture of the methods beside one another."""
        from qorgan.know.overlap.plotting import plot_register  # noqa: PLC0415  matplotlib is loaded for pictures only

        return plot_register(self, language)

    @property
    def observed(self) -> int:
        """How many people were seen."""
        return self.counts.observed

    @property
    def sensitivity(self) -> list[dict[str, float | None]]:
        """Empty: one register leaves no such odds ratio."""
        return []

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return the object that ``qorgan know register --json`` prints; ``sensitivity`` is empty for one register."""
        return {
            "observed": self.counts.observed,
            "estimate": self.verdict.estimate,
            "low": self.verdict.low,
            "high": self.verdict.high,
            "level": self.level,
            "verdict": self.verdict.kind,
            "reasons": self.reasons(language),
            "panel": [one.to_dict(language) for one in self.panel],
            "sensitivity": self.sensitivity,
            "warnings": [say(one, language) for one in self.warnings],
        }


def read_counts(path: Path) -> Counts:
    """Read a register.

    Parameters
    ----------
    path : Path
        CSV with the columns ``times`` and ``people``; a number of times once.

    Raises
    ------
    DataError
        Naming file, line, field, value, rule and next step.
    """
    file = str(path)
    header, rows = read_columns(path)
    if sorted(header) != sorted(COLUMNS):
        raise DataError("not the columns of a register", file=file, line=1, value=", ".join(header), rule="times, people", next_step="name the two columns so in the first line")  # fmt: skip
    people: dict[int, int] = {}
    faults = []
    for row in rows:
        for name in COLUMNS:
            if not is_count(row.cells[name]):
                faults.append(
                    DataError("not a whole number", file=file, line=row.line, field=name, value=row.cells[name][:20], rule=WHOLE, next_step="write it in digits only")
                )  # fmt: skip
        if faults and faults[-1].line == row.line:
            continue
        times = int(row.cells["times"])
        if times in people:
            faults.append(DataError("this number of times stands there twice", file=file, line=row.line, value=str(times), rule="once", next_step="add the people of both lines"))  # fmt: skip
        people[times] = int(row.cells["people"])
    require_none(faults)
    try:
        return Counts(people)
    except DataError as error:
        raise DataError(error.what, file=file, field=error.field, value=error.value, rule=error.rule, next_step=error.next_step) from None  # fmt: skip


def estimate_register(counts: Counts, *, level: float = LEVEL) -> RegisterReport:
    """Bound the number of people by one register.

    Examples
    --------
    >>> found = estimate_register(Counts({1: 100, 2: 25, 3: 5}))
    >>> found.verdict.kind, found.verdict.estimate, found.panel[0].point
    ('bounded', None, 330.0)
    >>> print(str(found).splitlines()[0])
    Bounded from below: at least about 244 people, 130 of them on a list. No number is the most.
    """
    require_level(level)
    bound = chao_of_counts(counts, level=level)
    panel = (bound, zero_truncated_poisson(counts, level=level))
    warnings = tuple(dict.fromkeys(text for one in panel for text in one.warnings))
    twice = counts.met(2)
    if bound.low is None or twice < MIN_TWICE:
        why = message("reason.few_twice", n=whole(twice), least=whole(MIN_TWICE))
        nothing = Verdict("not determined", None, float(counts.observed), None, (why, REACH))
        return RegisterReport(counts, level, nothing, panel, warnings)
    reasons = (
        message("reason.one_register"),
        message("reason.register_bound"),
        REACH,
    )
    return RegisterReport(counts, level, Verdict("bounded", None, bound.low, None, reasons), panel, warnings)


def chao_of_counts(counts: Counts, *, level: float = LEVEL) -> Estimate:
    """Bound the number of people from below: hidden at least f1² / (2 f2), f1 met once and f2 twice.

    Returns
    -------
    Estimate
        ``point`` is the estimated bound; the interval, log-normal, is that of the bound. Without anybody met twice there
        is none.
    """
    once, twice = counts.met(1), counts.met(2)
    if twice == 0 and once > 0:
        return none_of("chao", level, message("note.not_twice"))
    ratio = once / twice if twice else 0.0
    hidden = ratio * once / 2
    error = math.sqrt(twice * (ratio**4 / 4 + ratio**3 + ratio**2 / 2))
    low, high = log_normal(counts.observed, hidden, error, level)
    return checked(
        Estimate(
            "chao", counts.observed + hidden, low, high, level, message("note.bound"), BOUND_ASSUMPTIONS, (), "chao1987"
        ),
        counts.observed,
    )


def zero_truncated_poisson(counts: Counts, *, level: float = LEVEL) -> Estimate:
    """Estimate the number of people if all were met equally often on average.

    The rate λ solves λ / (1 − exp(−λ)) = meetings per person met; N = n / (1 − exp(−λ)). A χ² test says whether the
    numbers met look like that.
    """
    n_people, mean = counts.observed, counts.meetings / counts.observed
    if mean <= 1:
        return none_of("zero-truncated-poisson", level, message("note.not_twice"))
    rate = brentq(lambda at: at / -math.expm1(-at) - mean, 1e-9, mean)
    missed = math.exp(-rate)
    hidden = n_people * missed / (1 - missed)
    # Of log hidden = −λ − log(1 − exp(−λ)) + log n: the delta method with the information of the truncated
    # Poisson; n itself is binomial.
    information = n_people * (1 / (rate * (1 - missed)) - missed / (1 - missed) ** 2)
    error = math.sqrt((1 / (1 - missed)) ** 2 / information + missed / n_people)
    reach = math.exp(norm.ppf((1 + level) / 2) * error)
    chance = _fit_p(counts, rate)
    note = message("note.equal", p=words_of_p(chance))
    warnings = (message("warning.not_equal"),) if chance < 0.05 else ()
    return checked(
        Estimate(
            "zero-truncated-poisson", n_people + hidden, n_people + hidden / reach, n_people + hidden * reach, level, note,
            EQUAL_ASSUMPTIONS, warnings, "chao1987",
        ),
        n_people,
    )  # fmt: skip


def _fit_p(counts: Counts, rate: float) -> float:
    """Return the p-value of a χ² test, the rare numbers of times put together so that at least 5 are expected."""
    chances: list[float] = []
    times = 1
    term = math.exp(-rate) / -math.expm1(-rate)
    while True:
        term *= rate / times
        if counts.observed * (1 - sum(chances) - term) < 5:
            break
        chances.append(term)
        times += 1
    expected = np.array([*chances, 1 - sum(chances)]) * counts.observed
    seen = np.array([counts.met(one) for one in range(1, times)], dtype=float)
    seen = np.append(seen, counts.observed - seen.sum())
    freedom = len(expected) - 2
    return float(chi2.sf(((seen - expected) ** 2 / expected).sum(), freedom)) if freedom > 0 else 1.0
