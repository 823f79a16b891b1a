"""How far women came who looked for help: experienced, told anyone, sought help, went to the police."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.survey.design import Bools, Design, Floats
from qorgan.know.survey.estimates import LEVEL
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.report import Report, warnings_of
from qorgan.know.survey.variance import Lonely

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STEPS: Final = ("experienced violence", "told anyone", "sought help", "went to the police")


@dataclass(frozen=True, slots=True)
class Funnel(Report):
    """The steps, each named with whom it is of; see `Report`."""

    def plot(self) -> "Figure":
        """Draw a bar for each step; a `matplotlib.figure.Figure`."""
        from qorgan.know.survey.plotting import funnel  # noqa: PLC0415  drawing is slow to load, and numbers need none of it

        return funnel(self.rows, self.headline())


def help_seeking(
    design: Design,
    experienced: Floats,
    told: Floats,
    sought: Floats,
    police: Floats,
    *,
    people: str = "all women asked",
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
    people : str
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
            raise DataError("an answer is neither 0 nor 1", field=name, rule="1 yes, 0 no, nan missing")
    asked = np.ones(design.n_rows, dtype=np.bool_) if is_of is None else is_of
    lived = asked & (experienced == 1)
    survivors = f"those who {_STEPS[0]}"
    steps: list[tuple[Floats, str, Bools]] = [(experienced, f"{_STEPS[0]}, of {people}", asked)]
    steps += [(values, f"{name}, of {survivors}", lived) for name, values in zip(_STEPS[1:], answers[1:], strict=True)]
    steps += [
        (answers[at], f"{_STEPS[at]}, of those who {_STEPS[at - 1]}", lived & (answers[at - 1] == 1)) for at in (2, 3)
    ]
    rows = tuple(
        replace(
            estimate(
                design, values, rows=np.flatnonzero(of), group=name, level=level, interval="logit", lonely=lonely,
                refused=refused if of is asked else None,
            ),
            method="share, logit",
        )
        for values, name, of in steps
    )  # fmt: skip
    warnings = [*design.warnings, *warnings_of(design, rows), *_leaps(answers, lived & design.has_weight)]
    return Funnel(f"help-seeking among {people}", level, rows, tuple(warnings))


def _leaps(answers: tuple[Floats, Floats, Floats, Floats], lived: Bools) -> list[str]:
    """Say how many women are at a step and, as they say, not at the one before."""
    found = []
    for at in (2, 3):
        n = int((lived & (answers[at] == 1) & (answers[at - 1] == 0)).sum())
        if n:
            found.append(f"Women who {_STEPS[at]} and say that they did not get to «{_STEPS[at - 1]}»: {n}. They stay as they answered.")  # fmt: skip
    return found
