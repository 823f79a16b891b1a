"""Hierarchical log-linear models: which there are, and how they are written.

A model holds terms: with a term it holds every term within it. All hold the intercept and every list; none holds the
term of all lists, which no data can tell from the number of hidden people.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations

import numpy as np

from qorgan.know.overlap.cells import Bools

MAX_EXHAUSTIVE_LISTS = 5  # 6,893 models; six lists have 7,785,061


def independence(n_lists: int) -> frozenset[int]:
    """Return the terms of the model in which no list says anything about another."""
    return frozenset([0, *(1 << place for place in range(n_lists))])


@cache
def all_models(n_lists: int, max_order: int | None = None) -> Bools:
    """Return every hierarchical model.

    Parameters
    ----------
    n_lists : int
        2 to 5.
    max_order : int, optional
        Lists in the largest term; one fewer than there are lists if not given.

    Returns
    -------
    array of bool, shape (n_models, 2^n_lists)
        Whether a model holds a term, the smallest models first. 1, 8, 113 and 6,893 models for 2 to 5 lists.
    """
    if not 2 <= n_lists <= MAX_EXHAUSTIVE_LISTS:
        raise ValueError(f"all models are listed for 2 to {MAX_EXHAUSTIVE_LISTS} lists, not {n_lists}")
    top = n_lists - 1 if max_order is None else min(max_order, n_lists - 1)
    models = list(_grown(independence(n_lists), n_lists, 2, top))
    models.sort(key=lambda terms: (len(terms), sorted(terms)))
    return as_array(models, n_lists)


def _grown(terms: frozenset[int], n_lists: int, order: int, top: int) -> Iterator[frozenset[int]]:
    """Add every choice of terms of one order, then those of the next that they allow."""
    allowed = _allowed(terms, n_lists, order) if order <= top else []
    if not allowed:
        yield terms
        return
    for count in range(len(allowed) + 1):
        for chosen in combinations(allowed, count):
            yield from _grown(terms | frozenset(chosen), n_lists, order + 1, top)


def _allowed(terms: frozenset[int], n_lists: int, order: int) -> list[int]:
    sets = (term for term in range(1 << n_lists) if term.bit_count() == order)
    return [term for term in sets if all(term ^ 1 << bit in terms for bit in range(n_lists) if term >> bit & 1)]


def neighbours(terms: frozenset[int], n_lists: int, max_order: int) -> list[frozenset[int]]:
    """Return the hierarchical models that hold one term more or one fewer."""
    orders = range(2, min(max_order, n_lists - 1) + 1)
    more = [term for order in orders for term in _allowed(terms, n_lists, order) if term not in terms]
    fewer = [term for term in _generators(terms) if term.bit_count() > 1]
    return [terms | {term} for term in more] + [terms - {term} for term in fewer]


def as_array(models: Sequence[Iterable[int]], n_lists: int) -> Bools:
    """Return models as rows of an array of bool, shape (n_models, 2^n_lists)."""
    rows = np.zeros((len(models), 1 << n_lists), dtype=np.bool_)
    for row, terms in zip(rows, models, strict=True):
        row[list(terms)] = True
    return rows


def _generators(terms: Iterable[int]) -> list[int]:
    """Return the terms that no other term of the model contains."""
    held = {int(term) for term in terms}
    return [term for term in held if term and not any(term != other and term & other == term for other in held)]


def bracket(terms: Iterable[int]) -> str:
    """Write a model by its largest terms, lists counted from 1.

    Examples
    --------
    >>> bracket([0, 1, 2, 4, 3, 6])
    '[12,23]'
    """
    names = [
        "".join(str(bit + 1) for bit in range(term.bit_length()) if term >> bit & 1) for term in _generators(terms)
    ]
    return f"[{','.join(sorted(names, key=lambda name: (-len(name), name)))}]"
