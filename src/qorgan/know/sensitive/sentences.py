"""What estimates of hidden behaviour say to people, in their language; the sentences stand in ``languages/``.

Built as those of figures are: a message is the name of a template and what stands in its places (decision 21).
"""

import math
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final

from qorgan.kernel.text import Language
from qorgan.know.figures.texts import Message, Number, Slot, message
from qorgan.know.figures.texts import say as say_slot

_MOST_DIGITS: Final = 6


@cache
def load(language: Language) -> dict[str, Any]:
    """Return the sentences of a language, which come with the library."""
    file = resources.files("qorgan.know.sensitive.languages").joinpath(f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def is_reviewed(language: Language) -> bool:
    """Say whether a native speaker has approved these sentences."""
    return bool(load(language)["reviewed"])


def say(slot: Slot, language: Language = "en") -> str:
    """Return a message, or what stands in a place of one, in a language.

    Examples
    --------
    >>> say(message("warning.missing", n=Number("12")))
    'Rows without an answer, an arm or a covariate, in no number here: 12.'
    """
    if not isinstance(slot, Message):
        return say_slot(slot, language)
    section, name = slot.id.split(".")
    template = str(load(language)["says"][section][name])
    return template.format_map({place: say(value, language) for place, value in slot.slots.items()})


def digits_of(low: float, high: float) -> int:
    """Return how many digits after the point a percentage may show: a step of at most a tenth of its interval.

    Examples
    --------
    >>> digits_of(0.234, 0.290), digits_of(0.05, 0.35), digits_of(0.2612, 0.2630)
    (1, 0, 2)
    """
    width = 100 * (high - low)
    return 0 if not 0 < width < math.inf else min(max(1 - math.floor(math.log10(width)), 0), _MOST_DIGITS)


def percent(share: float, digits: int = 0) -> Slot:
    """Return a share as a percentage, without the sign of per cent; of a share below 0 with a minus.

    Examples
    --------
    >>> say(percent(0.2619, 1)), say(percent(-0.031, 1), "ru")
    ('26.2', '−3,1')
    """
    written = Number(f"{abs(100 * share):.{digits}f}")
    return message("number.minus", n=written) if share < 0 and float(written.text) else written


def words_of_p(p: float) -> Message:
    """Return a p as it is written.

    Examples
    --------
    >>> say(words_of_p(0.0443)), say(words_of_p(1e-9))
    ('p = 0.044', 'p < 0.001')
    """
    if p < 0.001:
        return message("number.p_below", p=Number("0.001"))
    return message("number.p", p=Number(f"{p:.3f}"))
