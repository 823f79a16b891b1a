"""For every claim beside others: what is claimed, and what the others allow for it."""

from dataclasses import dataclass, replace

from qorgan.know.figures.coherence import Assessor, Bounds, assess
from qorgan.know.figures.events import Naming, as_words, spoken
from qorgan.know.figures.expressions import Share, parse_share, written_share
from qorgan.know.figures.texts import Slot, message


@dataclass(frozen=True, slots=True)
class Line:
    """One claim, or the target.

    Parameters
    ----------
    id : str
        Of the claim; empty for the target.
    event : Slot
        To be said in the reader's language.
    claimed : (float, float) or None
        Shares; None for the target, which nobody claims.
    allowed : (float, float) or None
        What all others allow; None where they clash, or allow there to be nobody.
    """

    id: str
    event: Slot
    claimed: Bounds | None
    allowed: Bounds | None

    @property
    def is_possible(self) -> bool:
        """Whether what is claimed and what is allowed have a value in common."""
        if self.claimed is None or self.allowed is None:
            return True
        return self.claimed[0] <= self.allowed[1] and self.allowed[0] <= self.claimed[1]


def lines_of(assessor: Assessor, name: Naming = as_words) -> tuple[Line, ...]:
    """Return a line for every claim of a system, and one for its target.

    Examples
    --------
    >>> from qorgan.know.figures.claims import Claim, System
    >>> claims = (Claim("1", "A", None, 0.3, 0.3), Claim("2", "A and B", None, 0.4, 0.4))
    >>> [line.allowed for line in lines_of(Assessor(System(("A", "B"), claims)))]
    [(0.4, 1.0), (0.0, 0.3)]
    """
    system = assessor.system
    lines = []
    for place, claim in enumerate(system.claims):
        others = (*system.claims[:place], *system.claims[place + 1 :])
        share = claim.share
        about = replace(system, claims=others, target=written_share(share)) if others else None
        lines.append(
            Line(claim.id, _said(share, name), (claim.lo, claim.hi), assess(about).bounds if about else (0.0, 1.0))
        )
    if system.target is not None:
        lines.append(Line("", _said(parse_share(system.target), name), None, assessor.coherence().bounds))
    return tuple(lines)


def _said(share: Share, name: Naming) -> Slot:
    event = spoken(share.event, name)
    return event if share.given is None else message("quote.among", event=event, given=spoken(share.given, name))
