"""Whether a table determines the number of people, bounds it, or does neither: written rules, each with its reason.

The rules and the evidence for their thresholds stand in docs/decisions.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from qorgan.know.overlap.decomposable import EDGE_MASS
from qorgan.know.overlap.differing import SEEN
from qorgan.know.overlap.estimates import Estimate
from qorgan.know.overlap.latent import MAX_R_HAT
from qorgan.know.overlap.selection import WEIGHTY

Kind = Literal["determined", "bounded", "not determined"]

DETERMINED_RATIO: Final = 2.0  # high over low
ALLOWED_RATIO: Final = 3.0  # the same, of a bounded number whose high end allows for an unseen dependence
BOUNDED_RATIO: Final = 5.0  # the same, of one whose high end does not
UNSEEN: Final = 3.0  # odds ratio that no data can see, up to which the high end of a determined number holds
MIN_SHARED: Final = 7  # people on two lists or more: with fewer, chance alone moves every estimate by half of itself

COMBINED: Final = ("loglinear-bic", "loglinear-averaged", "decomposable", "latent-class")
LOWER: Final = ("independence", "loglinear-bic", "loglinear-averaged", "chao")
ALLOWANCE: Final = (
    f"The high end allows for a dependence that no data can see, which would hide {UNSEEN:g} times as many."
)
REACH: Final = (
    "This is about people whom these lists could reach; whoever could be on none of them is in no figure here."
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the verdict rests on.

    Parameters
    ----------
    observed, shared : int
        People on a list; people on two lists or more.
    n_lists : int
    parts : tuple of tuple of str
        Groups of lists that overlap.
    panel : tuple of Estimate
        One a method.
    models : tuple of (str, float)
        The log-linear models of weight 0.01 or more, with their estimates.
    weight_without_estimate : float
        Weight of the models without a finite estimate.
    r_hat, edge_mass, bend : float
        nan where the method does not apply. See :func:`differing.bend`.
    """

    observed: int
    shared: int
    n_lists: int
    parts: tuple[tuple[str, ...], ...]
    panel: tuple[Estimate, ...]
    models: tuple[tuple[str, float], ...]
    weight_without_estimate: float
    r_hat: float
    edge_mass: float
    bend: float

    def of(self, method: str) -> Estimate | None:
        """Return what a method says."""
        return next((one for one in self.panel if one.method == method), None)

    def combined(self) -> list[Estimate]:
        """Return the methods that are put together."""
        return [one for one in self.panel if one.method in COMBINED]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of the number of people.

    Parameters
    ----------
    kind : {"determined", "bounded", "not determined"}
    estimate, high : float or None
        None where the table gives none.
    low : float
        The bound that holds; the people seen if nothing better does.
    reasons : tuple of str
        Plain sentences.
    """

    kind: Kind
    estimate: float | None
    low: float
    high: float | None
    reasons: tuple[str, ...]


def judge(evidence: Evidence) -> Verdict:
    """Decide by the rules, and say why."""
    hopeless = list(_hopeless(evidence))
    if hopeless:
        return Verdict("not determined", None, float(evidence.observed), None, (*hopeless, REACH))
    main = evidence.of("loglinear-bic")
    doubts = list(_doubts(evidence, main))
    if not doubts and main is not None and main.low is not None:
        agreed = "All models that the table speaks for, and all methods, agree within the interval."
        return Verdict("determined", main.point, main.low, _widened(evidence, main), (agreed, ALLOWANCE, REACH))
    return _bounded(evidence, doubts)


def _bounded(evidence: Evidence, doubts: list[str]) -> Verdict:
    """Put the methods together, or keep the lower bound, or neither."""
    both, allowed = _between(evidence)
    if both is not None:
        low, high = both
        point = next((one.point for one in evidence.panel if one.method == "loglinear-averaged"), None)
        held = f"Put together, the methods allow {_people(low)} to {_people(high)}."
        return Verdict("bounded", point, low, high, (*doubts, held, allowed, REACH))
    bound = _lower_bound(evidence)
    if bound is None or bound <= evidence.observed:
        none = "No lower bound is above the people who were seen."
        return Verdict(
            "not determined", None, float(evidence.observed), None, (*doubts, *filter(None, [allowed]), none, REACH)
        )
    only = f"Only a lower bound holds, {_people(bound)}, and only if being on one list makes nobody less likely to be on another."
    return Verdict("bounded", None, bound, None, (*doubts, *filter(None, [allowed]), only, REACH))


def _hopeless(evidence: Evidence) -> Iterator[str]:
    if len(evidence.parts) > 1:
        groups = "; ".join(" and ".join(part) for part in evidence.parts)
        yield f"These lists overlap with no other: {groups}. Nothing says how many are on none."
    elif evidence.shared < MIN_SHARED:
        yield f"Only {evidence.shared} people are on two lists or more; {MIN_SHARED} are needed to say anything."


def _doubts(evidence: Evidence, main: Estimate | None) -> Iterator[str]:
    """Yield each reason why the number is not determined."""
    if evidence.n_lists < 3:
        yield "Two lists cannot show whether being on one makes being on the other more or less likely."
        return
    if evidence.weight_without_estimate >= WEIGHTY:
        yield f"Models by which the number has no upper limit have {evidence.weight_without_estimate:.0%} of the weight."
    if main is None or not main.is_finite:
        yield "The best log-linear model has no interval with two ends."
        return
    is_within = _within(main)
    if main.point is not None and not is_within(main.point):
        yield "The estimate lies outside its own interval."
    outside = [f"{name} gives {_people(total)}" for name, total in evidence.models if not is_within(total)]
    if outside:
        yield f"Models that fit about as well lie outside the interval: {', '.join(outside[:3])}."
    yield from _method_doubts(evidence, is_within)
    ratio = _widened(evidence, main) / (main.low or 1.0)
    if ratio > DETERMINED_RATIO:
        yield f"{ALLOWANCE} It is then {ratio:.1f} times the low end; {DETERMINED_RATIO:g} is the most."


def _method_doubts(evidence: Evidence, is_within: Callable[[float], bool]) -> Iterator[str]:
    for method, says in (("decomposable", "The decomposable average"), ("latent-class", "The latent class model")):
        found = evidence.of(method)
        if found is None or found.point is None:
            yield f"{says} cannot be had for this table, so that one check is missing."
        elif not is_within(found.point):
            yield f"{says} lies outside the interval: {_people(found.point)}."
    if evidence.edge_mass >= EDGE_MASS:
        yield "The decomposable average puts weight on numbers as large as it was let look at."
    if evidence.r_hat > MAX_R_HAT:
        yield f"The chains of the latent class model did not agree (R-hat {evidence.r_hat:.3f}, at most {MAX_R_HAT:g})."


def _within(main: Estimate) -> Callable[[float], bool]:
    low, high = main.low or 0.0, main.high or float("inf")
    return lambda total: low <= total <= high


def _widened(evidence: Evidence, estimate: Estimate) -> float:
    """Return the high end if the odds ratio that no data can see hid three times as many people."""
    return evidence.observed + UNSEEN * ((estimate.high or math.inf) - evidence.observed)


def _between(evidence: Evidence) -> tuple[tuple[float, float] | None, str]:
    """Return the ends of all methods together, if there are two, and what they allow for or why there are not.

    Where few are hidden, the high end allows for an unseen dependence. Where most are hidden, such a high end would be no
    bound; then there is one only if nothing shows that people differ in how easily they are found.
    """
    ends = [one for one in evidence.combined() if one.point is not None]
    if evidence.n_lists < 3 or not ends or evidence.weight_without_estimate >= WEIGHTY:
        return None, ""
    if any(not one.is_finite for one in ends):
        return None, "A method gives no high end."
    low = min(one.low for one in ends if one.low is not None)
    high = max(one.high for one in ends if one.high is not None)
    wide = max(_widened(evidence, one) for one in ends)
    if wide <= ALLOWED_RATIO * low:
        return (low, wide), ALLOWANCE
    if evidence.bend > SEEN:
        return (
            None,
            "The table leaves room for people who differ in how easily they are found, and how many are hardly ever found cannot be known.",
        )
    if high > BOUNDED_RATIO * low:
        return (
            None,
            f"The methods lie too far apart: the highest end is {high / low:.1f} times the lowest; {BOUNDED_RATIO:g} is the most.",
        )
    return (
        (low, high),
        "The high end holds if people do not differ in how easily they are found; nothing in the table shows that they do.",
    )


def _lower_bound(evidence: Evidence) -> float | None:
    """Return the lowest low end of the methods whose low ends are lower bounds if lists do not avoid one another."""
    lows = [one.low for one in evidence.panel if one.method in LOWER and one.low is not None]
    return min(lows, default=None)


def _people(number: float) -> str:
    """Write a number of people with three digits that count."""
    digits = max(len(str(int(number))) - 3, 0)
    return f"{round(number, -digits):,.0f}"
