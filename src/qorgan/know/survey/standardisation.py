"""Direct age-standardisation: what a mean would be if the ages were those of a standard that is named."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.estimate import LEVEL
from qorgan.know.figures.texts import Slot
from qorgan.know.survey.design import Bools, Design, Floats, Ints, Labels
from qorgan.know.survey.estimates import Estimate
from qorgan.know.survey.intervals import Interval
from qorgan.know.survey.linearised import Line, concluded, n_refused, used_rows
from qorgan.know.survey.sentences import message, whole
from qorgan.know.survey.variance import Lonely


@dataclass(frozen=True, slots=True)
class Standard:
    """A population whose ages are taken.

    Parameters
    ----------
    name : str
        As it stands beside every number.
    source : str
        Where its numbers are from.
    people : mapping of str to float
        Of every age group, counts or shares, above 0.
    """

    name: str
    source: str
    people: Mapping[str, float]

    def __post_init__(self) -> None:
        """Refuse a standard without a name, a source or people."""
        if not (self.name.strip() and self.source.strip()):
            raise DataError("a standard needs a name and a source", field="standard", rule="who reads the number must know whose ages it has")  # fmt: skip
        wrong = [age for age, of in self.people.items() if not (np.isfinite(of) and of > 0)]
        if wrong or not self.people:
            raise DataError("this is no number of people", field="standard", value=wrong[0] if wrong else "", rule="above 0 for every age group")  # fmt: skip


def standardised(
    design: Design,
    values: Floats,
    ages: Labels,
    standard: Standard,
    *,
    rows: Ints | None = None,
    group: "Slot | None" = None,
    level: float = LEVEL,
    interval: Interval = "t",
    lonely: Lonely = "fail",
    refused: Bools | None = None,
) -> Estimate:
    """Estimate a mean with the ages of a standard.

    Parameters
    ----------
    design, values, rows, group, level, interval, lonely, refused
        See `qorgan.know.survey.linearised.estimate`.
    ages : array of str, shape (n_rows,)
        Age group, as the standard names it; "": missing, and counted so. Who is of an age that the standard does not hold is
        not of the group, and that is said.
    standard : Standard

    Returns
    -------
    Estimate
        ``method`` names the standard; ``denominator`` is the sum of the weights of who counts.

    Raises
    ------
    DataError
        If nobody who counts is of an age group of the standard, and as of ``estimate``.

    Notes
    -----
    Σ_a s_a mean_a with s the shares of the standard. Its linearised values are s_a (y - mean_a) / Σ_a w: the shares are known,
    how many of the sample are of each age is not.
    """
    ages = np.asarray(ages).astype(str)
    names = sorted(standard.people)
    shares = np.array([standard.people[name] for name in names], dtype=np.float64)
    shares /= shares.sum()
    held = np.arange(design.n_rows) if rows is None else rows
    is_other = ~np.isin(ages[held], [*names, ""])
    other = int((is_other & design.has_weight[held]).sum())
    held = held[~is_other]
    known = np.where(ages == "", np.nan, values)
    used, missing = used_rows(design, [known], held)
    assert used is not None  # noqa: S101  rows were given
    code = np.searchsorted(names, ages[used])
    weights, y = design.weights[used], known[used]
    people = np.bincount(code, weights, minlength=len(names))
    empty = np.flatnonzero(people == 0)
    if len(empty):
        raise DataError(
            "nobody who counts is of an age group of the standard", field="ages", value=names[empty[0]],
            rule="somebody of every age group, in every group", next_step="join age groups, in the sample and in the standard",
        )  # fmt: skip
    means = np.bincount(code, weights * y, minlength=len(names)) / people
    line = Line(float((shares * means).sum()), (shares / people)[code] * (y - means[code]), float(weights.sum()))
    method = f"mean standardised to the ages of {standard.name} ({standard.source}), {interval}"
    note = message(
        "how.standardised", name=standard.name, source=standard.source, interval=message(f"interval.{interval}")
    )
    found = concluded(
        design,
        used,
        line,
        n=len(used),
        group=group,
        level=level,
        interval=interval,
        lonely=lonely,
        method=method,
        note=note,
    )
    warnings = found.warnings
    if other:
        warnings = (*warnings, message("warning.other_age", name=standard.name, n=whole(other)))
    return replace(found, missing=missing, refused=n_refused(design, refused, held), warnings=warnings, deff=None)
