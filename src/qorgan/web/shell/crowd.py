"""What is refused while too many are here, before it costs anything.

The server marks a request that found no place in the line before the derivations; whoever would derive asks here first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_HAS_PLACE = ContextVar("has_place", default=True)


class Crowded(Exception):
    """Too many are waiting for a derivation; trying again in a moment is likely to help."""


@contextmanager
def placed(has_place: bool) -> Iterator[None]:
    """Answer one request, with or without a place in the line."""
    before = _HAS_PLACE.set(has_place)
    try:
        yield
    finally:
        _HAS_PLACE.reset(before)


def need_place() -> None:
    """Refuse to derive for a request that has no place."""
    if not _HAS_PLACE.get():
        raise Crowded
