"""What somebody who tells us something agreed to, and the single question everyone must ask before acting on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from qorgan.kernel.errors import ConsentError, InputError
from qorgan.kernel.facts import whole_day


class Purpose(StrEnum):
    """What a consent can be for. Each is off until chosen; with all off she still gets answers on this site."""

    CONTACT = "contact"  # contact me
    CASE = "case"  # open a case
    STATISTICS = "statistics"  # count me in statistics, unidentified
    STORY = "story"  # keep my words for a story
    MATCHING = "matching"  # tell a worker if others name the same person
    OTHER_CENTRE = "other_centre"  # offer to another centre if mine has not read it within three working days


class Speaker(StrEnum):
    """Who is speaking."""

    SURVIVOR = "survivor"
    FRIEND = "friend"  # or a relative
    PROFESSIONAL = "professional"
    CHILD = "child"


# A friend and a professional speak for themselves only: contact is with them, and what they wrote may be offered to a
# centre that reads it. Everything about the survivor stays off until she gives it herself, with her own receipt.
# A child is offered the same two: the rest needs a worker's judgement first.
_THEIR_OWN: Final = frozenset({Purpose.CONTACT, Purpose.OTHER_CENTRE})

_OFFERED: Final[Mapping[Speaker, frozenset[Purpose]]] = {
    Speaker.SURVIVOR: frozenset(Purpose),
    Speaker.FRIEND: _THEIR_OWN,
    Speaker.PROFESSIONAL: _THEIR_OWN,
    Speaker.CHILD: _THEIR_OWN,
}

_FIELDS: Final = frozenset({"given", "day", "speaker"})


def purposes_offered(speaker: Speaker) -> frozenset[Purpose]:
    """Return the consents that this speaker can give at all."""
    return _OFFERED[speaker]


@dataclass(frozen=True, slots=True)
class Consents:
    """The consents of one speaker as they stand since a day.

    Parameters
    ----------
    given : frozenset[Purpose]
        What is on. A document written under other rules may hold more than the speaker can give; it stays readable, and
        `allows` answers no for the rest.
    day : date
        Day of the last change.
    speaker : Speaker
        Whose consents these are.
    """

    given: frozenset[Purpose]
    day: date
    speaker: Speaker

    @classmethod
    def none(cls, speaker: Speaker, day: date) -> "Consents":
        """Return the start for everyone: all off."""
        return cls(given=frozenset(), day=day, speaker=speaker)

    def with_given(self, *purposes: Purpose, day: date) -> "Consents":
        """Return these consents with some more given on a day.

        Raises
        ------
        ConsentError
            If one of them is not this speaker's to give.
        """
        foreign = sorted(set(purposes) - purposes_offered(self.speaker))
        if foreign:
            raise ConsentError(
                f"A {self.speaker} cannot give the consent {', '.join(foreign)}. "
                "Rule: it is the survivor's alone. Next: she can give it herself, with her own receipt."
            )
        return replace(self, given=self.given | set(purposes), day=day)

    def withdrawn(self, *purposes: Purpose, day: date) -> "Consents":
        """Return these consents with some taken back on a day. Taking back what was never given is no error."""
        return replace(self, given=self.given - set(purposes), day=day)

    def to_document(self) -> dict[str, object]:
        """Return a JSON-able document that `from_document` reads back."""
        return {"given": sorted(self.given), "day": self.day.isoformat(), "speaker": str(self.speaker)}

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> "Consents":
        """Read a document written by `to_document`.

        Raises
        ------
        InputError
            If a field is missing or unknown, or a value is not one of ours. What stands there is never quoted:
            documents come out of envelopes.
        """
        if set(document) != _FIELDS:
            raise InputError("consents have other fields than expected", rule=f"exactly {', '.join(sorted(_FIELDS))}")
        given = document["given"]
        if not isinstance(given, list):
            raise InputError("consents are not readable", field="given", rule="a list of purposes")
        return cls(
            given=frozenset(_member(Purpose, purpose, field="given") for purpose in _without_repeats(given)),
            day=_day(document["day"]),
            speaker=_member(Speaker, document["speaker"], field="speaker"),
        )


def allows(consents: Consents, purpose: Purpose) -> bool:
    """Say whether these consents allow something: it was given, and it was this speaker's to give."""
    return purpose in consents.given and purpose in purposes_offered(consents.speaker)


_Member = TypeVar("_Member", bound=StrEnum)


def _member(kind: type[_Member], value: object, *, field: str) -> _Member:
    if isinstance(value, str) and value in {str(member) for member in kind}:
        return kind(value)
    raise InputError("consents are not readable", field=field, rule=f"one of {', '.join(kind)}")


def _without_repeats(given: Iterable[object]) -> list[object]:
    values = list(given)
    if any(values.count(value) > 1 for value in values):
        raise InputError("consents are not readable", field="given", rule="each purpose at most once")
    return values


def _day(value: object) -> date:
    day = whole_day(value) if isinstance(value, str) else None
    if day is None:
        raise InputError("consents are not readable", field="day", rule="a day as YYYY-MM-DD")
    return day
