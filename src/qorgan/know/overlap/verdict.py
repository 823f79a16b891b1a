"""Whether a table determines the number of people, bounds it, or does neither: written rules, each with its reason.

The rules and the evidence for their thresholds stand in docs/decisions.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from qorgan.know.digits import signed_percent
from qorgan.know.figures.texts import Message, Number, Slot
from qorgan.know.overlap.decomposable import EDGE_MASS
from qorgan.know.overlap.differing import SEEN
from qorgan.know.overlap.estimates import Estimate
from qorgan.know.overlap.latent import MAX_R_HAT
from qorgan.know.overlap.selection import WEIGHTY
from qorgan.know.overlap.sentences import message, people, together, whole, written

Kind = Literal["determined", "bounded", "not determined"]

DETERMINED_RATIO: Final = 2.0  # high over low
ALLOWED_RATIO: Final = 3.0  # the same, of a bounded number whose high end allows for an unseen dependence
BOUNDED_RATIO: Final = 5.0  # the same, of one whose high end does not
UNSEEN: Final = 3.0  # odds ratio that no data can see, up to which the high end of a determined number holds
MIN_SHARED: Final = 7  # people on two lists or more: with fewer, chance alone moves every estimate by half of itself

COMBINED: Final = ("loglinear-bic", "loglinear-averaged", "decomposable", "latent-class")
LOWER: Final = ("independence", "loglinear-bic", "loglinear-averaged", "chao")
ALLOWANCE: Final = message("reason.allowance", times=Number(f"{UNSEEN:g}"))
REACH: Final = message("reason.reach")


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
    reasons : tuple of Message
    """

    kind: Kind
    estimate: float | None
    low: float
    high: float | None
    reasons: tuple[Message, ...]


def judge(evidence: Evidence) -> Verdict:
    """Decide by the rules, and say why."""
    hopeless = list(_hopeless(evidence))
    if hopeless:
        return Verdict("not determined", None, float(evidence.observed), None, (*hopeless, REACH))
    main = evidence.of("loglinear-bic")
    doubts = list(_doubts(evidence, main))
    if not doubts and main is not None and main.low is not None:
        reasons = (message("reason.agreed"), ALLOWANCE, REACH)
        return Verdict("determined", main.point, main.low, _widened(evidence, main), reasons)
    return _bounded(evidence, doubts)


def _bounded(evidence: Evidence, doubts: list[Message]) -> Verdict:
    """Put the methods together, or keep the lower bound, or neither."""
    both, allowed = _between(evidence)
    if both is not None:
        low, high = both
        point = next((one.point for one in evidence.panel if one.method == "loglinear-averaged"), None)
        held = message("reason.held", low=people(low), high=people(high))
        return Verdict("bounded", point, low, high, (*doubts, held, *allowed, REACH))
    bound = _lower_bound(evidence)
    if bound is None or bound <= evidence.observed:
        none = message("reason.no_bound")
        return Verdict("not determined", None, float(evidence.observed), None, (*doubts, *allowed, none, REACH))
    only = message("reason.only_bound", bound=people(bound))
    return Verdict("bounded", None, bound, None, (*doubts, *allowed, only, REACH))


def _hopeless(evidence: Evidence) -> Iterator[Message]:
    if len(evidence.parts) > 1:
        yield message("reason.apart", groups=tuple(together(part) for part in evidence.parts))
    elif evidence.shared < MIN_SHARED:
        yield message("reason.few_shared", n=whole(evidence.shared), least=whole(MIN_SHARED))


def _doubts(evidence: Evidence, main: Estimate | None) -> Iterator[Message]:
    """Yield each reason why the number is not determined."""
    if evidence.n_lists < 3:
        yield message("reason.two_lists")
        return
    if evidence.weight_without_estimate >= WEIGHTY:
        yield message("reason.no_upper_limit", share=signed_percent(evidence.weight_without_estimate))
    if main is None or not main.is_finite:
        yield message("reason.no_interval")
        return
    is_within = _within(main)
    if main.point is not None and not is_within(main.point):
        yield message("reason.outside")
    outside = [
        message("list.gives", name=name, total=people(total)) for name, total in evidence.models if not is_within(total)
    ]
    if outside:
        yield message("reason.models_outside", models=tuple(outside[:3]))
    yield from _method_doubts(evidence, is_within)
    ratio = _widened(evidence, main) / (main.low or 1.0)
    if ratio > DETERMINED_RATIO:
        yield message("reason.too_wide", allowance=ALLOWANCE, ratio=_times(ratio), most=Number(f"{DETERMINED_RATIO:g}"))


def _method_doubts(evidence: Evidence, is_within: Callable[[float], bool]) -> Iterator[Message]:
    for method, says in (
        ("decomposable", message("check.decomposable")),
        ("latent-class", message("check.latent-class")),
    ):
        found = evidence.of(method)
        if found is None or found.point is None:
            yield message("reason.check_missing", method=says)
        elif not is_within(found.point):
            yield message("reason.check_outside", method=says, total=people(found.point))
    if evidence.edge_mass >= EDGE_MASS:
        yield message("reason.edge")
    if evidence.r_hat > MAX_R_HAT:
        yield message("reason.chains_apart", r_hat=written(evidence.r_hat), most=Number(f"{MAX_R_HAT:g}"))


def _within(main: Estimate) -> Callable[[float], bool]:
    low, high = main.low or 0.0, main.high or float("inf")
    return lambda total: low <= total <= high


def _widened(evidence: Evidence, estimate: Estimate) -> float:
    """Return the high end if the odds ratio that no data can see hid three times as many people."""
    return evidence.observed + UNSEEN * ((estimate.high or math.inf) - evidence.observed)


def _between(evidence: Evidence) -> tuple[tuple[float, float] | None, tuple[Message, ...]]:
    """Return the ends of all methods together, if there are two, and what they allow for or why there are not.

    Where few are hidden, the high end allows for an unseen dependence. Where most are hidden, such a high end would be no
    bound; then there is one only if nothing shows that people differ in how easily they are found.
    """
    ends = [one for one in evidence.combined() if one.point is not None]
    if evidence.n_lists < 3 or not ends or evidence.weight_without_estimate >= WEIGHTY:
        return None, ()
    if any(not one.is_finite for one in ends):
        return None, (message("reason.no_high_end"),)
    low = min(one.low for one in ends if one.low is not None)
    high = max(one.high for one in ends if one.high is not None)
    wide = max(_widened(evidence, one) for one in ends)
    if wide <= ALLOWED_RATIO * low:
        return (low, wide), (ALLOWANCE,)
    if evidence.bend > SEEN:
        return None, (message("reason.people_differ"),)
    if high > BOUNDED_RATIO * low:
        return None, (message("reason.methods_apart", ratio=_times(high / low), most=Number(f"{BOUNDED_RATIO:g}")),)
    return (low, high), (message("reason.alike"),)


def _lower_bound(evidence: Evidence) -> float | None:
    """Return the lowest low end of the methods whose low ends are lower bounds if lists do not avoid one another."""
    lows = [one.low for one in evidence.panel if one.method in LOWER and one.low is not None]
    return min(lows, default=None)


def _times(ratio: float) -> Slot:
    """Return how many times; endless where there is no high end."""
    return Number(f"{ratio:.1f}") if math.isfinite(ratio) else "∞"
