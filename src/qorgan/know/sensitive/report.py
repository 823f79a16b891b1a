"""All that is said of one list experiment or one randomized response: an object, a text, a picture."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from qorgan.kernel.text import Language
from qorgan.know.digits import NONE, percent
from qorgan.know.estimate import LEVEL, Spoken
from qorgan.know.figures.texts import Number, Slot
from qorgan.know.sensitive.design_test import DesignTest, design_test
from qorgan.know.sensitive.device import Device
from qorgan.know.sensitive.edges import Edge, edges
from qorgan.know.sensitive.estimates import Estimate
from qorgan.know.sensitive.experiment import Experiment
from qorgan.know.sensitive.least_squares import nonlinear
from qorgan.know.sensitive.maximum_likelihood import maximum_likelihood
from qorgan.know.sensitive.means import difference, linear
from qorgan.know.sensitive.mixture import Model
from qorgan.know.sensitive.power import detectable
from qorgan.know.sensitive.randomized import is_possible, moment
from qorgan.know.sensitive.sentences import SENTENCES, message
from qorgan.know.sensitive.verdict import CHANGED, Verdict, headline, judge_device, judge_list
from qorgan.know.sentences import COMMON, say

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POWER: Final = 0.8
_FULL: Final = 0.1  # share of the plain half at an end of the list from which it is warned of


@dataclass(frozen=True, slots=True)
class Report(Spoken):
    """What the answers say of a share of people, and what they do not.

    Parameters
    ----------
    n : int
        People who answered.
    level : float
    verdict : Verdict
    panel : tuple of Estimate
        One a method.
    warnings : tuple of Slot
    """

    n: int
    level: float
    verdict: Verdict
    panel: tuple[Estimate, ...]
    warnings: tuple[Slot, ...]

    def text(self, language: Language = "en") -> str:
        """Return a summary for people."""
        lines = [self.headline(language), *(f"- {one}" for one in self.reasons(language)), ""]
        lines += [" ".join((f"{row[0]:22}", *(f"{cell:>8}" for cell in row[1:4]), row[4])).rstrip() for row in self.rows(language)]  # fmt: skip
        lines += [f"\n{one}" for one in self.notes(language)]
        return "\n".join(lines)

    def headline(self, language: Language = "en") -> str:
        """Say in a sentence what may be said."""
        return say(headline(self.verdict), language)

    def reasons(self, language: Language = "en") -> list[str]:
        """Say why."""
        return [say(one, language) for one in self.verdict.reasons]

    def notes(self, language: Language = "en") -> list[str]:
        """Say what it rests on and what to be careful of; first, if so, that nobody has reviewed the language."""
        first = [] if SENTENCES.is_reviewed(language) else [say(COMMON.message("text.not_reviewed"), language)]
        assumed = dict.fromkeys(say(text, language) for one in self.panel for text in one.assumptions)
        return [*first, *(say(one, language) for one in self.warnings), *assumed]

    def head(self, language: Language = "en") -> tuple[str, ...]:
        """Return the names of the columns of ``rows``."""
        heads = (COMMON.message(f"head.{one}") for one in ("low", "high", "note"))
        return tuple(say(one, language) for one in (COMMON.message("head.method"), message("head.share"), *heads))

    def rows(self, language: Language = "en") -> list[tuple[str, ...]]:
        """Return method, share, low and high in per cent, and note, a row a method."""
        return [_row(one, language) for one in self.panel]

    def plot(self, language: Language = "en") -> "Figure":
        """Return a picture of the methods beside each other."""
        from qorgan.know.sensitive.plotting import plot  # noqa: PLC0415  matplotlib is loaded for pictures only

        return plot(self, language)

    @abstractmethod
    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return the object that ``--json`` prints."""

    def _head_of_dict(self, language: Language) -> dict[str, object]:
        verdict = self.verdict
        return {
            "n": self.n,
            "level": self.level,
            "verdict": verdict.kind,
            "estimate": verdict.estimate,
            "low": verdict.low,
            "high": verdict.high,
            "reasons": self.reasons(language),
        }


@dataclass(frozen=True, slots=True)
class ListReport(Report):
    """What a list experiment says.

    Parameters
    ----------
    experiment : Experiment
    test : DesignTest
    ends : tuple of Edge
    """

    experiment: Experiment
    test: DesignTest
    ends: tuple[Edge, ...]

    def of(self, method: str) -> Estimate:
        """Return what one method says."""
        return next(one for one in self.panel if one.method == method)

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return the object that ``qorgan know list-experiment --json`` prints."""
        found = self._head_of_dict(language)
        found |= {one.method: one.to_dict(language) for one in self.panel}
        found["design_test"] = self.test.to_dict()
        found["ends"] = {one.end: one.to_dict() for one in self.ends}
        found["missing"] = self.experiment.n_missing
        found["warnings"] = [say(one, language) for one in self.warnings]
        return found


@dataclass(frozen=True, slots=True)
class DeviceReport(Report):
    """What a randomized response says.

    Parameters
    ----------
    yes : int
        People who answered yes.
    device : Device
    """

    yes: int
    device: Device

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return the object that ``qorgan know randomized-response --json`` prints."""
        (raw,) = self.panel
        found = self._head_of_dict(language)
        found["se"] = raw.se
        found["yes"] = self.yes
        found["moment"] = raw.to_dict(language)
        found["detectable"] = {"share": detectable(self.device, self.n, level=self.level, wanted=POWER), "power": POWER}
        found["warnings"] = [say(one, language) for one in self.warnings]
        return found


def report_of_list(experiment: Experiment, *, model: Model | None = None, level: float = LEVEL) -> ListReport:
    """Say for how many people the sensitive item holds, or that the answers do not say.

    Parameters
    ----------
    experiment : Experiment
        With covariates, regressions are fitted too.
    model : Model, optional
        Of the likelihood; constrained and binomial by default.
    level : float
        In [0.5, 1).
    """
    plain = difference(experiment, level=level)
    ml = maximum_likelihood(experiment, model, level=level)
    panel = [plain, ml]
    if len(experiment.terms) > 1:
        panel[1:1] = [linear(experiment, level=level), nonlinear(experiment, level=level)]
    test, ends = design_test(experiment), edges(experiment)
    verdict = judge_list(plain, ml, test, ends[0])
    warnings = tuple(_list_warnings(experiment, panel, test, ends))
    return ListReport(experiment.n, level, verdict, tuple(panel), warnings, experiment, test, ends)


def report_of_device(yes: int, n: int, device: Device, *, level: float = LEVEL) -> DeviceReport:
    """Say for how many people the answer is yes, when chance hid each of them.

    Parameters
    ----------
    yes, n : int
        People who said yes, and all who answered.
    device : Device
    level : float
        In [0.5, 1).
    """
    found = moment(yes, n, device, level=level)
    verdict = judge_device(found, is_possible=is_possible(yes, n, device, level=level))
    return DeviceReport(n, level, verdict, (found,), found.warnings, yes, device)


def _list_warnings(
    experiment: Experiment, panel: list[Estimate], test: DesignTest, ends: tuple[Edge, ...]
) -> list[Slot]:
    found: list[Slot] = [] if experiment.sample.design is None else [*experiment.sample.design.warnings]
    if experiment.n_missing:
        found.append(message("warning.missing", n=Number(str(experiment.n_missing))))
    if test.p < CHANGED:
        found.append(message("warning.list_changed"))
    if (panel[0].point or 0.0) < 0:
        found.append(message("warning.below_none"))
    for one in ends:
        if one.share >= _FULL:
            found.append(message(f"warning.{one.end}", share=percent(one.share), hidden=percent(one.hidden_at_most)))
    return [*found, *(text for one in panel for text in one.warnings)]


def _row(one: Estimate, language: Language) -> tuple[str, ...]:
    numbers = (
        percent(end, one.digits) if one.is_finite and end is not None else NONE
        for end in (one.point, one.low, one.high)
    )
    return tuple(say(cell, language) for cell in (one.name, *numbers, one.note))
