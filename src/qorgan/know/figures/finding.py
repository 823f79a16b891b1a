"""What a rule found, said in four steps: what is claimed, why it cannot be, what could be meant, what to write instead."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from qorgan.kernel.text import Language
from qorgan.know.figures.figure import Figure
from qorgan.know.figures.texts import Message, Number, Slot, has_template, message, say

PARTS: Final = ("claimed", "why", "meant", "instead")
MOST_QUOTED: Final = 12  # figures in one sentence; the others are counted


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found.

    Parameters
    ----------
    rule : str
        Name of the rule.
    claims : tuple of str
        Ids of the figures or claims it concerns.
    parts : dict of str to Message
        Of ``PARTS``, those that there is something to say in; in this order.
    """

    rule: str
    claims: tuple[str, ...]
    parts: dict[str, Message]

    def says(self, language: Language = "en") -> str:
        """Return all of it in one paragraph."""
        return " ".join(say(part, language) for part in self.parts.values())

    def name(self, language: Language = "en") -> str:
        """Return how the rule is called."""
        return say(message(f"{self.rule}.name"), language)

    def part(self, name: str, language: Language = "en") -> str:
        """Return one of its steps, empty if there is none."""
        return say(self.parts[name], language) if name in self.parts else ""


def found(
    rule: str,
    claims: Iterable[str],
    claimed: tuple[Slot, ...],
    without: frozenset[str] = frozenset(),
    /,
    **slots: Slot,
) -> Finding:
    """Return a finding of a rule, said by the templates of its name; all are given the same slots."""
    parts = {"claimed": message("quote.claimed", figures=claimed)} if claimed else {}
    parts |= {
        name: Message(f"{rule}.{name}", slots)
        for name in PARTS
        if has_template(f"{rule}.{name}") and name not in without
    }
    return Finding(rule, tuple(claims), parts)


def about(rule: str, figures: Iterable[Figure], without: frozenset[str] = frozenset(), /, **slots: Slot) -> Finding:
    """Return a finding about figures of a ledger."""
    concerned = list(figures)
    return found(rule, [one.id for one in concerned], at_most([quoted(one) for one in concerned]), without, **slots)


def at_most(said: Sequence[Slot]) -> tuple[Slot, ...]:
    """Return the first of what is said, and how many more there are: nobody reads a sentence of a hundred numbers."""
    n_more = len(said) - MOST_QUOTED
    return (*said[:MOST_QUOTED], *([message("quote.more", n=Number(str(n_more)))] if n_more > 0 else []))


def not_all_compared(figures: Iterable[Figure], limit: int) -> Iterator[Finding]:
    """Say of figures that stand among too many of their kind that more may be to find than was looked for."""
    for figure in figures:
        yield about("too-many-alike", (figure,), limit=Number(str(limit)))


def quoted(figure: Figure) -> Message:
    """Return a figure as it is quoted: what it says, the number as printed, its owner."""
    owner: Slot = figure.owner or message("quote.nobody")
    if not figure.printed.value:
        return message("quote.statement", says=figure.says, owner=owner)
    return message("quote.figure", says=figure.says, printed=figure.printed.value, owner=owner)
