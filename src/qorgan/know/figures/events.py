"""Events as a reader reads them: names and the words between them in his language."""

from collections.abc import Callable
from functools import reduce
from typing import Final

from qorgan.know.figures.expressions import And, Expression, Name, Not, Or, Xor, needs_brackets, parts_of
from qorgan.know.figures.texts import Message, Slot, message

Naming = Callable[[str], Slot]

_JOINS: Final = {And: "logic.and", Xor: "logic.xor", Or: "logic.or"}


def as_words(name: str) -> str:
    """Return a name of the code as words.

    Examples
    --------
    >>> as_words("against_woman")
    'against woman'
    """
    return name.replace("_", " ")


def spoken(expression: Expression, name: Naming = as_words) -> Slot:
    """Return an expression to be said, with the names that somebody gave to its events.

    Examples
    --------
    >>> from qorgan.know.figures.expressions import parse
    >>> from qorgan.know.figures.texts import say
    >>> say(spoken(parse("not (A or B_c) and D")))
    'not (A or B c) and D'
    """
    match expression:
        case Name(text):
            return name(text)
        case Not(part):
            return message("logic.not", part=_inside(part, expression, name))

    def joined(one: Slot, other: Slot) -> Message:
        return message(_JOINS[type(expression)], one=one, other=other)

    return reduce(joined, (_inside(part, expression, name) for part in parts_of(expression)))


def _inside(part: Expression, outer: Expression, name: Naming) -> Slot:
    said = spoken(part, name)
    return message("logic.brackets", part=said) if isinstance(part, Xor) or needs_brackets(part, outer) else said
