"""What centres send to the statistics office: each record alone, in a thread of its own, which says nothing of its centre.

A centre cannot be the sender: the row would name its keyring. So the box is anonymous, and whoever can write to the database
can make one. What proves a record is a signature of the staff door inside the seal, over the row's id, its month and what
it says: no other record stands, none stands twice, and none in a month in which it did not leave.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from qorgan.kernel.errors import SealError
from qorgan.vault import signing
from qorgan.vault.envelope import open_document, seal_document, unwrap_sealed, wrap_sealed
from qorgan.vault.secret import Secret
from qorgan.web.accounts.keyrings import HeldKey, SealingKey
from qorgan.web.sealed.models import Envelope, Thread, Wrap
from qorgan.web.sealed.sealing import binding_of
from qorgan.web.shell import keys

KIND: Final = "incident"
Office = Envelope.Direction.OFFICE


@dataclass(frozen=True)
class Received:
    """A record, and the first day of the month in which it left its centre."""

    month: date
    record: Mapping[str, Any] = field(repr=False)


def seal_records(records: Iterable[Mapping[str, Any]], reader: SealingKey, *, month: date) -> None:
    """Seal records to the office in the order given, in the caller's transaction.

    Parameters
    ----------
    records : iterable of mapping
        In an order that says nothing: rows keep it.
    month : date
        First day of the month. Rows carry this day and no other, so that all centres' records of a month look alike.
    """
    threads, rows, wraps = [], [], []
    for record in records:
        thread = Thread(id=uuid.uuid4(), day=month, last_sequence=1)
        row = Envelope(id=uuid.uuid4(), thread=thread, sequence=1, kind=KIND, direction=Office, day=month)
        signature = signing.sign(keys.signing_key(), _what(row), _body(record))
        sealed = seal_document({"record": dict(record), "signature": signature.hex()}, binding_of(row))
        row.ciphertext = sealed.ciphertext
        threads.append(thread)
        rows.append(row)
        wraps.append(Wrap(envelope=row, to_keyring=reader.row, box=wrap_sealed(sealed.payload, reader.public)))
    Thread.objects.bulk_create(threads)
    Envelope.objects.bulk_create(rows)
    Wrap.objects.bulk_create(wraps)


def received(held: Sequence[HeldKey], *, since: date | None = None) -> tuple[list[Received], int]:
    """Open what centres have sent, in an order that says nothing; return it, and how many were refused.

    Parameters
    ----------
    held : sequence of HeldKey
        All versions of the office's keyring that she holds.
    since : date, optional
        First day of the first month that is asked for.
    """
    rows = Envelope.objects.filter(kind=KIND, direction=Office).order_by("id")
    if since is not None:
        rows = rows.filter(day__gte=since)
    found, refused = [], 0
    for row in rows.prefetch_related("wraps"):
        try:
            found.append(Received(row.day, _opened(row, held)))
        except SealError:
            refused += 1
    return found, refused


def mix(month: date, *, by: Callable[[list[Any]], None]) -> None:
    """Write all records of a month anew in an order drawn by lot, in the caller's transaction, under the keyring's lock.

    Each centre's would lie together, beside the row that says that it let some leave: one copy of the database would tell
    whose they are.

    Parameters
    ----------
    by : callable
        Shuffles a list in place.
    """
    rows = Envelope.objects.filter(kind=KIND, direction=Office, day=month, sequence=1).select_related("thread")
    found = [(row.thread, row, list(row.wraps.all())) for row in rows.prefetch_related("wraps")]
    by(found)
    Thread.objects.filter(pk__in=[thread.pk for thread, _row, _wraps in found]).delete()
    Thread.objects.bulk_create([thread for thread, _row, _wraps in found])
    Envelope.objects.bulk_create([row for _thread, row, _wraps in found])
    # A new number each, for these are counted up.
    boxes = [one for _thread, _row, wraps in found for one in wraps if one.to_keyring_id]
    Wrap.objects.bulk_create(
        [Wrap(envelope_id=one.envelope_id, to_keyring_id=one.to_keyring_id, box=bytes(one.box)) for one in boxes]
    )


def payload_for_office(row: Envelope, held: Sequence[HeldKey]) -> Secret:
    """Unwrap a record for opening it, or for sealing it anew.

    Raises
    ------
    SealError
        If it was not sealed to the office.
    """
    own = {key.row.id: key.secret.key_pair for key in held}
    wrap = next((one for one in row.wraps.all() if one.to_keyring_id in own), None)
    if wrap is None or wrap.to_keyring_id is None:
        raise SealError("A record was not sealed to the statistics office. It is not counted.")
    return unwrap_sealed(bytes(wrap.box), own[wrap.to_keyring_id])


def _opened(row: Envelope, held: Sequence[HeldKey]) -> Mapping[str, Any]:
    document = open_document(bytes(row.ciphertext), payload_for_office(row, held), binding_of(row))
    try:
        record, signature = document["record"], bytes.fromhex(document["signature"])
    except (KeyError, TypeError, ValueError):
        raise SealError("A record is not one that the staff door sealed. It is not counted.") from None
    # Not kept in memory as what is public is: it is a record of somebody.
    signing.check(keys.verify_key(), _what(row), _body(record), signature)
    return dict(record)


def _what(row: Envelope) -> str:
    return f"incident/{row.id}/{row.day.isoformat()}"


def _body(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, sort_keys=True).encode()
