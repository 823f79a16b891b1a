"""Randomized response: the share of people behind answers that chance disguised."""

import math
from dataclasses import replace
from typing import Final

from scipy.stats import norm

from qorgan.kernel.errors import DataError
from qorgan.know.estimate import LEVEL, require_level
from qorgan.know.sensitive.device import Device
from qorgan.know.sensitive.estimates import Estimate, none_of
from qorgan.know.sensitive.sentences import message
from qorgan.know.survey.estimates import Estimate as SurveyEstimate

_MOST: Final = 10**12  # people
ASSUMPTIONS: Final = (message("assumption.device"), message("assumption.truth"))


def moment(yes: int, n: int, device: Device, *, level: float = LEVEL) -> Estimate:
    """Estimate the share from counts.

    Parameters
    ----------
    yes : int
        People who said yes, 0 to n.
    n : int
        People who answered, at least 1.
    device : Device
    level : float
        In [0.5, 1).

    Returns
    -------
    Estimate
        ``moment``, between 0 and 1: a share that the device cannot give is the nearest that it can, with a warning.

    Raises
    ------
    DataError
        If there are more yes than people.

    Notes
    -----
    (λ - base) / slope, with λ the share of yes and standard error √(λ(1 - λ)/n) / slope. The interval is Wilson's of λ,
    turned by the same line and cut to [0, 1]; so it covers near 0, where the point ± 1.96 standard errors does not.

    References
    ----------
    [blair2015]_, [wilson1927]_

    Examples
    --------
    >>> from qorgan.know.sensitive.device import forced
    >>> found = moment(831, 2435, forced(2 / 3, 1 / 6, 1 / 6))
    >>> round(found.point, 4), round(found.se, 4)
    (0.2619, 0.0144)
    """
    require_level(level)
    require_counts(yes, n)
    share = yes / n
    raw, se = device.share(share), math.sqrt(share * (1 - share) / n) / abs(device.slope)
    low, high = sorted(device.share(end) for end in _wilson(share, n, level))
    found = Estimate("moment", raw, low, high, level, se=se, assumptions=ASSUMPTIONS, source="blair2015")
    return _cut(found)


def of_survey(yes: SurveyEstimate, device: Device) -> Estimate:
    """Turn the survey estimate of a share of yes, with its design, into the share of people behind it.

    Parameters
    ----------
    yes : qorgan.know.survey.estimates.Estimate
        Mean of answers, 1 for yes and 0 for no.
    device : Device
    """
    if yes.point is None or yes.se is None or yes.low is None or yes.high is None:
        return none_of("moment", yes.level, message("reason.no_interval"), "blair2015")
    low, high = sorted(device.share(end) for end in (yes.low, yes.high))
    se = yes.se / abs(device.slope)
    return _cut(Estimate("moment", device.share(yes.point), low, high, yes.level, se=se, assumptions=ASSUMPTIONS, source="blair2015"))  # fmt: skip


def is_possible(yes: int, n: int, device: Device, *, level: float = LEVEL) -> bool:
    """Say whether some share of people could have given so many yes, by the interval of the share of yes."""
    low, high = sorted(device.share(end) for end in _wilson(yes / n, n, level))
    return high >= 0 and low <= 1


def require_counts(yes: int, n: int) -> None:
    """Refuse counts that cannot be.

    Raises
    ------
    DataError
        Nobody, a count below 0, or more yes than people.
    """
    if n < 1:
        raise DataError("nobody answered", field="n", value=str(n), rule="1 or more")
    if n > _MOST:
        raise DataError(
            "more people than there are", field="n", value=f"{n:.3g}" if n < 1e300 else "", rule=f"{_MOST:,} or fewer"
        )
    if not 0 <= yes <= n:
        raise DataError(
            "more said yes than answered, or fewer than none", field="yes", value=str(yes), rule=f"0 to {n}"
        )


def _wilson(share: float, n: int, level: float) -> tuple[float, float]:
    z2 = float(norm.ppf((1 + level) / 2)) ** 2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = math.sqrt(z2) / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(min(centre - reach, share), 0.0), min(max(centre + reach, share), 1.0)  # rounding, at shares of 0 and 1


def _cut(found: Estimate) -> Estimate:
    """Return an estimate between 0 and 1."""
    point, low, high = (min(max(end or 0.0, 0.0), 1.0) for end in (found.point, found.low, found.high))
    warnings = () if point == found.point else (message("warning.cut"),)
    return replace(found, point=point, low=low, high=high, warnings=warnings)
