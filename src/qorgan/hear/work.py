"""Proof of work: what a browser does in the background while she writes, so that a flood costs its sender something.

Eight small searches in the place of one large one, so that nobody is much less lucky than others.
"""

import hashlib

PARTS = 8
_SPACE = 1 << 48
_SEED = 24  # characters of a token that hold its nonce; with a counter they fit one block of SHA-256
_LONGEST = 12  # digits of a counter


def is_done(token: str, work: str, price: int) -> bool:
    """Say whether ``work`` was done for this token.

    Parameters
    ----------
    token : str
        A form's token; its nonce stands in the first 24 characters.
    work : str
        Eight counters, decimal, joined by dots: the i-th makes the first 48 bits of SHA-256 of ``seed.i.counter`` less
        than 2^48 · 8 / price.
    price : int
        Hashes that it takes on average, at least 8.
    """
    counters = work.split(".")
    if len(counters) != PARTS:
        return False
    return all(_counts(one) and _found(token[:_SEED], part, one) < limit(price) for part, one in enumerate(counters))


def limit(price: int) -> int:
    """Return what the first 48 bits of a hash must stay below."""
    return _SPACE * PARTS // price


def work_for(token: str, price: int) -> str:
    """Do the work, as a browser does; for tests and benches."""
    return ".".join(str(_searched(token[:_SEED], part, limit(price))) for part in range(PARTS))


def _searched(seed: str, part: int, below: int) -> int:
    counter = 0
    while _found(seed, part, str(counter)) >= below:
        counter += 1
    return counter


def _counts(counter: str) -> bool:
    return counter.isascii() and counter.isdigit() and len(counter) <= _LONGEST


def _found(seed: str, part: int, counter: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}.{part}.{counter}".encode()).digest()[:6], "big")
