"""Loops that numpy cannot say in whole arrays, compiled when they are first called."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
T = TypeVar("T")


def compiled(function: Callable[P, T]) -> Callable[P, T]:
    """Compile a function to machine code; it lets go of the interpreter's lock.

    The code is kept beside its file or in the user's own cache, for later processes; where neither can be written, each
    process compiles anew. Nothing is reordered for speed (no ``fastmath``): a seed gives the same numbers as long as the
    kind of machine and the libraries stay the same.
    """
    try:
        done = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # numba's, for want of a place
        done = numba.njit(nogil=True, error_model="numpy")(function)
    return cast("Callable[P, T]", done)
