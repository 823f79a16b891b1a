"""What somebody else wrote for her, and she says is hers: shown beside her conversation, and proved by nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from qorgan.hear.joining import mark_of, spaced
from qorgan.web.accounts.actor import Actor
from qorgan.web.hear.models import Disclosure


@dataclass(frozen=True)
class Joined:
    """The mark she gave, and the conversations of this centre that have it."""

    mark: str
    numbers: tuple[UUID, ...]


def joined(actor: Actor, disclosure: Disclosure, first: Mapping[str, Any]) -> Joined | None:
    """Return what she joined, None where she gave no mark. Only her centre's own conversations are looked at."""
    mark = str(first.get("joins", ""))
    if not mark:
        return None
    own = Disclosure.objects.filter(centre=actor.member.centre_id).exclude(state=Disclosure.State.HIDDEN)
    numbers = own.exclude(pk=disclosure.pk).values_list("pk", flat=True)
    return Joined(spaced(mark), tuple(number for number in numbers if mark_of(number) == mark))
