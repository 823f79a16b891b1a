"""What log-linear models say of the number of people: the best, the averaged, the stepwise."""

import math

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from qorgan.know.overlap.bootstrap import Interval
from qorgan.know.overlap.cells import Bools, Floats, moved
from qorgan.know.overlap.estimates import Estimate, checked, none_of
from qorgan.know.overlap.fitting import fit
from qorgan.know.overlap.models import as_array, bracket, independence
from qorgan.know.overlap.selection import Selection, stepwise
from qorgan.know.overlap.sentences import message, whole
from qorgan.know.overlap.tables import CaptureTable

ASSUMPTIONS = (message("assumption.dependence"), message("assumption.closed"))


def best_by_bic(selection: Selection, interval: Interval | None, written: list[int], level: float) -> Estimate:
    """Return the best model by BIC with its re-selecting bootstrap interval.

    Parameters
    ----------
    selection : Selection
    interval : Interval or None
        None if no model has a finite estimate.
    written : list of int
        Place of each list in the reader's table, for the name of the model.
    level : float
    """
    best = selection.best()
    if best is None or interval is None:
        return none_of("loglinear-bic", level, message("note.no_model"))
    name = name_of(selection.models[best], written)
    among = "chosen_one" if interval.n_models == 1 else "chosen"
    note = message(f"note.{among}", name=name, n=whole(interval.n_models))
    high = None if math.isinf(interval.high) else interval.high
    low = selection.table.observed if math.isinf(interval.low) else interval.low
    warnings = () if interval.stood_still else (message("warning.moved"),)
    return checked(
        Estimate(
            "loglinear-bic", selection.total(best), low, high, level, note, ASSUMPTIONS, warnings, "silverman2024"
        ),
        selection.table.observed,
    )


def best_by_aicc(selection: Selection, written: list[int], level: float) -> Estimate:
    """Return the best model by AICc with the log-normal interval of this model."""
    best = selection.best("aicc")
    if best is None:
        return none_of("loglinear-aicc", level, message("note.no_model"))
    return _of_one("loglinear-aicc", selection, best, written, level)


def averaged(selection: Selection, level: float) -> Estimate:
    """Return the median and the quantiles over all models, each log-normal around its own estimate.

    The weights are the models' shares in exp(−BIC/2). What is spread between the models is so part of the interval.
    """
    exists = selection.fits.exists
    if not exists.any():
        return none_of("loglinear-averaged", level, message("note.no_model"))
    weights = selection.weights[exists] / selection.weights[exists].sum()
    logs, errors = np.log(selection.fits.hidden[exists]), selection.fits.log_error[exists]
    ends = [mixture_quantile(weights, logs, errors, share) for share in ((1 - level) / 2, 0.5, (1 + level) / 2)]
    low, point, high = (selection.table.observed + math.exp(end) for end in ends)
    totals = [selection.total(place) for place in selection.weighty()]
    spread = message("note.spread", low=whole(min(totals)), high=whole(max(totals))) if totals else ""
    kind = "averaged_all" if selection.is_exhaustive else "averaged_searched"
    note = message(f"note.{kind}", n=whole(exists.sum()), spread=spread)
    return checked(
        Estimate("loglinear-averaged", point, low, high, level, note, ASSUMPTIONS, (), "buckland1997"),
        selection.table.observed,
    )


def mixture_quantile(weights: Floats, means: Floats, errors: Floats, share: float) -> float:
    """Return a quantile of a mixture of normal distributions.

    Parameters
    ----------
    weights : array, shape (n_parts,)
        They add to 1.
    means, errors : array, shape (n_parts,)
    share : float
        In (0, 1).
    """
    used = weights > 1e-12
    weights, means, errors = weights[used], means[used], np.maximum(errors[used], 1e-12)
    reach = norm.ppf(share)

    def over(at: float) -> float:
        return float(weights @ norm.cdf((at - means) / errors)) - share * float(weights.sum())

    low, high = float((means + reach * errors).min()), float((means + reach * errors).max())
    return low if high - low < 1e-12 else float(brentq(over, low - 1e-9, high + 1e-9, xtol=1e-12))


def independent(table: CaptureTable, written: list[int], level: float) -> Estimate:
    """Return what follows if no list says anything about another."""
    return _fitted("independence", independence(table.n_lists), table, written, level)


def by_steps(table: CaptureTable, written: list[int], level: float) -> Estimate:
    """Return the model that pairs of lists are added to until none is significant."""
    terms = stepwise(table)
    if terms is None:
        return none_of("stepwise", level, message("note.not_even"))
    return _fitted("stepwise", terms, table, written, level)


def _fitted(method: str, terms: frozenset[int], table: CaptureTable, written: list[int], level: float) -> Estimate:
    fits = fit(as_array([terms], table.n_lists), table.array[None], table.possible)
    if not fits.exists[0]:
        return none_of(method, level, message("note.no_finite", name=name_of(terms, written)))
    return _wald(
        method,
        table.observed,
        float(fits.hidden[0]),
        float(fits.log_error[0]),
        name=name_of(terms, written),
        level=level,
    )


def _of_one(method: str, selection: Selection, place: int, written: list[int], level: float) -> Estimate:
    hidden, error = float(selection.fits.hidden[place]), float(selection.fits.log_error[place])
    name = name_of(selection.models[place], written)
    return _wald(method, selection.table.observed, hidden, error, name=name, level=level)


def _wald(method: str, observed: int, hidden: float, error: float, *, name: str, level: float) -> Estimate:
    reach = math.exp(norm.ppf((1 + level) / 2) * error)
    low, high = observed + hidden / reach, observed + hidden * reach
    return checked(
        Estimate(
            method, observed + hidden, low, high, level, message("note.alone", name=name), ASSUMPTIONS, (), "chan2021"
        ),
        observed,
    )


def name_of(terms: Bools | frozenset[int], written: list[int]) -> str:
    """Write a model with the lists as the reader numbers them.

    Parameters
    ----------
    terms : array of bool, shape (2^n_lists,), or frozenset of int
    written : list of int
        Place of each list in the reader's table.
    """
    held = terms if isinstance(terms, frozenset) else np.flatnonzero(terms).tolist()
    return bracket([moved(term, written) for term in held])
