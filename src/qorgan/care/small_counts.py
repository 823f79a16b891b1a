"""Which counts of a table are withheld so that none from 1 to 4 can be worked out: categories pooled, then cells hidden.

A report of one centre is published whole or not at all (`indicators.release`). A table of a country by twenty regions would
then never be published: somewhere there is always a count of two. Here the margins are made whole first, by pooling
categories that are small, and single cells are hidden inside them. Each hidden small count is shown to be safe by the widest
range that whoever has the table can derive for it, which is a largest flow.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import Final

from qorgan.care.indicators.release import THRESHOLD
from qorgan.kernel.errors import DataError

Place = tuple[int, int]
Node = tuple[str, int]
_PLENTY: Final = 10**9


def is_small(count: int) -> bool:
    """Say whether a count is withheld: 1 to 4."""
    return 0 < count < THRESHOLD


def pooled(counts: Mapping[str, int]) -> tuple[tuple[str, ...], ...]:
    """Return categories so that each has none or at least five: small ones become one, which comes last.

    Parameters
    ----------
    counts : mapping of str to int
        By category, in the order in which they are shown; none, or five and more, together.

    Notes
    -----
    A pool has two members at least, and so many incidents that each of them could have 1 to 4: neither too few for that, nor
    so many that all of them small would each be near 4. Two of 4 that do not stand side by side have 8 together, and who
    knows that both are small knows both. Where the small ones are not
    enough, the next category in the order comes in, whatever its size: if it were the smallest, the rule itself would tell
    something of the others. Where all together are too few, all categories are one, those without an incident too.
    """
    small = [code for code, count in counts.items() if is_small(count)]
    if not small:
        return tuple((code,) for code in counts)
    codes = list(counts)
    start = codes.index(small[0])
    pool = set(small)
    for code in (*codes[start:], *codes[:start]):
        if _is_enough(counts, pool):
            break
        if counts[code]:
            pool.add(code)
    if not _is_enough(counts, pool):
        return (tuple(codes),)
    return (*((code,) for code in codes if code not in pool), tuple(code for code in codes if code in pool))


def _is_enough(counts: Mapping[str, int], pool: Collection[str]) -> bool:
    # By number and sum alone, which are published: whether a pool is enough then tells nothing of what is in it.
    n, most, total = len(pool), (THRESHOLD - 1) * len(pool), sum(counts[one] for one in pool)
    return n > 1 and (n + THRESHOLD - 2 <= total <= most - (THRESHOLD - 2) or total > most)


def hidden(cells: Sequence[Sequence[int]]) -> frozenset[Place]:
    """Return which cells of a table are hidden where its margins are published.

    Parameters
    ----------
    cells : sequence of sequence of int
        Rows of a table of which each row and column sums to 0 or at least 5.

    Returns
    -------
    frozenset of (int, int)
        Row and column of each small count, and of those without which it could be worked out. Of each small one, whoever
        knows the rest cannot derive a range narrower than 5.

    Raises
    ------
    DataError
        If a row or a column sums to 1 to 4: no choice of cells hides anything in it.

    Notes
    -----
    It always ends. With every rectangle hidden that gives anything, a cell x in a row R and a column C of N can have any count
    from max(0, R + C - N) to min(R, C), and R, C, N - R and N - C are 0 or at least 5.
    """
    if any(is_small(sum(line)) for line in (*cells, *zip(*cells, strict=True))):
        raise DataError(
            "a row or a column is too small", rule="each sums to 0 or at least 5", next_step="pool it first"
        )
    small = [place for place in _places(cells) if is_small(_at(cells, place))]
    found = set(small)
    for place in small:
        while not is_safe(cells, found, place):
            found |= _cheapest(cells, found, place)
    return frozenset(found)


def is_safe(cells: Sequence[Sequence[int]], found: Iterable[Place], place: Place) -> bool:
    """Say whether the range that can be derived of a hidden cell is at least 5 wide."""
    row, column = place
    others = [one for one in found if one != place]
    more = _flow(cells, others, ("column", column), ("row", row))
    less = min(_at(cells, place), _flow(cells, others, ("row", row), ("column", column)))
    return more + less >= THRESHOLD


def _cheapest(cells: Sequence[Sequence[int]], found: set[Place], place: Place) -> set[Place]:
    """Return the corners still open of the rectangle through a cell that hides least for what it gives."""

    def dear(other: Place) -> float:
        cost = sum(1 + _at(cells, one) for one in _corners(place, other) - found)
        return cost / min(_given(cells, place, other), THRESHOLD)

    across = [one for one in _places(cells) if one[0] != place[0] and one[1] != place[1]]
    useful = [one for one in across if _given(cells, place, one) and _corners(place, one) - found]
    return _corners(place, min(useful, key=dear)) - found


def _given(cells: Sequence[Sequence[int]], place: Place, other: Place) -> int:
    """Return by how much a cell can rise and fall along a rectangle without a margin telling."""
    beside, below = (place[0], other[1]), (other[0], place[1])
    return min(_at(cells, beside), _at(cells, below)) + min(_at(cells, place), _at(cells, other))


def _corners(place: Place, other: Place) -> set[Place]:
    return set(product((place[0], other[0]), (place[1], other[1])))


def _flow(cells: Sequence[Sequence[int]], found: Iterable[Place], start: Node, end: Node) -> int:
    """Return how much can be shifted among hidden cells from a margin to another, up to the threshold.

    A hidden count can rise as far as others fall, and falls to 0 at most.
    """
    room: dict[Node, dict[Node, int]] = {start: {}, end: {}}
    for row, column in found:
        room.setdefault(("row", row), {})["column", column] = _PLENTY
        room.setdefault(("column", column), {})["row", row] = cells[row][column]
    total = 0
    while total < THRESHOLD and (path := _path(room, start, end)):
        least = min(*(room[here][there] for here, there in path), THRESHOLD - total)
        for here, there in path:
            room[here][there] -= least
            room[there][here] += least
        total += least
    return total


def _path(room: Mapping[Node, Mapping[Node, int]], start: Node, end: Node) -> list[tuple[Node, Node]]:
    came: dict[Node, Node] = {start: start}
    waiting = deque([start])
    while waiting and end not in came:
        here = waiting.popleft()
        for there, left in room[here].items():
            if left > 0 and there not in came:
                came[there] = here
                waiting.append(there)
    if end not in came:
        return []
    path = []
    while end != start:
        path.append((came[end], end))
        end = came[end]
    return path


def _places(cells: Sequence[Sequence[int]]) -> list[Place]:
    return [(row, column) for row, line in enumerate(cells) for column in range(len(line))]


def _at(cells: Sequence[Sequence[int]], place: Place) -> int:
    return cells[place[0]][place[1]]
