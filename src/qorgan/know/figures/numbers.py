"""Shares, counts, intervals and periods as messages, with digits enough to tell different ones apart."""

import math

from qorgan.know.figures.intervals import Interval
from qorgan.know.figures.period import Period
from qorgan.know.figures.texts import Message, Number, message


def percents(*shares: float) -> list[Number]:
    """Write shares as percentages, with as many digits as tell different ones apart.

    Examples
    --------
    >>> [one.text for one in percents(0.17, 0.34)], [one.text for one in percents(0.17, 0.170001)]
    (['17', '34'], ['17', '17.0001'])
    """
    texts: list[str] = []
    for digits in (2, 4, 7, 10):
        texts = [f"{100 * share:.{digits}f}".rstrip("0").rstrip(".") for share in shares]
        if len(set(texts)) == len(set(shares)):
            break
    return [Number(text) for text in texts]


def share_between(lo: float, hi: float, beside: float | None = None) -> Message:
    """Write an interval of shares, with digits enough to tell it from a share beside it."""
    low, high, *_ = percents(lo, hi, *([] if beside is None else [beside]))
    if lo == hi:
        return message("interval.exact", lo=low)
    if lo == 0:
        return message("interval.at_most", hi=high)
    return message("interval.at_least", lo=low) if hi == 1 else message("interval.between", lo=low, hi=high)


def count(value: float) -> Number:
    """Write a count."""
    return Number(f"{value:.0f}")


def allowed(interval: Interval) -> Message:
    """Write what a figure's wording allows."""
    if interval.is_share:
        lo, hi = (round(end, 3) for end in (interval.lo, interval.hi))
        return share_between(lo, hi)
    if interval.lo == interval.hi:
        return message("interval.count", lo=count(interval.lo))
    if math.isinf(interval.hi):
        return message("interval.count_at_least", lo=count(interval.lo))
    return message("interval.counts", lo=count(interval.lo), hi=count(interval.hi))


def spoken_period(period: Period) -> Message:
    """Write a period."""
    if period.kind != "span":
        return message(f"period.{period.kind}")
    first, last = (day.isoformat() if day else "" for day in (period.first, period.last))
    name = "open" if not last else "until" if not first else "day" if first == last else "span"
    return message(f"period.{name}", first=first, last=last)
