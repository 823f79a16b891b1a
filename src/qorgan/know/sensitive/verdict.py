"""What may be said of a share: a number with its interval, bounds, or that the answers do not say."""

from dataclasses import dataclass
from typing import Final, Literal

from qorgan.know.digits import percent, words_of_p
from qorgan.know.figures.texts import Message, Slot
from qorgan.know.sensitive.design_test import DesignTest
from qorgan.know.sensitive.edges import Edge
from qorgan.know.sensitive.estimates import Estimate
from qorgan.know.sensitive.sentences import digits_of, message

Kind = Literal["determined", "bounded", "not determined"]

CHANGED: Final = 0.05  # p below which the list changed the answers
WIDEST: Final = 0.5  # high end less low one: half of all people
_NOTHING: Final = 1e-9  # high end less low one, of answers that are all alike but for rounding


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said.

    Parameters
    ----------
    kind : {"determined", "bounded", "not determined"}
    estimate, low, high : float or None
        Shares in [0, 1]. Bounds have no estimate; what is not determined has none of the three.
    reasons : tuple of Message
    """

    kind: Kind
    estimate: float | None
    low: float | None
    high: float | None
    reasons: tuple[Message, ...]


def judge_list(difference: Estimate, ml: Estimate, test: DesignTest, ceiling: Edge) -> Verdict:
    """Judge a list experiment.

    *Not determined*: the list changed the answers (p < 0.05); there is no interval, or one without width because all answers of a half are
    alike; it lies below 0, or spans half of all people. *Bounded*: the interval reaches 0; at the ceiling, where a true answer gives somebody away for certain, more people
    could hide than half the interval; or the likelihood, where plain answers spread as it assumes, puts the share outside the interval of the difference. Else
    *determined*, by the difference in means, which assumes least.
    """
    refused = _refusals(difference, test)
    if refused:
        return Verdict("not determined", None, None, None, refused)
    point, low, high = (_inside(one) for one in (difference.point, difference.low, difference.high))
    reasons = []
    if low <= 0:
        reasons.append(message("reason.reaches_none"))
    if ceiling.hidden_at_most > (high - low) / 2:
        shown = _percents((low, high), hidden=ceiling.hidden_at_most, at=ceiling.share)
        reasons.append(message("reason.ceiling", **shown))
        high = _inside(high + ceiling.hidden_at_most)
    if ml.point is not None and not ml.warnings and not low <= ml.point <= high:
        reasons.append(message("reason.disagree", **_percents((low, high), other=ml.point)))
        low, high = min(low, ml.low or 0.0), max(high, ml.high or 1.0)
    if reasons and high - low >= WIDEST:
        return Verdict("not determined", None, None, None, (*reasons, message("reason.wide")))
    if reasons:
        return Verdict("bounded", None, low, high, tuple(reasons))
    return Verdict("determined", point, low, high, (message("reason.list_agrees"),))


def judge_device(estimate: Estimate, *, is_possible: bool) -> Verdict:
    """Judge a randomized response.

    *Not determined*: the device cannot give so many or so few yes, but for chance; or the interval spans half of all people.
    *Bounded*: the interval reaches 0 or 1. Else *determined*.
    """
    low, high = _inside(estimate.low), _inside(estimate.high)
    if not is_possible:
        return Verdict("not determined", None, None, None, (message("reason.impossible"),))
    if high - low >= WIDEST:
        return Verdict("not determined", None, None, None, (message("reason.wide"),))
    if low <= 0 or high >= 1:
        return Verdict(
            "bounded", None, low, high, (message("reason.reaches_none" if low <= 0 else "reason.reaches_all"),)
        )
    return Verdict("determined", estimate.point, low, high, (message("reason.device_obeyed"),))


def headline(verdict: Verdict) -> Message:
    """Say in a sentence what may be said, with no more digits than the interval knows."""
    if verdict.low is None or verdict.high is None:
        return message("headline.not_determined")
    interval = (verdict.low, verdict.high)
    shown = _percents(interval, low=verdict.low, high=verdict.high)
    if verdict.estimate is not None:
        return message("headline.determined", **shown, **_percents(interval, point=verdict.estimate))
    if verdict.low <= 0:
        return message("headline.at_most", high=shown["high"])
    return message("headline.bounded", **shown)


def _refusals(difference: Estimate, test: DesignTest) -> tuple[Message, ...]:
    found = []
    if test.p < CHANGED:
        found.append(message("reason.list_changed", p=words_of_p(test.p)))
    if difference.low is None or difference.high is None:
        found.append(message("reason.no_interval"))
    elif difference.high - difference.low < _NOTHING:
        found.append(message("reason.no_spread"))
    elif difference.high < 0:
        found.append(message("reason.below_none"))
    elif _inside(difference.high) - _inside(difference.low) >= WIDEST:
        found.append(message("reason.wide"))
    return tuple(found)


def _inside(share: float | None) -> float:
    return min(max(share or 0.0, 0.0), 1.0)


def _percents(interval: tuple[float, float], **shares: float) -> dict[str, Slot]:
    digits = digits_of(*interval)
    return {name: percent(share, digits) for name, share in shares.items()}
