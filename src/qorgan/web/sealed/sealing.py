"""Put documents into a thread and open them again. The only code at the doors that touches an envelope.

first envelope   her → each centre: anonymous box (she is not known yet); to herself: box between her and herself
later            box between sender and reader, so that a forger of rows is refused
inside           box between the centre and itself
across           box between two centres, in a thread of its own: see `across`
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import (
    Binding,
    open_document,
    seal_document,
    unwrap_between,
    unwrap_sealed,
    wrap_between,
    wrap_sealed,
)
from qorgan.vault.receipt import ReceiptKeys
from qorgan.vault.registry import check_public_key, mac_public_key
from qorgan.vault.secret import KeyPair, Secret
from qorgan.web.accounts.keyrings import HeldKey, SealingKey, checked
from qorgan.web.accounts.models import Duty
from qorgan.web.sealed.models import Envelope, SurvivorKey, Thread, Wrap
from qorgan.web.shell import keys

In, Out, Inside = Envelope.Direction.IN, Envelope.Direction.OUT, Envelope.Direction.INSIDE


@dataclass(frozen=True)
class Survivor:
    """She, as long as her receipt unlocks her key."""

    row: SurvivorKey
    key_pair: KeyPair


@dataclass(frozen=True)
class Opened:
    """An envelope and the document that was in it."""

    row: Envelope
    document: dict[str, Any]


def new_survivor_key(thread: Thread, version: int, derived: ReceiptKeys) -> SurvivorKey:
    """Register her public key, MACed so that nobody can put another in its place."""
    public = derived.key_pair.public
    mac = mac_public_key(keys.registry(), owner=_owner(thread.id), version=version, public=public)
    return SurvivorKey.objects.create(
        thread=thread,
        version=version,
        lookup_id=derived.lookup_id,
        secret_version=derived.secret_version,
        public=public,
        mac=mac,
    )


def survivor_public(row: SurvivorKey) -> bytes:
    """Return her public key, checked.

    Raises
    ------
    SealError
        If it was put there by somebody without the key file.
    """
    return check_public_key(
        keys.registry(), owner=_owner(row.thread_id), version=row.version, public=bytes(row.public), mac=bytes(row.mac)
    )


def current_survivor_key(thread: Thread) -> SurvivorKey:
    """Return the key that answers are wrapped to."""
    return thread.survivor_keys.order_by("-version")[0]


def begin_thread(n_documents: int, day: date) -> Thread:
    """Create a thread whose first documents `seal_first` puts in."""
    return Thread.objects.create(day=day, last_sequence=n_documents)


def seal_first(
    *,
    thread: Thread,
    documents: Sequence[tuple[str, Mapping[str, Any]]],
    sender: Survivor,
    readers: Sequence[SealingKey],
    day: date,
) -> None:
    """Put in her first documents, by kind and content, all at once: two statements, while others wait for theirs.

    The first of all is wrapped anonymously, with her public key inside.
    """
    rows, wraps = [], []
    for sequence, (kind, document) in enumerate(documents, start=1):
        row = Envelope(id=uuid.uuid4(), thread=thread, sequence=sequence, kind=kind, direction=In, day=day)
        payload = _fill(row, document)
        rows.append(row)
        wraps += _wraps_from_survivor(row, payload, sender, readers)
    Envelope.objects.bulk_create(rows)
    Wrap.objects.bulk_create(wraps)


def seal_from_survivor(
    *,
    thread: Thread,
    kind: str,
    document: Mapping[str, Any],
    sender: Survivor,
    readers: Iterable[SealingKey],
    day: date,
) -> Envelope:
    """Add a document of hers."""
    row, payload = add_document(thread, kind, In, document, day)
    Wrap.objects.bulk_create(_wraps_from_survivor(row, payload, sender, readers))
    return row


def _wraps_from_survivor(row: Envelope, payload: Secret, sender: Survivor, readers: Iterable[SealingKey]) -> list[Wrap]:
    own = wrap_between(payload, sender.key_pair.private, sender.key_pair.public)
    return [
        *_wraps_for_readers(row, payload, sender, readers),
        Wrap(envelope=row, to_survivor=sender.row, from_survivor=sender.row, box=own),
    ]


def _wraps_for_readers(row: Envelope, payload: Secret, sender: Survivor, readers: Iterable[SealingKey]) -> list[Wrap]:
    is_first = row.sequence == 1
    private = sender.key_pair.private
    return [
        Wrap(
            envelope=row,
            to_keyring=reader.row,
            from_survivor=None if is_first else sender.row,
            box=wrap_sealed(payload, reader.public) if is_first else wrap_between(payload, private, reader.public),
        )
        for reader in readers
    ]


def seal_to_survivor(*, thread: Thread, kind: str, document: Mapping[str, Any], sender: HeldKey, day: date) -> Envelope:
    """Add a document of the centre's for her."""
    row, payload = add_document(thread, kind, Out, document, day)
    reader = current_survivor_key(thread)
    private = sender.secret.key_pair.private
    to_her = wrap_between(payload, private, survivor_public(reader))
    Wrap.objects.bulk_create(
        [
            Wrap(envelope=row, to_survivor=reader, from_keyring=sender.row, box=to_her),
            own_wrap(row, payload, sender),
        ]
    )
    return row


def seal_inside(*, thread: Thread, kind: str, document: Mapping[str, Any], sender: HeldKey, day: date) -> Envelope:
    """Add a document that only the centre reads."""
    row, payload = add_document(thread, kind, Inside, document, day)
    own_wrap(row, payload, sender).save()
    return row


def open_for_survivor(row: Envelope, reader: Survivor, *, chosen: Collection[str] | None = None) -> Opened:
    """Open an envelope with her key.

    Parameters
    ----------
    chosen : collection of str, optional
        Ids of the centres whose wraps are believed; without it those of any centre, as `open_first` needs.

    Raises
    ------
    SealError
        If it is not for her, was altered, moved, or made by somebody else, another centre among them.
    """
    document = open_document(bytes(row.ciphertext), payload_for_survivor(row, reader, chosen), binding_of(row))
    return Opened(row, document)


def payload_for_survivor(row: Envelope, reader: Survivor, chosen: Collection[str] | None = None) -> Secret:
    """Unwrap an envelope's content key with her key."""
    wrap = _wrap_for(row, reader)
    if wrap is None or (wrap.from_survivor_id is None and wrap.from_keyring_id is None):
        raise SealError("A message of this conversation is not sealed as it should be. It is not shown.")
    _check_sender_for_her(row, wrap, chosen)
    return unwrap_between(bytes(wrap.box), reader.key_pair.private, _sender_public(wrap))


def _wrap_for(row: Envelope, reader: Survivor) -> Wrap | None:
    return next((one for one in row.wraps.all() if one.to_survivor_id == reader.row.id), None)


def open_first(thread_id: uuid.UUID, reader: Survivor) -> Opened:
    """Open the first envelope of a thread with her key, whichever centre gave it back to her after a new receipt.

    Raises
    ------
    SealError
        If it is gone, or does not open.
    """
    first = (
        Envelope.objects.filter(thread=thread_id, sequence=1, direction=In)
        .prefetch_related("wraps__from_survivor", "wraps__from_keyring__keyring")
        .first()
    )
    if first is None:
        raise SealError("The first message of this conversation is gone. Nothing is sealed or shown.")
    return open_for_survivor(first, reader)


def wrapped_by_centre(row: Envelope, reader: Survivor) -> str:
    """Return the id of the centre that wrapped an envelope for her, empty where she did so herself."""
    wrap = _wrap_for(row, reader)
    return "" if wrap is None or wrap.from_keyring is None else str(wrap.from_keyring.keyring.centre_id)


def wrap_for_more(
    row: Envelope, sender: Survivor, readers: Sequence[SealingKey], *, given_back_by: Collection[str] = ()
) -> None:
    """Wrap an envelope of hers for more readers, as `seal_from_survivor` would have.

    Parameters
    ----------
    given_back_by : collection of str
        Ids of the centres that are believed about what is hers: after a new receipt they wrapped it to her anew.

    Raises
    ------
    SealError
        If it does not open with her key, or was not sealed by her: else somebody's words would become hers.
    """
    wrap = _wrap_for(row, sender)
    is_hers = wrap is not None and (
        wrap.from_survivor_id == sender.row.id or wrapped_by_centre(row, sender) in set(given_back_by) - {""}
    )
    if row.direction != In or not is_hers:
        raise SealError("A message of this conversation was not sealed by her. It is not sealed for others.")
    payload = payload_for_survivor(row, sender, given_back_by)
    Wrap.objects.bulk_create(_wraps_for_readers(row, payload, sender, readers))


def open_for_centre(row: Envelope, held: Sequence[HeldKey]) -> Opened:
    """Open an envelope with a keyring.

    Raises
    ------
    SealError
        If it is not for this centre, was altered, moved, or made by somebody else.
    """
    document = open_document(bytes(row.ciphertext), payload_for_centre(row, held), binding_of(row))
    if row.sequence == 1 and row.direction == In:
        _check_her_key(row, document)
    return Opened(row, document)


def payload_for_centre(row: Envelope, held: Sequence[HeldKey]) -> Secret:
    """Unwrap an envelope's content key with a keyring; what another centre handed over is opened by `across` alone."""
    if row.direction == Envelope.Direction.ACROSS:
        raise SealError("This was handed over by another centre and does not belong here. It is not shown.")
    own = {key.row.id: key for key in held}
    wrap = next((one for one in row.wraps.all() if one.to_keyring_id in own), None)
    if wrap is None:
        raise SealError("This was not sealed to your centre. It is not shown.")
    pair = own[wrap.to_keyring_id].secret.key_pair  # type: ignore[index]
    if wrap.from_survivor_id is None and wrap.from_keyring_id is None:
        # Anybody can make an anonymous box. Only the first envelope may be one: her key lies inside it.
        if row.sequence != 1 or row.direction != In:
            raise SealError("A message has no sender. It was put there by somebody else and is not shown.")
        return unwrap_sealed(bytes(wrap.box), pair)
    _check_sender(row, wrap)
    return unwrap_between(bytes(wrap.box), pair.private, _sender_public(wrap))


def rewrap_for_survivor(row: Envelope, payload: Secret, sender: HeldKey, reader: SurvivorKey) -> None:
    """Wrap an envelope once more, to a new key of hers."""
    box = wrap_between(payload, sender.secret.key_pair.private, survivor_public(reader))
    Wrap.objects.create(envelope=row, to_survivor=reader, from_keyring=sender.row, box=box)


def binding_of(row: Envelope) -> Binding:
    """Return what the seal binds."""
    return Binding(row.kind, row.id, row.thread_id, row.sequence, str(row.direction), row.version)


def add_document(
    thread: Thread, kind: str, direction: str, document: Mapping[str, Any], day: date
) -> tuple[Envelope, Secret]:
    """Put a sealed document into a thread, still without a wrap; return it and what its wraps hold."""
    sequence = _next_sequence(thread)
    row = Envelope(id=uuid.uuid4(), thread=thread, sequence=sequence, kind=kind, direction=direction, day=day)
    payload = _fill(row, document)
    row.save(force_insert=True)
    return row, payload


def _fill(row: Envelope, document: Mapping[str, Any]) -> Secret:
    sealed = seal_document(document, binding_of(row))
    row.ciphertext = sealed.ciphertext
    return sealed.payload


def _next_sequence(thread: Thread) -> int:
    # Counted by the database in one step, so that two writers never get the same number.
    number = Thread._meta.pk.get_db_prep_value(thread.id, connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sealed_thread SET last_sequence = last_sequence + 1 WHERE id = %s RETURNING last_sequence", [number]
        )
        return int(cursor.fetchone()[0])


def own_wrap(row: Envelope, payload: Secret, own: HeldKey) -> Wrap:
    """Return a wrap by which a centre reads what it sealed itself, not yet written."""
    pair = own.secret.key_pair
    return Wrap(
        envelope=row, to_keyring=own.row, from_keyring=own.row, box=wrap_between(payload, pair.private, pair.public)
    )


def _sender_public(wrap: Wrap) -> bytes:
    if wrap.from_survivor is not None:
        return survivor_public(wrap.from_survivor)
    if wrap.from_keyring is not None:
        return checked(wrap.from_keyring).public
    raise SealError("A message has no sender. It is not shown.")


def _check_sender(row: Envelope, wrap: Wrap) -> None:
    hers = wrap.from_survivor is not None and wrap.from_survivor.thread_id == row.thread_id
    ours = wrap.from_keyring_id is not None and wrap.from_keyring_id == wrap.to_keyring_id
    # Hers may have been sealed anew by the centre itself: see `resealing`.
    if not (ours or (hers and row.direction == In)):
        raise SealError("A message comes from somebody who is not part of this conversation. It is not shown.")


def _check_sender_for_her(row: Envelope, wrap: Wrap, chosen: Collection[str] | None) -> None:
    if wrap.from_survivor is not None:
        ok = row.direction == In and wrap.from_survivor.thread_id == row.thread_id
    else:
        keyring = wrap.from_keyring.keyring  # type: ignore[union-attr]
        ok = keyring.duty == Duty.INTAKE and (chosen is None or str(keyring.centre_id) in chosen)
    if not ok:
        raise SealError("A message comes from somebody who is not part of this conversation. It is not shown.")


def _check_her_key(row: Envelope, document: Mapping[str, Any]) -> None:
    # Asked for together with the rows of a list, so that a hundred rows are not a hundred questions.
    first = next((one for one in row.thread.survivor_keys.all() if one.version == 1), None)
    if first is None or document.get("public_key") != survivor_public(first).hex():
        raise SealError("The first message and the key of this conversation do not belong together. It is not shown.")


def _owner(thread_id: uuid.UUID) -> str:
    return f"survivor/{thread_id}"
