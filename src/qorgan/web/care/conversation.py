"""What a case asks of the conversation that it came from. `care` knows no conversations; `follow` puts in who does.

Her wishes there are numbered. A case keeps up to which number they were heard by somebody who holds the keys, and what they
allowed then; whether any of a later number are there shows in rows, without opening them. So a list hears what is new, and
what was handed to another centre stays shut there as long as there is something that nobody has heard.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from qorgan.care.consent import Purpose
from qorgan.web.care.models import Referral
from qorgan.web.care.records import OpenedCase
from qorgan.web.sealed.across import Handed

SAID_THERE: Final = "conversation"  # in a consent's data, how it was given
HEARD: Final = "heard"  # form of the record of what her conversation allowed when it was read last
CAME_FROM, CAME_WITH = "came_from", "came_with"  # in the opening: the conversation, and the number of her wishes then
FOLLOWS: Final = "follows"  # in what goes across: a mark of the conversation, and up to where it was heard


@dataclass(frozen=True)
class Standing:
    """How far a conversation has come: the number of her newest wishes, and whether she has deleted it."""

    up_to: int
    is_last: bool


@dataclass(frozen=True)
class Follower:
    """Who knows conversations.

    Parameters
    ----------
    still_allows : callable
        Whether the conversation of a case allows something now.
    standings : callable
        How far conversations have come, by id; one that is destroyed is not among them.
    mark : callable
        A conversation's id as only the staff door can make it, for one referral; it says nothing to anybody else.
    has_news : callable
        Whether the conversation of a mark has come further than was heard, or is gone unheard, and somebody is still there
        to hear it.
    """

    still_allows: Callable[[OpenedCase, Purpose], bool]
    standings: Callable[[Collection[str]], Mapping[str, Standing]]
    mark: Callable[[str, str], str]
    has_news: Callable[[Referral, str, Standing], bool]


class _Port:
    follower: Follower | None = None


def follow(follower: Follower | None) -> None:
    """Put in who knows conversations; without anybody nothing that was said there counts."""
    _Port.follower = follower


def still_allows(opened: OpenedCase, purpose: Purpose) -> bool:
    """Say whether her conversation still allows what was taken over from it."""
    return _Port.follower is not None and _Port.follower.still_allows(opened, purpose)


def standings(conversations: Collection[str]) -> Mapping[str, Standing]:
    """Return how far these conversations have come; without those that are destroyed."""
    return _Port.follower.standings(conversations) if _Port.follower is not None and conversations else {}


def standing_of(opened: OpenedCase) -> Standing | None:
    """Return how far the conversation of a case has come; None where there is none, or none any more."""
    number = opened.data("opening").get(CAME_FROM, "")
    return standings([number]).get(number) if number else None


def heard_of(opened: OpenedCase) -> Standing:
    """Return up to where the conversation of a case was heard."""
    told = opened.data(HEARD)
    up_to = told.get("up_to", opened.data("opening").get(CAME_WITH, 0))
    return Standing(int(up_to), bool(told.get("is_last")))


def given_there(opened: OpenedCase) -> list[str]:
    """Return the purposes that she consented to in her conversation."""
    found = {str(one.data.get("purpose")) for one in opened.entries("consent") if one.data.get("via") == SAID_THERE}
    return sorted(found)


def news_of(opened: OpenedCase) -> dict[str, Any] | None:
    """Return the data of the record that keeps what her conversation allows now; None where nothing is new."""
    now = standing_of(opened)  # before what they say is read: what comes in between is news the next time
    heard = heard_of(opened)
    if now == heard or not opened.data("opening").get(CAME_FROM):
        return None
    if now is None:  # destroyed; where nobody heard what she said last, she allows nothing until she is asked anew
        return None if heard.is_last else {"allows": [], "up_to": heard.up_to, "is_last": True, "is_unheard": True}
    allowed = [one for one in given_there(opened) if still_allows(opened, Purpose(one))]
    return {"allows": allowed, "up_to": now.up_to, "is_last": now.is_last}


def is_unheard(opened: OpenedCase) -> bool:
    """Say whether her conversation is destroyed, and nobody had looked at what she allowed last: then she is asked anew."""
    told = opened.data(HEARD)
    if told.get("is_last"):
        return bool(told.get("is_unheard")) and standing_of(opened) is None
    return bool(opened.data("opening").get(CAME_FROM)) and standing_of(opened) is None


def mark_of(opened: OpenedCase, row: Referral) -> dict[str, Any]:
    """Return what goes across of her conversation: nothing that the other centre could find it by."""
    now = standing_of(opened)
    number = str(opened.data("opening").get(CAME_FROM, ""))
    if now is None or _Port.follower is None or not given_there(opened):
        return {}
    return {FOLLOWS: {"mark": _Port.follower.mark(number, str(row.id)), "up_to": now.up_to, "is_last": now.is_last}}


def is_held_back(row: Referral, handed: Sequence[Handed]) -> bool:
    """Say whether she has changed what she allows since the sender's centre heard of it last.

    Then nothing of it opens at the other centre: it may be her no, and only the sender's centre can read that.
    """
    told = [one.document[FOLLOWS] for one in handed if one.sender == row.from_centre_id and FOLLOWS in one.document]
    if not told or _Port.follower is None:
        return False
    heard = Standing(int(told[-1]["up_to"]), bool(told[-1]["is_last"]))
    return _Port.follower.has_news(row, str(told[-1]["mark"]), heard)
