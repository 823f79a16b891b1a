"""Logistic and linear regression of a sample: who reports violence more often, other things being equal."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
from scipy.special import expit
from scipy.stats import t as student

from qorgan.kernel.errors import DataError
from qorgan.kernel.text import Language
from qorgan.know.digits import NONE, number, p_alone, places_of
from qorgan.know.estimate import LEVEL, Spoken, require_level
from qorgan.know.figures.texts import Message, Slot
from qorgan.know.sentences import COMMON, capitalised, say
from qorgan.know.survey.design import Bools, Design, Floats, Ints, Labels, squares
from qorgan.know.survey.estimates import Estimate
from qorgan.know.survey.linearised import n_refused, used_rows
from qorgan.know.survey.sentences import SENTENCES, message, whole
from qorgan.know.survey.variance import Lonely, covariance, degrees_of_freedom

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Family = Literal["logistic", "linear"]
FAMILIES: Final[tuple[Family, ...]] = get_args(Family)
_STEPS: Final = 50
_STILL: Final = 1e-12  # relative change of the deviance at which a fit stands still
_FAR: Final = 25.0  # log odds beyond which no survey can know a chance from 0 or 1


@dataclass(frozen=True, slots=True)
class Regression(Spoken):
    """Coefficients, each an estimate of its own.

    Parameters
    ----------
    family : {"logistic", "linear"}
    coefficients : tuple of Estimate
        ``group`` is the name of the covariate; log odds of a logistic one.
    covariances : array, shape (k, k)
    """

    family: Family
    coefficients: tuple[Estimate, ...]
    covariances: Floats

    @property
    def df(self) -> int:
        """Degrees of freedom: those of the design, and one, less the coefficients."""
        return self.coefficients[0].df

    @property
    def odds_ratios(self) -> tuple[tuple[str, float, float | None, float | None], ...]:
        """Name, odds ratio, low and high of every coefficient but the intercept.

        Raises
        ------
        DataError
            If the regression is not logistic.
        """
        if self.family != "logistic":
            raise DataError("a linear regression has no odds ratios", field="family", value=self.family, rule="logistic")  # fmt: skip
        return tuple(
            (say(one.group or ""), _exp(one.point), None if one.low is None else _exp(one.low), None if one.high is None else _exp(one.high))
            for one in self.coefficients
            if one.group != INTERCEPT
        )  # fmt: skip

    def p_values(self) -> tuple[float | None, ...]:
        """Return how often t would be as far from 0 by chance, of each coefficient; None without degrees of freedom."""
        return tuple(
            None if one.df <= 0 or not one.se else float(2 * student.sf(abs((one.point or 0.0) / one.se), one.df))
            for one in self.coefficients
        )

    def to_dict(self, language: Language = "en") -> dict[str, object]:
        """Return all numbers; of a logistic one with the odds ratio of every coefficient but the intercept."""
        rows = zip(self.coefficients, self.p_values(), strict=True)
        found = [{**one.to_dict(language), "name": one.group, "p": p} for one, p in rows]
        ratios = {name: ends for name, *ends in self.odds_ratios} if self.family == "logistic" else {}
        for row in found:
            if row["name"] in ratios:
                row["odds_ratio"], row["odds_low"], row["odds_high"] = ratios[str(row["name"])]
        return {"family": self.family, "df": self.df, "rows": found}

    def headline(self, language: Language = "en") -> str:
        """Say what was fitted to how many rows."""
        first = self.coefficients[0]
        places = {"n": whole(first.n), "missing": whole(first.missing), "df": number(self.df)}
        return say(message(f"regression.{self.family}", **places), language)

    def head(self, language: Language = "en") -> tuple[str, ...]:
        """Return the names of the columns of `rows`."""
        what = "odds_ratio" if self.family == "logistic" else "slope"
        ends = (COMMON.message(f"head.{one}") for one in ("low", "high"))
        cells = (message("regression.covariate"), message(f"regression.{what}"), *ends, COMMON.message("head.p"))
        return tuple(say(one, language) for one in cells)

    def rows(self, language: Language = "en") -> list[tuple[str, ...]]:
        """Return covariate, odds ratio (of a linear one slope), low, high and p; none where it may not be published."""
        if not self.coefficients[0].is_publishable:
            return []
        said = []
        for one, p in zip(self.coefficients, self.p_values(), strict=True):
            if one.group == INTERCEPT and self.family == "logistic":
                continue
            point = _exp(one.point) if self.family == "logistic" else one.point or 0.0
            places = places_of(one.known_to * (point if self.family == "logistic" else 1))
            ends = [_exp(end) if self.family == "logistic" else end for end in (one.low, one.high) if end is not None]
            numbers: list[Slot] = [number(value, places) for value in (point, *ends)]
            chance: Slot = NONE if p is None else p_alone(p)
            said.append(tuple(say(cell, language) for cell in (_spoken(one.group), *numbers, chance)))
        return said

    def notes(self, language: Language = "en", *, warnings: Sequence[Slot] = ()) -> list[str]:
        """Say what to be careful of; first, if so, that nobody has reviewed the language, or that it may not be published."""
        first: list[Slot] = [] if SENTENCES.is_reviewed(language) else [COMMON.message("text.not_reviewed")]
        first += [message("regression.no_cause" if self.coefficients[0].is_publishable else "regression.not_published")]
        return [
            *(capitalised(one, language) for one in first),
            *(say(COMMON.message("text.warning", text=one), language) for one in warnings),
        ]

    def text(self, language: Language = "en") -> str:
        """Return a summary for people."""
        if not self.coefficients[0].is_publishable:
            return "\n".join([self.headline(language), say(message("regression.not_published"), language)])
        if self.family == "logistic":
            ses = [one.se or 0.0 for one in self.coefficients if one.group != INTERCEPT]
            lines = [say(_odds(*row, se), language) for row, se in zip(self.odds_ratios, ses, strict=True)]
        else:
            lines = [replace(one, group=_spoken(one.group)).text(language) for one in self.coefficients]
        return "\n".join([self.headline(language), *lines, say(message("regression.no_cause"), language)])

    def plot(self, language: Language = "en") -> "Figure":
        """Draw every coefficient but the intercept with its interval."""
        from qorgan.know.survey.plotting import panel  # noqa: PLC0415  drawing is slow to load, and numbers need none of it

        kept = tuple(one for one in self.coefficients if one.group != INTERCEPT)
        title = message("regression.log_odds" if self.family == "logistic" else "regression.slope")
        return panel(kept, capitalised(title, language), zero=True, language=language)


INTERCEPT: Final = "(Intercept)"


def _spoken(name: "Slot | None") -> Slot:
    """Return a coefficient as people read it."""
    return message("regression.intercept") if name == INTERCEPT else name or ""


def regress(
    design: Design,
    answer: Floats,
    covariates: Floats,
    names: Sequence[str],
    *,
    family: Family = "logistic",
    rows: Ints | None = None,
    level: float = LEVEL,
    lonely: Lonely = "fail",
    refused: Bools | None = None,
) -> Regression:
    """Fit a regression with the errors that the design allows.

    Parameters
    ----------
    design : Design
    answer : array, shape (n_rows,)
        0 or 1 of a logistic one; nan: missing.
    covariates : array, shape (n_rows, k)
        Without an intercept, which is added; nan: missing.
    names : sequence of str
        Of the covariates.
    family : {"logistic", "linear"}
    rows, level, lonely, refused
        See `qorgan.know.survey.linearised.estimate`.

    Raises
    ------
    DataError
        Answers other than 0 and 1, covariates that depend on one another or tell the answers apart without fault (then no
        finite coefficient fits best), or more of them than units.

    Notes
    -----
    Weighted likelihood equations, and the sandwich of [binder1983]_ over the sums of the units drawn.
    """
    require_level(level)
    require_family(family)
    if covariates.ndim != 2 or covariates.shape != (design.n_rows, len(names)):
        raise DataError("covariates and names do not fit", field="covariates", value=str(covariates.shape), rule=f"({design.n_rows}, {len(names)})")  # fmt: skip
    used, missing = used_rows(design, [answer, covariates], rows)
    kept = slice(None) if used is None else used
    y, x, weights = answer[kept], np.column_stack([np.ones(len(answer[kept])), covariates[kept]]), design.weights[kept]
    if family == "logistic" and not np.isin(y, (0.0, 1.0)).all():
        raise DataError("an answer is neither 0 nor 1", field="y", rule="0 or 1", next_step="make one answer 1 and all others 0")  # fmt: skip
    _require_rank(x)
    scale = np.abs(x).max(axis=0)  # columns of like size: income beside a share of 0 to 1
    slopes, inverse = _fit(y, x / scale, weights, family)
    fitted = expit(np.einsum("np,p->n", x / scale, slopes)) if family == "logistic" else np.einsum("np,p->n", x / scale, slopes)  # fmt: skip
    scores = np.einsum("np,pq->nq", x / scale * (weights * (y - fitted))[:, None], inverse)
    covariances = covariance(design, used, scores, lonely=lonely) / np.outer(scale, scale)
    df = degrees_of_freedom(design, used) - len(names)
    reach = float(student.ppf((1 + level) / 2, df)) if df > 0 else None
    warnings = () if df > 0 else (message("warning.no_df"),)
    found = tuple(
        Estimate(
            f"{family} regression, t", point, None if reach is None else point - reach * se, None if reach is None else point + reach * se,
            level, message(f"how.{family}"), warnings=warnings, source="binder1983", group=name, se=se, df=df, n=len(y), missing=missing,
            refused=n_refused(design, refused, rows), denominator=float(weights.sum()),
        )
        for name, point, se in zip((INTERCEPT, *names), (slopes / scale).tolist(), np.sqrt(np.diag(covariances)).tolist(), strict=True)
    )  # fmt: skip
    return Regression(family, found, covariances)


def require_family(family: str) -> Family:
    """Return a family by its name.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    for one in FAMILIES:
        if one == family:
            return one
    raise DataError("no such family", field="family", value=family, rule=f"one of {', '.join(FAMILIES)}")


def indicators(labels: Labels, base: str) -> tuple[Floats, tuple[str, ...]]:
    """Return a column of 0 and 1 for every label but the base, nan where the label is "", and their names.

    Raises
    ------
    DataError
        If no row has the base.
    """
    names = [str(name) for name in np.unique(labels) if name]
    if base not in names:
        raise DataError("no row has the base", field="base", value=base, rule=f"one of {', '.join(names)}")
    others = [name for name in names if name != base]
    columns = np.where((labels == "")[:, None], np.nan, labels[:, None] == np.array(others))
    return np.asarray(columns, dtype=np.float64), tuple(others)


def _fit(y: Floats, x: Floats, weights: Floats, family: Family) -> tuple[Floats, Floats]:
    """Return coefficients, and the inverse of the information."""
    if family == "linear":
        found: Floats = np.asarray(np.linalg.inv(squares(x, weights)), dtype=np.float64)
        return np.asarray(found @ np.einsum("np,n->p", x, weights * y)), found
    slopes, before = np.zeros(x.shape[1]), math.inf
    for _ in range(_STEPS):
        line = np.einsum("np,p->n", x, slopes)
        chance = expit(line)
        # log(1 + exp) without overflow: the deviance of 0 and 1
        deviance = float((weights * (np.logaddexp(0.0, line) - y * line)).sum())
        is_still = abs(before - deviance) <= _STILL * abs(deviance)
        if not is_still and np.abs(line).max() > _FAR:
            break
        information = squares(x, weights * chance * (1 - chance))
        inverse = np.linalg.inv(information)
        slopes = slopes + inverse @ np.einsum("np,n->p", x, weights * (y - chance))
        if is_still:
            line = np.einsum("np,p->n", x, slopes)
            if np.abs(line).max() > _FAR:
                break
            chance = expit(line)
            return slopes, np.asarray(np.linalg.inv(squares(x, weights * chance * (1 - chance))))
        before = deviance
    raise DataError(
        "the covariates tell some answers apart without fault, so no finite coefficient fits best", field="covariates",
        rule="both answers at like values", next_step="leave a covariate out, or join groups of which all answered alike",
    )  # fmt: skip


def _require_rank(x: Floats) -> None:
    scaled = x / np.maximum(np.sqrt((x**2).sum(axis=0)), 1e-300)
    if len(x) < x.shape[1] or np.linalg.matrix_rank(scaled, tol=1e-9) < x.shape[1]:
        raise DataError(
            "covariates depend on one another", field="covariates", rule="none is a sum of others, and none is constant",
            next_step="leave one out",
        )  # fmt: skip


def _exp(number: float | None) -> float:
    return math.exp(min(number or 0.0, 700.0))


def _odds(name: str, ratio: float, low: float | None, high: float | None, se: float) -> Message:
    """Say an odds ratio to the digits that its standard error, ratio · se, knows."""
    places = places_of(ratio * se)
    if low is None or high is None:
        return message("regression.odds_alone", name=name, ratio=number(ratio, places))
    return message(
        "regression.odds", name=name, ratio=number(ratio, places), low=number(low, places), high=number(high, places)
    )
