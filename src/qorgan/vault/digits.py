"""Numbers that people write down and type again, on any keyboard and in any script."""

import unicodedata

from qorgan.vault.sodium import random_below

# Dashes, and signs that show nothing but travel along when text is copied (soft hyphen, zero-width, direction).
_DROPPED_CATEGORIES = ("Pd", "Cf")
_MINUS = "\N{MINUS SIGN}"


def random_digits(count: int) -> str:
    """Return ``count`` uniform decimal digits."""
    return f"{random_below(10**count):0{count}d}"


def plain_digits(text: str) -> str:
    """Bring typed digits to ASCII and drop what only separates them.

    Parameters
    ----------
    text : str
        As typed: decimal digits of any script, spaces, dashes.

    Returns
    -------
    str
        ASCII digits; any other character stays, so that the caller sees it.

    Examples
    --------
    >>> plain_digits(" 12-34 ٥٦ ")
    '123456'
    """
    return "".join(_plain(character) for character in text)


def grouped_digits(digits: str, size: int) -> str:
    """Return ``digits`` in groups of ``size`` with spaces between."""
    return " ".join(digits[start : start + size] for start in range(0, len(digits), size))


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    is_separator = character.isspace() or character == _MINUS or unicodedata.category(character) in _DROPPED_CATEGORIES
    return "" if is_separator else character
