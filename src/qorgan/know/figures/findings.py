"""What is found in a set of claims, in sentences for somebody who writes about the figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qorgan.know.figures.atoms import BESIDE
from qorgan.know.figures.claims import Claim
from qorgan.know.figures.coherence import Assessor, Move
from qorgan.know.figures.conflicts import Conflicts
from qorgan.know.figures.expressions import written
from qorgan.know.figures.programme import TOLERANCE


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the claims it concerns, by id, and what is said of them."""

    rule: str
    claims: tuple[str, ...]
    says: str


def of_conflicts(assessor: Assessor, conflicts: Conflicts) -> Iterator[Finding]:
    """Say of every conflict what is claimed, why it cannot be, and what smallest change would mend it."""
    claims = assessor.system.claims
    for places in conflicts.sets:
        yield Finding("coherence", tuple(claims[place].id for place in places), _of_conflict(assessor, places))
    if not conflicts.is_complete:
        yield Finding(
            "coherence",
            (),
            f"The search for conflicts was stopped at its limit, with {len(conflicts.sets)} found. There may be others: "
            "mend these first, or check fewer claims at a time.",
        )


def of_empty_populations(assessor: Assessor) -> Iterator[Finding]:
    """Say which populations must be empty for claims to hold together, though shares of them are claimed.

    A claim about nobody contradicts nothing, so "10 % of them told" and "20 % of them told" hold together if there are
    none of them. That is no conflict by the arithmetic, and never what was meant.
    """
    claims = assessor.system.claims
    seen = set()
    for place, claim in enumerate(claims):
        given = claim.share.given
        if given is None or given in seen or not _must_be_empty(assessor, place, assessor.everything):
            continue
        seen.add(given)
        needed = list(assessor.everything)
        for spare in reversed(assessor.everything):
            fewer = [one for one in needed if one != spare]
            if _must_be_empty(assessor, place, fewer):
                needed = fewer
        about = {one for one, other in enumerate(claims) if other.share.given == given}
        concerned = sorted({*needed, *about})
        yield Finding(
            "empty-population",
            tuple(claims[one].id for one in concerned),
            f"Claimed: {_listed([claims[one] for one in concerned])}. That holds only if there is nobody in "
            f"«{written(given)}», and a share of nobody says nothing. If there is anybody, something here is wrong.",
        )


def claimed(claim: Claim) -> str:
    """Say what a claim claims.

    Examples
    --------
    >>> claimed(Claim("1", "told", "violence", 0.135, 0.145))
    '«told» among «violence» is 13.5 to 14.5 %'
    """
    return f"{_named(claim)} is {interval(claim)}"


def interval(claim: Claim, beside: float | None = None) -> str:
    """Write the interval of a claim, with digits enough to tell it from a share beside it."""
    lo, hi, *_ = percents(claim.lo, claim.hi, *([] if beside is None else [beside]))
    if claim.lo == claim.hi:
        return f"{lo} %"
    if claim.lo == 0:
        return f"at most {hi} %"
    return f"at least {lo} %" if claim.hi == 1 else f"{lo} to {hi} %"


def percents(*shares: float) -> list[str]:
    """Write shares as percentages, with as many digits as tell different ones apart.

    Examples
    --------
    >>> percents(0.17, 0.34), percents(0.17, 0.170001)
    (['17', '34'], ['17', '17.0001'])
    """
    texts: list[str] = []
    for digits in (2, 4, 7, 10):
        texts = [f"{100 * share:.{digits}f}".rstrip("0").rstrip(".") for share in shares]
        if len(set(texts)) == len(set(shares)):
            break
    return texts


def changed(claim: Claim, move: Move) -> str:
    """Say what a claim would say after a change.

    Examples
    --------
    >>> changed(Claim("1", "physical or sexual", None, 0.30, 0.30), Move(0, 0.01, 0.31))
    '«physical or sexual» at 31 % rather than 30 % (by 1 percentage point)'
    """
    value = percents(move.value, claim.lo, claim.hi)[0]
    change = percents(move.change)[0]
    points = "percentage point" if change == "1" else "percentage points"
    size = f"{change} {points}" if claim.given is None else f"{change} % of everybody"
    return f"{_named(claim)} at {value} % rather than {interval(claim, move.value)} (by {size})"


def _of_conflict(assessor: Assessor, places: Sequence[int]) -> str:
    claims = [assessor.system.claims[place] for place in places]
    moves = assessor.moves(assessor.mended(places))
    count = {1: "This cannot be", 2: "These cannot both be true"}.get(len(places), "These cannot all be true")
    weighted = " by the weights given" if any(claim.weight != 1 for claim in claims) else ""
    mend = " and ".join(changed(assessor.system.claims[move.place], move) for move in moves)
    return (
        f"Claimed: {_listed(claims)}. {count}: {_why(assessor, places, moves)}.{_nested(assessor, places)} "
        f"Smallest change{weighted} that would mend it: {mend}."
    )


def _why(assessor: Assessor, places: Sequence[int], moves: Sequence[Move]) -> str:
    """Say what the other claims allow for the one that the smallest change moves most."""
    asked = max(moves, key=lambda move: move.change).place
    others = [place for place in places if place != asked]
    bounds = assessor.bounds(asked, others, assessor.programme.least_change(others).slack)
    claim = assessor.system.claims[asked]
    when = {0: "by its meaning alone", 1: "if the other holds"}.get(len(others), "if the others hold")
    if bounds is None:  # the population may be as small as the tolerance
        return f"{when}, no share of people fits {_named(claim)}"
    end, bound, side = (claim.hi, bounds[0], "at least") if bounds[0] > claim.hi else (claim.lo, bounds[1], "at most")
    return f"{when}, {_named(claim)} is {side} {percents(bound, end)[0]} %"


def _nested(assessor: Assessor, places: Sequence[int]) -> str:
    """Name the nestings that may matter: those linked to an event of the claims."""
    named = set().union(*(assessor.system.claims[place].names for place in places))
    pairs = [pair for pair in assessor.system.nested if named & set(pair)]
    return "".join(f" Whoever is in «{inner}» is in «{outer}»." for inner, outer in pairs)


def _must_be_empty(assessor: Assessor, place: int, places: Sequence[int]) -> bool:
    plain = assessor.plain
    if plain.shares[assessor.programme.states[place, plain.kinds] >= BESIDE].sum() > TOLERANCE:
        return False
    return assessor.population(place, places, plain.slack, -1) <= TOLERANCE


def _listed(claims: Sequence[Claim]) -> str:
    return "; ".join(claimed(claim) for claim in claims)


def _named(claim: Claim) -> str:
    share = claim.share
    return f"«{written(share.event)}»" + (f" among «{written(share.given)}»" if share.given is not None else "")
