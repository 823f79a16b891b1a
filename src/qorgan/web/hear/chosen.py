"""Which centres she chose, from what she sealed herself: a row could name any other.

first envelope    who reads it from the first day; who else could cover for them: the open centres of the region that she
                  did not strike out. The last never changes.
newest wishes     which of those who could may do so now; whom she chose after a centre of hers had closed
"""

from collections.abc import Collection
from dataclasses import dataclass

from qorgan.kernel.errors import SealError
from qorgan.web.hear.closings import confirmed
from qorgan.web.hear.models import Disclosure
from qorgan.web.hear.receipts import Found
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import Envelope
from qorgan.web.sealed.sealing import Survivor


@dataclass(frozen=True)
class Choice:
    """Ids of centres, as she sealed them."""

    readers: frozenset[str]
    could_cover: frozenset[str]
    may_cover: frozenset[str]
    moved: tuple[str, ...] = ()

    @property
    def centres(self) -> frozenset[str]:
        """Return whom her words are sealed to, and whose answers are believed."""
        return self.readers | self.may_cover | frozenset(self.moved)


def choice_of(found: Found) -> Choice:
    """Open what she chose.

    Raises
    ------
    SealError
        If her first envelope does not open, or comes back from a centre that she did not choose.
    """
    her = found.survivor
    first = sealing.open_first(found.disclosure.pk, her)
    readers = frozenset(str(one) for one in first.document.get("centres", ()))
    could = frozenset(str(one) for one in first.document.get("cover", ())) - readers
    # After a new receipt it comes back from the centre that issued it, which may be one that covered, or one that she
    # chose after hers had closed. That a centre of hers has closed is signed; nobody else may say that she moved.
    again = sealing.wrapped_by_centre(first.row, her)
    known = readers | could
    if again and again not in known and not confirmed(known):
        raise _not_chosen()
    # A centre that only could cover must not say so itself: it is believed where it gave her the first one back, for
    # which it needs what was sealed to it.
    cover, moved = _told(found.disclosure, her, readers | {again} - {""})
    if moved and not confirmed(known):
        moved = ()
    if again and again not in known | frozenset(moved):
        raise _not_chosen()
    return Choice(readers, could, could & cover, moved)


def _not_chosen() -> SealError:
    return SealError("The first message of this conversation comes from a centre that she did not choose.")


def newest_wishes_row(disclosure: Disclosure) -> Envelope | None:
    """Return the envelope of what she wishes now."""
    return (
        Envelope.objects.filter(thread=disclosure.pk, kind="wishes")
        .prefetch_related("wraps__from_survivor", "wraps__from_keyring__keyring")
        .order_by("-sequence")
        .first()
    )


def _told(disclosure: Disclosure, her: Survivor, believed: Collection[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    row = newest_wishes_row(disclosure)
    if row is None:
        return frozenset(), ()
    try:
        opened = sealing.open_for_survivor(row, her, chosen=believed)
    except SealError:
        return frozenset(), ()  # altered: then nobody covers, and she moved nowhere
    wishes = Wishes.from_document(opened.document)
    return frozenset(wishes.cover), wishes.moved
