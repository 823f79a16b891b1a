"""Events as boolean expressions over named events, read by a parser of our own and never run as code."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray

from qorgan.kernel.errors import DataError

MAX_LENGTH: Final = 1000  # characters; a longer one is a mistake of copying
MAX_DEPTH: Final = 50  # brackets and nots inside one another; keeps the parser far from Python's own limit
WORDS: Final = frozenset({"and", "or", "xor", "not", "given"})
RULE: Final = "names of events with and, or, xor, not and round brackets"

Truth = NDArray[np.bool_]

_WORD = re.compile(r"\w+|\S")
_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Name:
    """One event."""

    text: str


@dataclass(frozen=True, slots=True)
class Not:
    """Everybody else."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    """All of at least two parts."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Xor:
    """One of two parts, and not both."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two parts."""

    parts: "tuple[Expression, ...]"


Expression = Name | Not | And | Xor | Or


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a population, or of everybody where ``given`` is None, that an event holds for."""

    event: Expression
    given: Expression | None


def is_name(text: str) -> bool:
    """Say whether a text can name an event.

    Examples
    --------
    >>> is_name("physical"), is_name("за_год"), is_name("12m"), is_name("and")
    (True, True, False, False)
    """
    return _NAME.fullmatch(text) is not None and text.lower() not in WORDS


def parse(text: str) -> Expression:
    """Read an expression; ``not`` binds closest, then ``and``, ``xor``, ``or``.

    Raises
    ------
    DataError
        Naming the character, counted from 1, at which it cannot be read.

    Examples
    --------
    >>> parse("physical or not told")
    Or(parts=(Name(text='physical'), Not(part=Name(text='told'))))
    """
    return _parsed(text)


@lru_cache(maxsize=8192)  # a ledger names the same events over and over
def _parsed(text: str) -> Expression:
    reader = _Reader(text)
    expression = reader.any_of(0)
    reader.require_end()
    return expression


def parse_share(text: str) -> Share:
    """Read ``event`` or ``event given population``.

    Examples
    --------
    >>> written_share(parse_share("(told) given (physical or sexual)"))
    'told given physical or sexual'
    """
    reader = _Reader(text)
    event, given = reader.any_of(0), None
    if reader.takes("given"):
        given = reader.any_of(0)
    reader.require_end()
    return Share(event, given)


def names(expression: Expression) -> Iterator[str]:
    """Yield the events an expression names, in the order they stand there, repeats included."""
    match expression:
        case Name(text):
            yield text
        case _:
            for part in parts_of(expression):
                yield from names(part)


def holds(expression: Expression, columns: Mapping[str, Truth]) -> Truth:
    """Return where an expression holds, given where each event does.

    Parameters
    ----------
    expression : Expression
        Over events that ``columns`` has.
    columns : mapping
        One array of shape (n_atoms,) per event.
    """
    match expression:
        case Name(text):
            return columns[text]
        case Not(part):
            return ~holds(part, columns)
    first, *others = (holds(part, columns) for part in parts_of(expression))
    join: Callable[[Truth, Truth], Truth] = {And: np.logical_and, Xor: np.logical_xor}.get(
        type(expression), np.logical_or
    )
    return reduce(join, others, first)


def written(expression: Expression) -> str:
    """Write an expression with the fewest brackets; `parse` reads the same back.

    Examples
    --------
    >>> written(parse("((A)) and (B or (C))"))
    'A and (B or C)'
    """
    match expression:
        case Name(text):
            return text
        case Not(part):
            return f"not {_inside(part, expression)}"
    word = {And: " and ", Xor: " xor ", Or: " or "}[type(expression)]
    return word.join(_inside(part, expression) for part in parts_of(expression))


def written_share(share: Share) -> str:
    """Write a share as `parse_share` reads it."""
    return written(share.event) + (f" given {written(share.given)}" if share.given else "")


def parts_of(expression: Expression) -> "tuple[Expression, ...]":
    """Return what an expression joins; nothing for a name."""
    match expression:
        case Name():
            return ()
        case Not(part):
            return (part,)
        case Xor(left, right):
            return (left, right)
        case And(parts) | Or(parts):
            return parts


def needs_brackets(part: Expression, outer: Expression) -> bool:
    """Say whether a part of an expression would be read otherwise without brackets round it."""
    closeness = {Or: 0, Xor: 1, And: 2, Not: 3, Name: 4}
    is_plain = closeness[type(part)] > closeness[type(outer)] or (isinstance(part, Not) and isinstance(outer, Not))
    return not is_plain


def _inside(part: Expression, outer: Expression) -> str:
    return f"({written(part)})" if needs_brackets(part, outer) else written(part)


class _Reader:
    """The words of one text, taken from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > MAX_LENGTH:
            raise DataError(
                f"the expression has {len(text)} characters",
                value=f"{text[:40]}…",
                rule=f"at most {MAX_LENGTH}",
                next_step="name parts of it as events of their own",
            )
        self.words = [(found.group(), found.start() + 1) for found in _WORD.finditer(text)]
        self.place = 0

    def any_of(self, depth: int) -> Expression:
        parts = [self.one_of(depth)]
        while self.takes("or"):
            parts.append(self.one_of(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def one_of(self, depth: int) -> Expression:
        left = self.all_of(depth)
        if not self.takes("xor"):
            return left
        right = self.all_of(depth)
        if self.word().lower() == "xor":
            raise self.fault("a second xor", next_step="say with brackets which two belong together")
        return Xor(left, right)

    def all_of(self, depth: int) -> Expression:
        parts = [self.single(depth)]
        while self.takes("and"):
            parts.append(self.single(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def single(self, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise self.fault(f"more than {MAX_DEPTH} brackets or nots inside one another")
        if self.takes("not"):
            return Not(self.single(depth + 1))
        if self.takes("("):
            inner = self.any_of(depth + 1)
            if not self.takes(")"):
                raise self.fault(f"{self.said()} where a closing bracket is expected")
            return inner
        if not is_name(self.word()):
            raise self.fault(f"{self.said()} where the name of an event is expected")
        self.place += 1
        return Name(self.words[self.place - 1][0])

    def word(self) -> str:
        return self.words[self.place][0] if self.place < len(self.words) else ""

    def takes(self, word: str) -> bool:
        is_next = self.word().lower() == word
        self.place += is_next
        return is_next

    def require_end(self) -> None:
        if self.word().lower() == "given":
            raise self.fault("the word given", next_step="put the population into the field given")
        if self.word():
            raise self.fault(f"{self.said()} where and, or, xor or the end is expected")

    def said(self) -> str:
        return repr(self.word()) if self.word() else "the end"

    def fault(self, what: str, *, next_step: str | None = None) -> DataError:
        at = self.words[self.place][1] if self.place < len(self.words) else len(self.text) + 1
        return DataError(f"{what}, at character {at}", value=self.text, rule=RULE, next_step=next_step)
