"""Whether a table determines the number of people, bounds it, or does neither: written rules, each with its reason.

The rules and the evidence for their thresholds stand in docs/decisions.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from qorgan.know.overlap.decomposable import EDGE_MASS
from qorgan.know.overlap.estimates import Estimate
from qorgan.know.overlap.latent import MAX_R_HAT
from qorgan.know.overlap.selection import WEIGHTY

Kind = Literal["determined", "bounded", "not determined"]

DETERMINED_RATIO: Final = 2.0  # high over low
BOUNDED_RATIO: Final = 5.0
MIN_SHARED: Final = 7  # people on two lists or more: with fewer, chance alone moves every estimate by half of itself

COMBINED: Final = ("loglinear-bic", "loglinear-averaged", "stepwise", "decomposable", "latent-class")
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
    r_hat, edge_mass : float
        nan where the method does not apply.
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
        reasons = ("All models that the table speaks for, and all methods, agree within the interval.", REACH)
        return Verdict("determined", main.point, main.low, main.high, reasons)
    both = _between(evidence)
    if both is not None and evidence.n_lists > 2:
        low, high = both
        point = next((one.point for one in evidence.panel if one.method == "loglinear-averaged"), None)
        held = f"Put together, the methods allow {_people(low)} to {_people(high)}."
        return Verdict("bounded", point, low, high, (*doubts, held, REACH))
    bound = _lower_bound(evidence)
    if bound is None or bound <= evidence.observed:
        return Verdict("not determined", None, float(evidence.observed), None, (*doubts, "No lower bound is above the people who were seen.", REACH))  # fmt: skip
    only = f"Only a lower bound holds, {_people(bound)}, and only if being on one list makes nobody less likely to be on another."
    return Verdict("bounded", None, bound, None, (*doubts, only, REACH))


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
    if main.ratio > DETERMINED_RATIO:
        yield f"The interval's high end is {main.ratio:.1f} times its low end; {DETERMINED_RATIO:g} is the most."


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


def _between(evidence: Evidence) -> tuple[float, float] | None:
    """Return the ends of all methods together, if they are near enough."""
    ends: Sequence[Estimate] = [one for one in evidence.combined() if one.point is not None]
    if not ends or evidence.weight_without_estimate >= WEIGHTY or any(not one.is_finite for one in ends):
        return None
    low = min(one.low for one in ends if one.low is not None)
    high = max(one.high for one in ends if one.high is not None)
    return (low, high) if high <= BOUNDED_RATIO * low else None


def _lower_bound(evidence: Evidence) -> float | None:
    methods = [*evidence.combined(), *(one for one in evidence.panel if one.method in {"chao", "independence"})]
    lows = [one.low for one in methods if one.low is not None]
    return min(lows, default=None)


def _people(number: float) -> str:
    """Write a number of people with three digits that count."""
    digits = max(len(str(int(number))) - 3, 0)
    return f"{round(number, -digits):,.0f}"
