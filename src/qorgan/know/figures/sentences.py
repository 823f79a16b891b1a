"""What is said about claims that cannot hold together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from qorgan.know.figures.atoms import BESIDE
from qorgan.know.figures.claims import Claim
from qorgan.know.figures.coherence import Assessor, Bounds, Move, assess
from qorgan.know.figures.conflicts import Conflicts
from qorgan.know.figures.events import Naming, as_words, spoken
from qorgan.know.figures.expressions import And, Expression, Or, Share, written_share
from qorgan.know.figures.finding import Finding, found
from qorgan.know.figures.numbers import percents, share_between
from qorgan.know.figures.programme import TOLERANCE
from qorgan.know.figures.texts import Message, Number, Slot, message

Quote = Callable[[Claim], Message]


def claimed(claim: Claim) -> Message:
    """Say what a claim claims.

    Examples
    --------
    >>> from qorgan.know.figures.texts import say
    >>> say(claimed(Claim("1", "told", "violence", 0.135, 0.145)))
    '«told» among «violence» is 13.5 to 14.5 %'
    """
    return message("quote.share", event=_named(claim, as_words), interval=share_between(claim.lo, claim.hi))


def of_conflicts(
    assessor: Assessor, conflicts: Conflicts, quote: Quote = claimed, name: Naming = as_words
) -> Iterator[Finding]:
    """Say of every conflict what is claimed, why it cannot be, what would mend it, and what could be meant."""
    claims = assessor.system.claims
    for places in conflicts.sets:
        concerned = [claims[place] for place in places]
        meant = _what_could_be_meant(assessor, places, conflicts, name)
        yield found(
            "coherence",
            [claim.id for claim in concerned],
            tuple(quote(claim) for claim in concerned),
            frozenset() if meant else frozenset({"meant"}),
            **_of_conflict(assessor, places, name),
            nested=_nested(assessor, places, name),
            **meant,
        )
    if not conflicts.is_complete:
        yield found("search-stopped", [claim.id for claim in claims], (), n=Number(str(len(conflicts.sets))))


def of_empty_populations(assessor: Assessor, quote: Quote = claimed) -> Iterator[Finding]:
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
        of_it = {one for one, other in enumerate(claims) if other.share.given == given}
        concerned = [claims[one] for one in sorted({*needed, *of_it})]
        yield found(
            "empty-population",
            [one.id for one in concerned],
            tuple(quote(one) for one in concerned),
            given=spoken(given),
        )


def changed(claim: Claim, move: Move, name: Naming = as_words) -> Message:
    """Say what a claim would say after a change.

    Examples
    --------
    >>> from qorgan.know.figures.texts import say
    >>> say(changed(Claim("1", "physical or sexual", None, 0.30, 0.30), Move(0, 0.01, 0.31)))
    '«physical or sexual» at 31 % rather than 30 % (by 1 percentage point)'
    """
    change = percents(move.change)[0]
    size = "joint" if claim.given is not None else "point" if change.text == "1" else "points"
    return message(
        "coherence.change",
        event=_named(claim, name),
        value=percents(move.value, claim.lo, claim.hi)[0],
        interval=share_between(claim.lo, claim.hi, move.value),
        size=message(f"coherence.{size}", change=change),
    )


def _of_conflict(assessor: Assessor, places: Sequence[int], name: Naming) -> dict[str, Slot]:
    claims = [assessor.system.claims[place] for place in places]
    moves = assessor.moves(assessor.mended(places))
    mend: Message | None = None
    for change in (changed(assessor.system.claims[move.place], move, name) for move in moves):
        mend = change if mend is None else message("quote.and", one=mend, other=change)
    return {
        "cannot": message("coherence." + {1: "one", 2: "two"}.get(len(places), "more")),
        "because": _why(assessor, places, moves, name),
        "weighted": message("coherence.weighted" if any(claim.weight != 1 for claim in claims) else "coherence.plain"),
        "mend": "" if mend is None else mend,
    }


def _why(assessor: Assessor, places: Sequence[int], moves: Sequence[Move], name: Naming) -> Message:
    """Say what the other claims allow for the one that the smallest change moves most."""
    asked = max(moves, key=lambda move: move.change).place
    others = [place for place in places if place != asked]
    bounds = assessor.bounds(asked, others, assessor.programme.least_change(others).slack)
    claim = assessor.system.claims[asked]
    when = message("coherence." + {0: "alone", 1: "if_other"}.get(len(others), "if_others"))
    if bounds is None:  # the population may be as small as the tolerance
        return message("coherence.nobody", when=when, event=_named(claim, name))
    end, bound, side = (claim.hi, bounds[0], "at_least") if bounds[0] > claim.hi else (claim.lo, bounds[1], "at_most")
    return message(f"coherence.{side}", when=when, event=_named(claim, name), bound=percents(bound, end)[0])


def _what_could_be_meant(
    assessor: Assessor, places: Sequence[int], conflicts: Conflicts, name: Naming
) -> dict[str, Slot]:
    """Return what fits if "all of" is read as "any of", or the other way round, in the one claim where that mends it."""
    for place in reversed(places):
        claim = assessor.system.claims[place]
        turned = _turned(claim.share.event)
        if turned is None:
            continue
        bounds = _bounds_by(assessor, Share(turned, claim.share.given), place, places, conflicts)
        if bounds and bounds[0] <= claim.hi and claim.lo <= bounds[1]:
            return {
                "fits": spoken(turned, name),
                "between": share_between(*bounds),
                "printed": share_between(claim.lo, claim.hi),
            }
    return {}


def _bounds_by(
    assessor: Assessor, share: Share, place: int, places: Sequence[int], conflicts: Conflicts
) -> Bounds | None:
    """Return what all other claims allow for a share; if they clash themselves, what the others of the conflict allow."""
    system = assessor.system
    is_only_fault = conflicts.is_complete and all(place in one for one in conflicts.sets)
    for others in (assessor.everything, places) if is_only_fault else (places,):
        claims = tuple(system.claims[one] for one in others if one != place)
        if claims and (bounds := assess(replace(system, claims=claims, target=written_share(share))).bounds):
            return bounds
    return None


def _turned(event: Expression) -> Expression | None:
    match event:
        case And(parts):
            return Or(parts)
        case Or(parts):
            return And(parts)
    return None


def _nested(assessor: Assessor, places: Sequence[int], name: Naming) -> Slot:
    """Name the nestings that may matter: those linked to an event of the claims."""
    named = set().union(*(assessor.system.claims[place].names for place in places))
    pairs = [pair for pair in assessor.system.nested if named & set(pair)]
    said = tuple(message("coherence.pair", inner=name(inner), outer=name(outer)) for inner, outer in pairs)
    return message("coherence.nested", pairs=said) if said else ""


def _must_be_empty(assessor: Assessor, place: int, places: Sequence[int]) -> bool:
    plain = assessor.plain
    if plain.shares[assessor.programme.states[place, plain.kinds] >= BESIDE].sum() > TOLERANCE:
        return False
    return assessor.population(place, places, plain.slack, -1) <= TOLERANCE


def _named(claim: Claim, name: Naming) -> Message:
    share = claim.share
    if share.given is None:
        return message("quote.event", event=spoken(share.event, name))
    return message("quote.event_among", event=spoken(share.event, name), given=spoken(share.given, name))
