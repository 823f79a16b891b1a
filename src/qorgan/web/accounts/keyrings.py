"""Find the key to seal to, and open the keyrings that a member holds. Knows no staff key: both doors use it."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from qorgan.kernel.errors import SealError, SetupError
from qorgan.vault.keyring import KeyringSecret, new_keyring, open_grant, seal_grant
from qorgan.vault.secret import KeyPair
from qorgan.web.accounts import endings, records, statements
from qorgan.web.accounts.models import Centre, Duty, Grant, Keyring, KeyringKey, Member
from qorgan.web.shell import faults


@dataclass(frozen=True)
class SealingKey:
    """A keyring's row and its public key, checked against its signature."""

    row: KeyringKey
    public: bytes


@dataclass(frozen=True)
class HeldKey:
    """A keyring that somebody has opened."""

    row: KeyringKey
    secret: KeyringSecret


def sealing_key(centre: Centre | None, duty: Duty) -> SealingKey:
    """Return the key that is sealed to now.

    Raises
    ------
    SetupError
        If nobody has joined who could read it.
    SealError
        If the public key in the database is not the one that was put there by the staff door.
    """
    row = (
        KeyringKey.objects.select_related("keyring")
        .filter(keyring__centre=centre, keyring__duty=duty)
        .order_by("-version")
        .first()
    )
    if row is None:
        raise _no_keyring(duty)
    return checked(row)


def sealing_keys(centres: Sequence[Centre], duty: Duty) -> list[SealingKey]:
    """Return the keys that she seals to now, in the order of the centres; one question for all of them.

    Raises
    ------
    SetupError, SealError
        As `sealing_key`, and where the staff door has said that there is a newer one, or that the centre is another.

    Notes
    -----
    Until the transaction ends nobody renews them: what was sealed to a version is there before the next one is.
    """
    for centre in sorted(centres, key=lambda one: one.id):
        _lock(centre.id, duty, is_shared=True)
    newest: dict[uuid.UUID | None, KeyringKey] = {}
    rows = KeyringKey.objects.filter(keyring__centre__in=centres, keyring__duty=duty)
    rows = rows.select_related("keyring__centre__statement")
    for row in rows.order_by("version"):
        newest[row.keyring.centre_id] = row
    if any(centre.id not in newest for centre in centres):
        raise _no_keyring(duty)
    return [_believed(newest[centre.id]) for centre in centres]


def _lock(centre: uuid.UUID | None, duty: str, *, is_shared: bool) -> None:
    """Let those who seal to a keyring, who share it, and who renews it wait for each other, until the transaction ends.

    Of PostgreSQL only, for SQLite has one writer. Not a lock of the row: the public door's role would need to write it.
    """
    if connection.vendor != "postgresql":
        return
    number = hashlib.blake2b(f"{centre or 'country'}/{duty}".encode(), digest_size=8).digest()
    which = "pg_advisory_xact_lock_shared" if is_shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {which}(%s)", [int.from_bytes(number, "big", signed=True)])


def _believed(row: KeyringKey) -> SealingKey:
    if row.keyring.centre is not None:
        statements.believe(row.keyring.centre, row.version)
    return checked(row)


def _no_keyring(duty: Duty) -> SetupError:
    return SetupError(f"There is no keyring for {duty} yet. Somebody with that duty joins first.")


def checked(row: KeyringKey) -> SealingKey:
    """Check a keyring's public key against its signature.

    Raises
    ------
    SealError
        If it was put there by somebody without the key file.
    """
    public = records.check_key(
        owner=_owner_with(row.keyring, bytes(row.previous or b"")),
        version=row.version,
        public=bytes(row.public),
        signature=bytes(row.signature),
    )
    return SealingKey(row, public)


def owner_of(keyring: Keyring) -> str:
    """Return what the signature binds: whose key it is, for what duty, in which centre."""
    return f"keyring/{keyring.id}/{keyring.duty}/{keyring.centre_id or 'country'}"


def _owner_with(keyring: Keyring, previous: bytes) -> str:
    """Return what the signature binds of a version that leads back: to which box, for anybody can seal an old key to a new one."""
    owner = owner_of(keyring)
    return f"{owner}/before/{hashlib.blake2b(previous, digest_size=32).hexdigest()}" if previous else owner


def colleagues(member: Member, duty: Duty) -> QuerySet[Member]:
    """Return the active members of her centre who hold the keys of a duty, and could work on what is sealed to it."""
    here = Member.objects.filter(centre=member.centre_id, state=Member.State.ACTIVE)
    return here.filter(grants__key__keyring__duty=duty).distinct()


def held(member: Member, key_pair: KeyPair, duty: Duty) -> list[HeldKey]:
    """Return the keyrings of this duty that the member can open, newest first: by grants, and back from there."""
    at_home = {"keyring__duty": duty, "keyring__centre": _home(member, duty)}
    rows = KeyringKey.objects.select_related("keyring").filter(**at_home).order_by("-version")
    grants = {one.key_id: one for one in Grant.objects.filter(member=member, key__in=rows)}
    opened: list[HeldKey] = []
    for row in rows:
        if row.id in grants:
            opened.append(_opened(row, bytes(grants[row.id].box), key_pair, label_of(row)))
        elif opened and opened[-1].row.version == row.version + 1 and _leads_back(opened[-1].row):
            newer = opened[-1]
            box = bytes(newer.row.previous or b"")
            opened.append(_opened(row, box, newer.secret.key_pair, _label_before(row)))
    return opened


def _leads_back(row: KeyringKey) -> bool:
    """Say whether a version leads to the one before, and that was not given up: an older row of it is true."""
    return bool(row.previous) and not endings.is_given_up(bytes(row.previous or b""))


def give_up(keyring: Keyring) -> None:
    """Destroy every way back from a version of a keyring to the one before, and note that no row brings one again."""
    for row in KeyringKey.objects.select_for_update().filter(keyring=keyring).exclude(previous=None):
        checked(row)
        endings.note_given_up(bytes(row.previous or b""))
        row.previous = None
        row.signature = records.sign_key(owner=owner_of(keyring), version=row.version, public=bytes(row.public))
        row.save(update_fields=["previous", "signature"])


def _home(member: Member, duty: Duty) -> uuid.UUID | None:
    return None if duty == Duty.AUDIT else member.centre_id


def _opened(row: KeyringKey, box: bytes, key_pair: KeyPair, label: str) -> HeldKey:
    return HeldKey(row, open_grant(box, key_pair, label=label, expected_public=checked(row).public))


def label_of(row: KeyringKey) -> str:
    """Return what a grant binds."""
    return f"{row.keyring_id}/{row.version}"


def _label_before(row: KeyringKey) -> str:
    return f"{label_of(row)}/before"


def create(centre: Centre | None, duty: Duty, holder: Member, holder_public: bytes) -> HeldKey:
    """Create a keyring with one holder."""
    key = _version(Keyring.objects.create(centre=centre, duty=duty), 1, before=None)
    grant(key, holder, holder_public)
    return key


def renew(newest: HeldKey) -> HeldKey:
    """Create the next version of a keyring; from the commit on it is sealed to. The caller grants it.

    The version before is sealed to it in the same row, so that there is no moment at which either is out of reach.
    """
    keyring = newest.row.keyring
    _lock(keyring.centre_id, keyring.duty, is_shared=False)
    return _version(keyring, newest.row.version + 1, before=newest)


def _version(keyring: Keyring, version: int, *, before: HeldKey | None) -> HeldKey:
    secret = new_keyring()
    public = secret.key_pair.public
    previous = seal_grant(before.secret, public, label=_label_before(before.row)) if before else b""
    signature = records.sign_key(owner=_owner_with(keyring, previous), version=version, public=public)
    row = KeyringKey.objects.create(
        keyring=keyring, version=version, public=public, signature=signature, previous=previous or None
    )
    return HeldKey(row, secret)


def grant(key: HeldKey, member: Member, member_public: bytes) -> None:
    """Seal a keyring to a member whose public key was checked; an older grant is replaced."""
    row = Grant(key=key.row, member=member, box=seal_grant(key.secret, member_public, label=label_of(key.row)))
    records.sign_grant(row)
    given = {"box": row.box, "signature": row.signature}
    Grant.objects.update_or_create(key=key.row, member=member, defaults=given)


def hand_over(member: Member, old: KeyPair, new_public: bytes) -> None:
    """Seal to a member's new key all that she was given under her old one; what she was not given goes."""
    for row in Grant.objects.filter(member=member).select_related("key__keyring"):
        try:
            records.check_grant(row)
            held = _opened(row.key, bytes(row.box), old, label_of(row.key))
        except SealError as fault:
            faults.write(fault)
            row.delete()
        else:
            grant(held, member, new_public)


def member_owner(member_id: uuid.UUID) -> str:
    """Return what the signature over a member's public key binds."""
    return f"member/{member_id}"


def member_public(member: Member) -> bytes:
    """Return a member's public key, checked against its signature."""
    return records.check_key(
        owner=member_owner(member.id),
        version=1,
        public=bytes(member.public_key or b""),
        signature=bytes(member.public_key_signature or b""),
    )
