"""What one centre hands to another: a thread of its own, each document boxed from the keyring of one to that of the other.

Who sent a document is known by the box and by what the document itself says of it, never by a row: a writer of the
database can name any centre in a row, and another centre's honest keyring makes boxes as well. So the reader says which
two centres the thread is between, the box must come from one of them, and the document must name that one.
Documents of other threads are never read this way, and documents of this kind are refused everywhere else.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import F, QuerySet

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import open_document, unwrap_between, wrap_between
from qorgan.vault.secret import Secret
from qorgan.web.accounts.keyrings import HeldKey, SealingKey, checked
from qorgan.web.accounts.models import Duty
from qorgan.web.sealed.models import Envelope, Thread, Wrap
from qorgan.web.sealed.sealing import add_document, binding_of, own_wrap
from qorgan.web.shell import tombstones

SENDER: Final = "sender"  # the field of a document that names the centre it comes from
Across = Envelope.Direction.ACROSS


@dataclass(frozen=True)
class Handed:
    """A document that was handed over, and the centre that it came from."""

    row: Envelope
    document: Mapping[str, Any]
    sender: uuid.UUID


def seal_across(
    *, thread: Thread, kind: str, document: Mapping[str, Any], sender: HeldKey, reader: SealingKey, day: date
) -> Envelope:
    """Add a document from the sender's centre to the reader's; both read it."""
    told = {**document, SENDER: str(sender.row.keyring.centre_id)}
    row, payload = add_document(thread, kind, Across, told, day)
    box = wrap_between(payload, sender.secret.key_pair.private, reader.public)
    handed = Wrap(envelope=row, to_keyring=reader.row, from_keyring=sender.row, box=box)
    Wrap.objects.bulk_create([handed, own_wrap(row, payload, sender)])
    return row


def open_across(thread: Thread | uuid.UUID, held: Sequence[HeldKey], *, between: Collection[uuid.UUID]) -> list[Handed]:
    """Open what two centres handed each other, in order; what is not for this centre any more is left out.

    Parameters
    ----------
    between : collection of uuid.UUID
        Ids of the two centres.

    Raises
    ------
    SealError
        If one was altered, moved here, or made by anybody else.
    """
    rows = Envelope.objects.filter(thread=thread, direction=Across).order_by("sequence")
    rows = rows.prefetch_related("wraps__from_keyring__keyring")
    return [_opened(row, wrap, held, between) for row in rows if (wrap := _wrap_for(row, held)) is not None]


def payload_across(row: Envelope, held: Sequence[HeldKey]) -> Secret:
    """Unwrap a document for sealing it anew, where box and document name the same centre.

    Raises
    ------
    SealError
        If it is not for this centre, or somebody else made it.
    """
    wrap = _wrap_for(row, held)
    if wrap is None:
        raise SealError("This was not handed to your centre.")
    payload = _payload(wrap, held)
    _check_named(row, wrap, payload)
    return payload


def take_back(thread: Thread, centre: uuid.UUID, *, today: date) -> None:
    """Leave a centre nothing of what lies in a thread; what it read before it has read.

    Noted apart from backups, so that restoring one does not hand it over again.
    """
    number = thread.id
    Wrap.objects.filter(envelope__thread=thread, to_keyring__keyring__centre=centre).delete()
    transaction.on_commit(lambda: tombstones.note("ended", number, day=today))


def leave_to(thread: Thread, centre: uuid.UUID | None, *, today: date) -> None:
    """Leave all that lies in a thread to one centre alone, whoever a row says that it was handed to; noted as well."""
    number = thread.id
    _of_others(thread, centre).delete()
    transaction.on_commit(lambda: tombstones.note("ended", number, day=today))


def take_back_again(noted: tombstones.Tombstones) -> int:
    """Take back what a restored backup hands over anew; return in how many threads."""
    handed = Thread.objects.filter(envelopes__direction=Across).distinct().values_list("pk", flat=True)
    ended = [number for number in handed if noted.is_ended(number)]
    theirs = Wrap.objects.filter(envelope__thread__in=ended)
    theirs.exclude(to_keyring__keyring__centre=F("envelope__thread__referral__from_centre")).delete()
    return len(ended)


def is_with_others(thread: Thread | uuid.UUID, centre: uuid.UUID | None) -> bool:
    """Say whether anybody but a centre still holds a key to anything in a thread."""
    return _of_others(thread, centre).exists()


def _of_others(thread: Thread | uuid.UUID, centre: uuid.UUID | None) -> QuerySet[Wrap]:
    return Wrap.objects.filter(envelope__thread=thread).exclude(to_keyring__keyring__centre=centre)


def _wrap_for(row: Envelope, held: Sequence[HeldKey]) -> Wrap | None:
    own = {key.row.id for key in held}
    return next((one for one in row.wraps.all() if one.to_keyring_id in own), None)


def _payload(wrap: Wrap, held: Sequence[HeldKey]) -> Secret:
    own = {key.row.id: key for key in held}
    if wrap.from_keyring is None or wrap.from_keyring.keyring.duty != Duty.INTAKE:
        raise SealError("Something that was handed over has no sender. It is not shown.")
    private = own[wrap.to_keyring_id].secret.key_pair.private  # type: ignore[index]
    return unwrap_between(bytes(wrap.box), private, checked(wrap.from_keyring).public)


def _check_named(row: Envelope, wrap: Wrap, payload: Secret) -> tuple[Mapping[str, Any], uuid.UUID]:
    document = open_document(bytes(row.ciphertext), payload, binding_of(row))
    keyring = wrap.from_keyring.keyring  # type: ignore[union-attr]
    ours = wrap.from_keyring_id == wrap.to_keyring_id  # sealed by this centre itself, or anew by it: see `resealing`
    named = str(document.get(SENDER, ""))
    if not ours and named != str(keyring.centre_id):
        raise SealError(
            "Something that was handed over names another centre than the one that sealed it. It is not shown."
        )
    try:
        return document, uuid.UUID(named)
    except ValueError:
        raise SealError("Something that was handed over names no centre. It is not shown.") from None


def _opened(row: Envelope, wrap: Wrap, held: Sequence[HeldKey], between: Collection[uuid.UUID]) -> Handed:
    document, sender = _check_named(row, wrap, _payload(wrap, held))
    if sender not in between:
        raise SealError("Something comes from a centre that has no part in this. It is not shown.")
    return Handed(row, document, sender)
