"""How many people a randomized response needs: hiding answers costs precision."""

import math
from typing import Literal

from scipy.optimize import brentq
from scipy.stats import norm

from qorgan.kernel.errors import DataError
from qorgan.know.estimate import LEVEL, require_level
from qorgan.know.sensitive.device import Device

Sides = Literal["one", "two"]


def power(
    device: Device, n: int, share: float, *, null: float = 0.0, level: float = LEVEL, sides: Sides = "one"
) -> float:
    """Return the chance of telling a share from another one.

    Parameters
    ----------
    device : Device
    n : int
        People asked, at least 1.
    share, null : float
        The true share and the one to be told from it, in [0, 1].
    level : float
        One less the chance of a false alarm, in [0.5, 1).
    sides : {"one", "two"}
        Whether only shares on the side of the true one count as different from ``null``.

    Returns
    -------
    float
        In [0, 1].

    Notes
    -----
    A test of the share of yes, by the normal approximation, with the variance of each hypothesis at its own share.

    References
    ----------
    [blair2015]_

    Examples
    --------
    >>> from qorgan.know.sensitive.device import forced
    >>> round(power(forced(2 / 3, 1 / 6, 1 / 6), 200, 0.15), 3)
    0.965
    """
    require_level(level)
    _require_share(share)
    _require_share(null)
    yes, none = float(device.yes(share)), float(device.yes(null))
    apart = abs(yes - none)
    reach = float(norm.ppf(level if sides == "one" else (1 + level) / 2)) * math.sqrt(none * (1 - none) / n)
    spread = math.sqrt(yes * (1 - yes) / n)
    if spread == 0:
        return float(apart > reach)
    other = float(norm.cdf((-apart - reach) / spread)) if sides == "two" else 0.0
    return float(norm.cdf((apart - reach) / spread)) + other


def people_needed(
    device: Device,
    share: float,
    *,
    null: float = 0.0,
    wanted: float = 0.8,
    level: float = LEVEL,
    sides: Sides = "one",
) -> int:
    """Return the fewest people with whom a share is told from another one with a wanted chance.

    Parameters
    ----------
    wanted : float
        Power, in [0.5, 1).

    Raises
    ------
    DataError
        If both shares are the same.
    """
    if share == null:
        raise DataError("nothing is to be told apart", field="share", value=f"{share:g}", rule="not the same as null")
    if not 0.5 <= wanted < 1:
        raise DataError("this is no power", field="wanted", value=f"{wanted:g}", rule="0.5 or more and below 1")
    most = 1
    while power(device, most, share, null=null, level=level, sides=sides) < wanted:
        most *= 2
    least = most // 2
    while most - least > 1:
        middle = (least + most) // 2
        if power(device, middle, share, null=null, level=level, sides=sides) < wanted:
            least = middle
        else:
            most = middle
    return most


def detectable(device: Device, n: int, *, level: float = LEVEL, wanted: float = 0.8) -> float | None:
    """Return the least share that n people tell from none with a wanted chance; None if no share is.

    Parameters
    ----------
    wanted : float
        Power, in (0, 1).
    """

    def short(share: float) -> float:
        return power(device, n, share, level=level) - wanted

    return brentq(short, 1e-12, 1.0, xtol=1e-10) if short(1.0) > 0 > short(1e-12) else None


def _require_share(share: float) -> None:
    if not 0 <= share <= 1:
        raise DataError("this is no share", field="share", value=f"{share:g}", rule="from 0 to 1")
