"""How far women came who looked for help: experienced, told anyone, sought help, went to the police."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Language
from qorgan.know.estimate import LEVEL
from qorgan.know.figures.texts import Message, Slot
from qorgan.know.sentences import say
from qorgan.know.survey.design import Bools, Design, Floats
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.report import Report, warnings_of
from qorgan.know.survey.sentences import how, message, stat_in_words, whole
from qorgan.know.survey.variance import Lonely

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STEPS: Final = tuple(message(f"step.{one}") for one in ("experienced", "told", "sought", "police"))


EVERYBODY: Final = message("funnel.everybody")


@dataclass(frozen=True, slots=True)
class Funnel(Report):
    """The steps, each named with whom it is of; see `Report`."""

    def plot(self, language: Language = "en") -> "Figure":
        """Draw a bar for each step; a `matplotlib.figure.Figure`."""
        from qorgan.know.survey.plotting import funnel  # noqa: PLC0415  drawing is slow to load, and numbers need none of it

        return funnel(self.rows, self.headline(language), language)


def help_seeking(
    design: Design,
    experienced: Floats,
    told: Floats,
    sought: Floats,
    police: Floats,
    *,
    people: Slot = EVERYBODY,
    is_of: Bools | None = None,
    level: float = LEVEL,
    lonely: Lonely = "fail",
    refused: Bools | None = None,
) -> Funnel:
    """Estimate the share of women at each step, of all who experienced violence, and of those at the step before.

    Parameters
    ----------
    design : Design
    experienced, told, sought, police : array, shape (n_rows,)
        1, 0 or nan. What women are that did not experience violence counts for nothing in the last three.
    people : str or Message
        Of whom the first share is, in words, as ``ever-partnered women 15–49``.
    is_of : array of bool, shape (n_rows,), optional
        Who these are. Without it all rows.
    level, lonely
        See `qorgan.know.survey.linearised.estimate`.
    refused : array of bool, shape (n_rows,), optional
        Who would rather not say what she experienced.

    Returns
    -------
    Funnel
        Six rows. A woman who went to the police but is not known to have told anyone stays as she answered; how many there are
        is a warning.

    Raises
    ------
    DataError
        An answer other than 0 and 1.
    """
    answers = (experienced, told, sought, police)
    for name, values in zip(_STEPS, answers, strict=True):
        if not np.isin(values[~np.isnan(values)], (0.0, 1.0)).all():
            raise DataError("an answer is neither 0 nor 1", field=say(name), rule="1 yes, 0 no, nan missing")
    asked = np.ones(design.n_rows, dtype=np.bool_) if is_of is None else is_of
    lived = asked & (experienced == 1)
    steps: list[tuple[Floats, Slot, Bools]] = [(experienced, _of(0, people), asked)]
    steps += [(answers[at], _of(at, _those(0)), lived) for at in (1, 2, 3)]
    steps += [(answers[at], _of(at, _those(at - 1)), lived & (answers[at - 1] == 1)) for at in (2, 3)]
    rows = tuple(
        replace(
            estimate(
                design, values, rows=np.flatnonzero(of), group=name, level=level, interval="logit", lonely=lonely,
                refused=refused if of is asked else None,
            ),
            method="share, logit",
            note=how(stat_in_words("share"), "logit"),
        )
        for values, name, of in steps
    )  # fmt: skip
    warnings = [*design.warnings, *warnings_of(design, rows), *_leaps(answers, lived & design.has_weight)]
    return Funnel(message("funnel.name", people=people), level, rows, tuple(warnings))


def _of(at: int, people: Slot) -> Message:
    return message("funnel.of", step=_STEPS[at], people=people)


def _those(at: int) -> Message:
    return message("funnel.those", step=_STEPS[at])


def _leaps(answers: tuple[Floats, Floats, Floats, Floats], lived: Bools) -> list[Slot]:
    """Say how many women are at a step and, as they say, not at the one before."""
    found: list[Slot] = []
    for at in (2, 3):
        n = int((lived & (answers[at] == 1) & (answers[at - 1] == 0)).sum())
        if n:
            found.append(message("warning.leap", step=_STEPS[at], before=_STEPS[at - 1], n=whole(n)))
    return found
