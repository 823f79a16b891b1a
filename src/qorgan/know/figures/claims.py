"""Published shares as data: who claims which share of whom, and what the claims speak about."""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from qorgan.kernel.errors import DataError
from qorgan.know.figures.expressions import Share, is_name, names, parse, parse_share

MAX_EVENTS: Final = 16  # 65,536 atoms; each event more doubles time and memory
LIGHTEST, HEAVIEST = 1e-3, 1e3  # farther apart, and the solver's own tolerance would show in the result


@dataclass(frozen=True, slots=True)
class Claim:
    """A published share: ``event`` holds for ``lo`` to ``hi`` of ``given``.

    Parameters
    ----------
    id : str
        What results call it; differs from those of the other claims.
    event, given : str
        Expressions over named events; ``given`` None means everybody.
    lo, hi : float
        Shares in [0, 1], ends included. A rounded 17 % is 0.165 to 0.175.
    weight : float
        Trust, from 0.001 to 1000: what a change of this claim costs beside a change of the others.
    """

    id: str
    event: str
    given: str | None
    lo: float
    hi: float
    weight: float = 1.0

    @property
    def share(self) -> Share:
        """The event and the population, parsed."""
        return Share(parse(self.event), None if self.given is None else parse(self.given))

    @property
    def names(self) -> set[str]:
        """The events it speaks about."""
        return set(_names_of(self.share))


@dataclass(frozen=True, slots=True)
class System:
    """Claims about one and the same people, and what is known of the events by their meaning.

    Parameters
    ----------
    events : tuple of str
        Every name that the expressions may use. Only those that are used count towards the limit of 16.
    claims : tuple of Claim
        At least one.
    target : str, optional
        What bounds are wanted for: ``event`` or ``event given population``.
    nested : tuple of (str, str)
        Pairs of events: whoever is in the first is in the second, as in ("this_year", "ever"). Never put in doubt.

    Raises
    ------
    DataError
        Naming every fault at once.
    """

    events: tuple[str, ...]
    claims: tuple[Claim, ...]
    target: str | None = None
    nested: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        require_none(fault.error() for fault in faults(self.events, self.claims, self.target, self.nested))

    @property
    def used(self) -> tuple[str, ...]:
        """The events that a claim, the target or a nesting names, in the order of ``events``."""
        named = _named(self.claims, self.target, self.nested)
        return tuple(name for name in self.events if name in named)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that breaks a rule; ``place`` counts the claims from 0, and is None where it is no claim's."""

    what: str
    field: str
    value: str
    rule: str
    next_step: str | None = None
    place: int | None = None

    def error(self, *, file: str | None = None, line: int | None = None) -> DataError:
        """Return this fault as what a person is told."""
        field = self.field if self.place is None or line is not None else f"{self.field} of claim {self.place + 1}"
        return DataError(
            self.what,
            file=file,
            line=line,
            field=field,
            value=self.value or None,
            rule=self.rule,
            next_step=self.next_step,
        )


def require_none(errors: Iterable[DataError]) -> None:
    """Raise what there is, as one error.

    Raises
    ------
    DataError
        The only one, or one that names all, a line each.
    """
    found = list(errors)
    if len(found) == 1:
        raise found[0]
    if found:
        raise DataError("\n".join([f"{len(found)} faults:", *(f"- {error.message()}" for error in found)]))


def faults(
    events: Sequence[str], claims: Sequence[Claim], target: str | None, nested: Sequence[tuple[str, str]]
) -> list[Fault]:
    """Return everything that a system of these parts would break."""
    found = [*_event_faults(events)]
    if not claims:
        found.append(
            Fault("there is no claim", "claims", "", "at least one claim", "add the shares that were published")
        )
    for place, claim in enumerate(claims):
        found += _claim_faults(place, claim, events)
    repeated = [name for name, count in Counter(claim.id for claim in claims).items() if count > 1]
    found += [Fault("two claims have the same id", "id", name, "every id once") for name in repeated]
    if target is not None:
        found += _expression_faults("target", target, None, events)
    for pair in nested:
        for name in pair:
            found += _name_faults("nested", name, None, events)
    used = len(_named(claims, target, nested))
    if not found and used > MAX_EVENTS:
        found.append(
            Fault("too many events", "events", str(used), f"the claims name at most {MAX_EVENTS} events", "check claims that share no event apart from one another")
        )  # fmt: skip
    return found


def _event_faults(events: Sequence[str]) -> Iterator[Fault]:
    rule = "letters, digits and _, beginning with a letter or _; not and, or, xor, not, given"
    for name, count in Counter(events).items():
        if not is_name(name):
            yield Fault("this cannot name an event", "events", name, rule)
        if count > 1:
            yield Fault("an event is named twice", "events", name, "every event once")


def _claim_faults(place: int, claim: Claim, events: Sequence[str]) -> Iterator[Fault]:
    if not claim.id.strip() or not claim.id.isprintable():
        yield Fault(
            "this is no id", "id", claim.id, "an id can be printed", "leave it out to get the claim's place", place
        )
    yield from _expression_faults("event", claim.event, place, events)
    if claim.given is not None:
        yield from _expression_faults("given", claim.given, place, events)
    ends = {"lo": claim.lo, "hi": claim.hi}
    outside = {field: value for field, value in ends.items() if not 0 <= value <= 1}
    for field, value in outside.items():
        yield Fault("this is no share", field, f"{value:g}", "a share lies in 0 to 1", "write 17 % as 0.17", place)
    if not outside and claim.lo > claim.hi:
        yield Fault(f"lo is above hi, which is {claim.hi:g}", "lo", f"{claim.lo:g}", "lo is at most hi", None, place)
    if not LIGHTEST <= claim.weight <= HEAVIEST:  # not a number, too
        yield Fault("this is no weight", "weight", f"{claim.weight:g}", f"{LIGHTEST:g} to {HEAVIEST:g}", None, place)


def _expression_faults(field: str, text: str, place: int | None, events: Sequence[str]) -> Iterator[Fault]:
    try:
        share = parse_share(text) if field == "target" else Share(parse(text), None)
    except DataError as error:
        yield Fault(error.what, field, error.value or "", error.rule or "", error.next_step, place)
        return
    for name in dict.fromkeys(_names_of(share)):
        yield from _name_faults(field, name, place, events)


def _name_faults(field: str, name: str, place: int | None, events: Sequence[str]) -> Iterator[Fault]:
    if name not in events:
        near = difflib.get_close_matches(name, events, n=1)
        next_step = f"write {near[0]}, or add {name} to events" if near else f"add {name} to events"
        yield Fault("this event is not among the events", field, name, "expressions name events only", next_step, place)


def _names_of(share: Share) -> Iterator[str]:
    yield from names(share.event)
    if share.given is not None:
        yield from names(share.given)


def _named(claims: Sequence[Claim], target: str | None, nested: Sequence[tuple[str, str]]) -> set[str]:
    """Return the events that are named anywhere; texts that cannot be read name none."""
    named = {name for pair in nested for name in pair}
    texts = [text for claim in claims for text in (claim.event, claim.given)] + [target]
    for text in texts:
        try:
            named |= set() if text is None else set(_names_of(parse_share(text)))
        except DataError:
            continue
    return named
