"""A lost receipt, and what she deleted: acts that need to know that it is she."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from qorgan.kernel.errors import QorganError, SealError
from qorgan.vault.receipt import Receipt
from qorgan.web.accounts.actor import Actor
from qorgan.web.hear.actions.staff import following
from qorgan.web.hear.actions.staff.reading import envelopes, own, own_or_offered, record
from qorgan.web.hear.models import BulkMessage, Disclosure
from qorgan.web.hear.receipts import derive_handover
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import SurvivorKey
from qorgan.web.sealed.shredding import shred
from qorgan.web.shell import clock


class NotKnown(QorganError):
    """The safe word is not hers."""


def issue_receipt(*, by: Actor, disclosure: Disclosure, heard_safe_word: str, checked_otherwise: bool) -> Receipt:
    """Give her a new receipt after a check agreed with her; the old one dies in the same moment.

    Everything in the conversation is wrapped to her new key, and the wraps to her old key are destroyed.

    Raises
    ------
    NotKnown
        If she set a safe word and this is not it, or set none and the worker has not checked in another way.
    """
    receipt = Receipt.generate()
    derived = derive_handover(receipt)
    with _refusal_recorded(by, disclosure):
        locked = own(by, disclosure)
        _check_it_is_she(by, locked, heard_safe_word, checked_otherwise)
        old = sealing.current_survivor_key(locked.thread)
        SurvivorKey.objects.filter(thread=locked.thread).update(lookup_id=None)
        new = sealing.new_survivor_key(locked.thread, old.version + 1, derived)
        for row in envelopes(locked):
            if row.direction != sealing.Inside:
                row.wraps.filter(to_survivor__isnull=False).delete()
                try:
                    payload = sealing.payload_for_centre(row, by.intake)
                except SealError:
                    continue  # one altered row must not keep her from a new receipt
                sealing.rewrap_for_survivor(row, payload, by.intake[0], new)
        record(by, "receipt.issued", locked, check="safe-word" if heard_safe_word else "otherwise")
    return receipt


def undo_deletion(*, by: Actor, disclosure: Disclosure, heard_safe_word: str, checked_otherwise: bool) -> None:
    """Bring back what somebody else deleted with her receipt."""
    with _refusal_recorded(by, disclosure):
        locked = own_or_offered(by, disclosure)
        _check_it_is_she(by, locked, heard_safe_word, checked_otherwise)
        if locked.state != Disclosure.State.HIDDEN:
            raise QorganError(_("This conversation was not deleted. Load the page again."))
        locked.state, locked.hidden_day = locked.state_before, None
        locked.save(update_fields=["state", "hidden_day"])
        BulkMessage.objects.filter(disclosure=locked).update(is_taken_back=True)  # a worker knows her now
        record(by, "deletion.undone", locked)
        following.hear(by)  # what was heard as her last word is not her last any more


def shred_now(*, by: Actor, disclosure: Disclosure, heard_safe_word: str, checked_otherwise: bool) -> None:
    """Destroy at once what she deleted, because she asks for it."""
    with _refusal_recorded(by, disclosure):
        locked = own_or_offered(by, disclosure)
        _check_it_is_she(by, locked, heard_safe_word, checked_otherwise)
        if locked.state != Disclosure.State.HIDDEN:
            raise QorganError(_("She has not deleted this conversation. Only she can, with her code."))
        following.hear(by)  # what she allowed last must not be gone with it
        record(by, "conversation.shredded", locked)
        shred(locked.thread, today=clock.today())


@contextmanager
def _refusal_recorded(by: Actor, disclosure: Disclosure) -> Iterator[None]:
    """One transaction; where she is not known it is undone, and the try is written down after it."""
    try:
        with transaction.atomic():
            yield
    except NotKnown:
        with transaction.atomic():
            record(by, "safe-word.refused", disclosure)
        raise


def _check_it_is_she(by: Actor, locked: Disclosure, heard: str, checked_otherwise: bool) -> None:
    wishes = _wishes(by, locked)
    if wishes is None:
        # Every conversation has wishes. Who cannot open them holds no key of it, whatever the rows say of its centre.
        raise SealError("Her wishes cannot be opened, so nobody can make sure that it is she. Nothing was changed.")
    if wishes.contact.has_safe_word:
        if not wishes.contact.is_safe_word(heard):
            raise NotKnown(_("This is not the safe word she set. Nothing was changed."))
    elif not checked_otherwise:
        raise NotKnown(_("She set no safe word. Say that you made sure in the way agreed with her that it is she."))


def _wishes(by: Actor, locked: Disclosure) -> Wishes | None:
    found = None
    for row in envelopes(locked):
        if row.kind == "wishes":
            try:
                found = Wishes.from_document(sealing.open_for_centre(row, by.intake).document)
            except SealError:
                continue
    return found
