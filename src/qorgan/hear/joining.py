"""The mark by which a survivor joins what somebody wrote for her: eight digits that open nothing and prove nothing."""

import uuid

_DIGITS = 8


def mark_of(number: uuid.UUID) -> str:
    """Return the mark of a conversation.

    Parameters
    ----------
    number : UUID
        The conversation's random id.

    Returns
    -------
    str
        Eight digits: on every keyboard, and read out over a telephone. Two conversations may share one, once in a hundred
        million pairs; so a mark leads a worker, and decides nothing.

    Examples
    --------
    >>> mark_of(uuid.UUID(int=42))
    '00000042'
    """
    return f"{number.int % 10**_DIGITS:0{_DIGITS}d}"


def spaced(mark: str) -> str:
    """Return a mark as it is read out.

    Examples
    --------
    >>> spaced("00000042")
    '0000 0042'
    """
    return f"{mark[:4]} {mark[4:]}"


def read_mark(text: str) -> str | None:
    """Return the mark that somebody typed, in any script's digits and however spaced; None where it is none.

    Examples
    --------
    >>> read_mark(" 0000-0042 ")
    '00000042'
    >>> read_mark("42") is None
    True
    """
    digits = "".join(text.replace("-", " ").split())
    if len(digits) != _DIGITS or not digits.isdecimal():
        return None
    return f"{int(digits):0{_DIGITS}d}"
