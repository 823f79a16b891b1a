"""Sign in and out, change one's own pass phrase."""

import hashlib
import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from django.db import transaction

from qorgan.kernel.errors import PassphraseError, QorganError
from qorgan.vault.people import generate_passphrase, hash_recovery_code, new_salt, unwrap_private_key, wrap_private_key
from qorgan.vault.secret import KeyPair, Passphrase, Secret
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Member
from qorgan.web.accounts.profiles import last_step, seal_step, seed_of, sign_in_tag, staff_key
from qorgan.web.shell import clock, derivation, journal
from qorgan.web.shell.journal import COUNTRY, Entry

_STEP_SECONDS = 30
CODE_TRIES = 10  # then no code is looked at until the time below has gone by
_CODE_REST = timedelta(minutes=15)


class SignInRefused(QorganError):
    """Name, pass phrase or code is wrong; nobody is told which."""


@dataclass(frozen=True)
class SignedIn:
    """A member and her opened key."""

    member: Member
    key_pair: KeyPair


class _Tries:
    """Wrong codes given with the right pass phrase: who has stolen it must not guess a million codes in a day.

    Kept in memory, for the staff door is one process; only who knows the pass phrase can use them up.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._missed: dict[uuid.UUID, tuple[int, datetime]] = {}

    def are_spent(self, member: uuid.UUID) -> bool:
        """Say whether no code is looked at now."""
        with self._lock:
            count, last = self._missed.get(member, (0, clock.now()))
            if clock.now() - last > _CODE_REST:
                self._missed.pop(member, None)
                return False
            return count >= CODE_TRIES

    def note(self, member: uuid.UUID) -> None:
        """Count a wrong code."""
        with self._lock:
            self._missed[member] = (self._missed.get(member, (0, clock.now()))[0] + 1, clock.now())

    def forget(self, member: uuid.UUID) -> None:
        """Begin anew."""
        with self._lock:
            self._missed.pop(member, None)


_TRIES = _Tries()


def sign_in(*, name: str, passphrase: Passphrase, code: str) -> SignedIn:
    """Open a member's key. Unwrapping it is the only check of the pass phrase; no second hash exists.

    Raises
    ------
    SignInRefused
        If anything is wrong. An unknown name costs the same derivation.
    """
    tag = sign_in_tag(name)
    member = Member.objects.filter(sign_in_tag=tag, state__in=[Member.State.JOINED, Member.State.ACTIVE]).first()
    salt = bytes(member.salt) if member and member.salt else hashlib.blake2b(tag, digest_size=16).digest()
    wrapping = derivation.wrapping_key(passphrase, salt, staff_key())
    private = _opened(member, wrapping)
    if member is None or private is None:
        raise SignInRefused("Name, pass phrase or code is not right.")
    if _TRIES.are_spent(member.id):
        raise SignInRefused("Name, pass phrase or code is not right.")
    with transaction.atomic():
        locked = Member.objects.select_for_update().get(id=member.id)
        how = _second_factor(locked, code)
        if how:
            locked.save(update_fields=["totp_used", "recovery_tags"])
            _record(locked, f"member.signed-in-with-{how}")
        else:
            _record_wrong_code(locked)
    if not how:
        _TRIES.note(member.id)
        raise SignInRefused("Name, pass phrase or code is not right.")
    _TRIES.forget(member.id)
    return SignedIn(locked, KeyPair.from_private(private))


def _opened(member: Member | None, wrapping: Secret) -> Secret | None:
    if member is None:
        return None
    try:
        return unwrap_private_key(bytes(member.private_key or b""), wrapping, member.id)
    except PassphraseError:
        return None


def _second_factor(member: Member, code: str) -> str:
    digits = code.replace(" ", "")
    totp, now = pyotp.TOTP(seed_of(member)), int(clock.now().timestamp()) // _STEP_SECONDS
    for step in (now - 1, now, now + 1):
        # Each code opens once: a shoulder-surfed code is worth nothing a second later.
        if step > last_step(member) and pyotp.utils.strings_equal(totp.generate_otp(step), digits):
            member.totp_used = seal_step(step, member.id)
            return "totp"
    spent = hash_recovery_code(code, staff_key(), member.id).hex()
    if spent in member.recovery_tags:
        member.recovery_tags = [one for one in member.recovery_tags if one != spent]
        return "recovery-code"
    return ""


def change_passphrase(*, by: Actor) -> Passphrase:
    """Wrap her key under a new generated pass phrase; the old one opens nothing from now on."""
    passphrase, salt = generate_passphrase(), new_salt()
    wrapping = derivation.wrapping_key(passphrase, salt, staff_key())
    with transaction.atomic():
        member = Member.objects.select_for_update().get(id=by.member.id)
        member.salt = salt
        member.private_key = wrap_private_key(by.key_pair.private, wrapping, member.id)
        member.save(update_fields=["salt", "private_key"])
        _record(member, "member.passphrase-changed")
    return passphrase


def _record(member: Member, what: str) -> None:
    day, now = clock.today(), clock.now()
    journal.record(Entry(chain=_chain(member), what=what, day=day, who=str(member.id), about="", at=now))


def _record_wrong_code(member: Member) -> None:
    # The clearest sign of a stolen pass phrase. About her, and by nobody known: it may not have been she.
    # At most as many rows as `CODE_TRIES` in each rest, so that nobody fills the audit with them.
    day, now = clock.today(), clock.now()
    journal.record(Entry(chain=_chain(member), what="member.code-refused", day=day, about=str(member.id), at=now))


def _chain(member: Member) -> str:
    return str(member.centre_id) if member.centre_id else COUNTRY
