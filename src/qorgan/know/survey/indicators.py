"""Indicators 5.2.1 and 5.2.2 of the Sustainable Development Goals, with what a survey asked otherwise in their label.

A survey of women of 15 to 49 is no indicator of women of 15 and older. The number may still be of use, under its own name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from qorgan.kernel.errors import DataError
from qorgan.know.estimate import LEVEL
from qorgan.know.figures.texts import Message, Slot
from qorgan.know.sentences import say
from qorgan.know.survey.design import Bools, Design, Floats, Ints
from qorgan.know.survey.estimates import Estimate
from qorgan.know.survey.linearised import estimate
from qorgan.know.survey.report import Report, warnings_of
from qorgan.know.survey.sentences import how, listed, message, stat_in_words, whole
from qorgan.know.survey.variance import Lonely

Partnership = Literal["ever-partnered", "ever-married", "now partnered", "all"]
Perpetrator = Literal["current or former partner", "current partner", "others than a partner", "anybody"]
LEAST_AGE: Final = 15
MONTHS: Final = 12
AGE_STARTS: Final = (15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70)


@dataclass(frozen=True, slots=True)
class Indicator:
    """What an indicator counts [unsd2017]_.

    Parameters
    ----------
    code : str
        As ``5.2.1``.
    people : {"ever-partnered", "all"}
        Women and girls of 15 and older, of that kind.
    forms : tuple of str
    by : str
        Who did it.
    """

    code: str
    people: Partnership
    forms: tuple[str, ...]
    by: Perpetrator


SDG_5_2_1: Final = Indicator(
    "5.2.1", "ever-partnered", ("physical", "sexual", "psychological"), "current or former partner"
)
SDG_5_2_2: Final = Indicator("5.2.2", "all", ("sexual",), "others than a partner")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a survey asked, where it may differ from the indicator; the default differs in nothing.

    Parameters
    ----------
    least_age, most_age : int or None
        Ages asked, both inclusive; None: no limit above.
    people : str or None
        None: as the indicator.
    by : str or None
        None: as the indicator.
    months : int or None
        Months before the interview; None: ever in her life.
    """

    least_age: int = LEAST_AGE
    most_age: int | None = None
    people: Partnership | None = None
    by: Perpetrator | None = None
    months: int | None = MONTHS


def departures(indicator: Indicator, asked: Asked, forms: Sequence[str]) -> tuple[Message, ...]:
    """Return what a survey asked otherwise than the indicator says, each in a few words; empty: nothing."""
    found = []
    if asked.least_age != LEAST_AGE or asked.most_age is not None:
        found.append(message("departure.ages", asked=_span(asked.least_age, asked.most_age)))
    if asked.people not in {None, indicator.people}:
        found.append(message("departure.people", asked=_who(asked.people), meant=_who(indicator.people)))
    if asked.by not in {None, indicator.by}:
        found.append(message("departure.by", asked=_whom(asked.by), meant=_whom(indicator.by)))
    if asked.months != MONTHS:
        found.append(message("departure.months", asked=_period(asked.months)))
    lacking = [_form(form) for form in indicator.forms if form not in forms]
    if lacking:
        found.append(message("departure.forms", forms=listed(lacking, "and")))
    return tuple(found)


def label(indicator: Indicator, asked: Asked, forms: Sequence[str]) -> Message:
    """Return the name of the number: the indicator's where nothing differs, else what was counted and each departure.

    Examples
    --------
    >>> from qorgan.know.sentences import say
    >>> print(say(label(SDG_5_2_2, Asked(most_age=49), ["sexual"])))
    SDG 5.2.2, with departures: all women 15–49, sexual violence by others than a partner, 12 months (ages 15–49 instead of 15 and older)
    """
    off = departures(indicator, asked, forms)
    what = message(
        "indicator.what", people=message("indicator.women", people=_who(asked.people or indicator.people)),
        ages=_span(asked.least_age, asked.most_age), forms=message("indicator.violence", forms=_either(forms)),
        by=_whom(asked.by or indicator.by), period=_period(asked.months),
    )  # fmt: skip
    if not off:
        return message("indicator.exact", code=indicator.code, what=what)
    return message("indicator.departs", code=indicator.code, what=what, departures=off)


def union(columns: Sequence[Floats]) -> Floats:
    """Return whether any of several answers is yes; shape (n_rows,).

    One yes is enough. Without it an answer that is missing (nan) leaves the whole missing: no is not known.
    """
    table = np.column_stack(list(columns))
    return np.where((table == 1).any(axis=1), 1.0, np.where(np.isnan(table).any(axis=1), np.nan, 0.0))


def indicate(
    design: Design,
    indicator: Indicator,
    answers: Mapping[str, Floats],
    age: Floats,
    *,
    is_of: Floats | None = None,
    asked: Asked = Asked(),
    age_starts: Sequence[int] = AGE_STARTS,
    level: float = LEVEL,
    lonely: Lonely = "fail",
    refused: Mapping[str, Bools] | None = None,
) -> Report:
    """Estimate an indicator: each form and their union, of all ages and by age.

    Parameters
    ----------
    design : Design
    indicator : Indicator
        ``SDG_5_2_1`` or ``SDG_5_2_2``.
    answers : mapping of str to array, shape (n_rows,)
        Form of violence to 1, 0 or nan.
    age : array, shape (n_rows,)
        In years; nan: not known.
    is_of : array, shape (n_rows,), optional
        1 for women of the kind that the indicator is of (ever-partnered), 0 for others, nan: not known. Needed where it is
        not of all.
    asked : Asked
    age_starts : sequence of int
        First years of the age groups.
    level, lonely
        See `qorgan.know.survey.linearised.estimate`.
    refused : mapping of str to array of bool, shape (n_rows,), optional
        By form, who would rather not say.

    Returns
    -------
    Report
        Named by `label`; a row for each form and the union, then the same by age.

    Raises
    ------
    DataError
        An answer other than 0 and 1; a form that the indicator does not have; nobody to count.
    """
    _check(indicator, answers, is_of)
    low, high = max(asked.least_age, LEAST_AGE), asked.most_age if asked.most_age is not None else np.inf
    of_kind = np.ones(design.n_rows) if is_of is None else is_of
    is_in = (of_kind == 1) & (age >= low) & (np.floor(age) <= high)
    unknown = int(((np.isnan(age) & (of_kind != 0)) | (np.isnan(of_kind) & ~(age < low) & ~(np.floor(age) > high)))[design.has_weight].sum())  # fmt: skip
    if not (is_in & design.has_weight).any():
        raise DataError("nobody is of those whom the indicator counts", field="age", rule=say(label(indicator, asked, [*answers])))  # fmt: skip
    columns, refusals, said = _columns(answers, refused or {})
    rows: list[Estimate] = []
    for ages, of in [
        (message("indicator.all_ages"), np.flatnonzero(is_in)),
        *_by_age(age, is_in, age_starts, asked.most_age),
    ]:
        for name, values in columns.items():
            found = estimate(design, values, rows=of, group=message("indicator.row", forms=said[name], ages=ages), level=level, interval="logit", lonely=lonely, refused=refusals[name])  # fmt: skip
            rows.append(replace(found, method="share, logit", note=how(stat_in_words("share"), "logit")))
    warnings = [*design.warnings, *warnings_of(design, rows)]
    if unknown:
        warnings.append(message("warning.not_known_whose", n=whole(unknown)))
    return Report(label(indicator, asked, [*answers]), level, tuple(rows), tuple(warnings))


def _check(indicator: Indicator, answers: Mapping[str, Floats], is_of: Floats | None) -> None:
    if is_of is None and indicator.people != "all":
        raise DataError("who is ever-partnered is not given", field="is_of", rule=f"{indicator.code} is of ever-partnered women")  # fmt: skip
    if not answers:
        raise DataError("no form of violence", field="answers", rule=f"one or more of {', '.join(indicator.forms)}")
    for name, values in answers.items():
        if name not in indicator.forms:
            raise DataError("the indicator has no such form", field="answers", value=name, rule=f"one of {', '.join(indicator.forms)}")  # fmt: skip
        if not np.isin(values[~np.isnan(values)], (0.0, 1.0)).all():
            raise DataError("an answer is neither 0 nor 1", field=name, rule="1 yes, 0 no, nan missing")


def _columns(
    answers: Mapping[str, Floats], refused: Mapping[str, Bools]
) -> tuple[dict[str, Floats], dict[str, Bools], dict[str, Slot]]:
    """Return every form and, of several, their union; who would rather not say; and how each is called."""
    columns = dict(answers)
    said: dict[str, Slot] = {name: _form(name) for name in answers}
    refusals = {name: refused.get(name, np.zeros(len(values), dtype=np.bool_)) for name, values in answers.items()}
    if len(answers) > 1:
        name = "any"
        said[name] = _either([*answers])
        columns[name] = union([*answers.values()])
        refusals[name] = np.logical_or.reduce([*refusals.values()]) & np.isnan(columns[name])
    return columns, refusals, said


def _by_age(age: Floats, is_in: Bools, starts: Sequence[int], most_age: int | None) -> list[tuple[Slot, Ints]]:
    """Return the age groups that hold somebody, with their rows."""
    found: list[tuple[Slot, Ints]] = []
    for place, start in enumerate(starts):
        end = starts[place + 1] - 1 if place + 1 < len(starts) else None
        if most_age is not None:
            end = most_age if end is None else min(end, most_age)
        rows = np.flatnonzero(is_in & (age >= start) & (np.floor(age) <= (np.inf if end is None else end)))
        if len(rows):
            found.append((_span(start, end), rows))
    return found


def _span(low: int, high: int | None) -> Message:
    if high is None:
        return message("indicator.from", low=whole(low))
    return message("indicator.span", low=whole(low), high=whole(high))


def _either(names: Sequence[str]) -> Slot:
    return listed([_form(name) for name in names], "or")


def _form(name: str) -> Message:
    return message(f"form.{name}")


def _who(people: str | None) -> Message:
    name = (people or "all").replace(" ", "-")
    return message(f"people.{name}")


def _whom(by: str | None) -> Message:
    name = (by or "anybody").replace(" ", "-")
    return message(f"by.{name}")


def _period(months: int | None) -> Message:
    return message("indicator.ever") if months is None else message("indicator.months", n=whole(months))
