"""Sign in and out, change one's own pass phrase."""

import hashlib
import threading
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pyotp
from django.db import transaction
from django.db.models import Subquery
from django.db.models.functions import Coalesce

from qorgan.kernel.errors import PassphraseError, QorganError
from qorgan.vault.people import generate_passphrase, hash_recovery_code, new_salt, unwrap_private_key, wrap_private_key
from qorgan.vault.secret import KeyPair, Passphrase, Secret
from qorgan.web.accounts import devices, endings, keyrings, phrases, records
from qorgan.web.accounts.actions.renewing import renew_all
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Member
from qorgan.web.accounts.open_sessions import end_sessions
from qorgan.web.accounts.profiles import (
    check_standing,
    last_step,
    seal_anew,
    seal_step,
    seed_of,
    sign_in_tag,
    staff_key,
)
from qorgan.web.accounts.throttle import Throttle
from qorgan.web.shell import clock, crowd, derivation, journal
from qorgan.web.shell.journal import COUNTRY, Entry

_STEP_SECONDS = 30
_NOBODY = uuid.UUID(int=0)
CODE_TRIES = 10  # then no code is looked at until the time below has gone by
_CODE_REST = timedelta(minutes=15)


class SignInRefused(QorganError):
    """Name, pass phrase or code is wrong; nobody is told which."""


class ComeAgain(QorganError):
    """Many tries came in; this one was not looked at, and counts for nothing."""

    def __init__(self, seconds: int, *, is_own: bool) -> None:
        super().__init__("Many tries to sign in came in. Wait a little, then try again.")
        self.seconds = seconds
        self.is_own = is_own  # they came from this device, or with this recovery code


@dataclass(frozen=True)
class SignedIn:
    """A member and her opened key."""

    member: Member
    key_pair: KeyPair


class _Tries:
    """Wrong codes given with the right pass phrase: who has stolen it must not guess a million codes in a day.

    Kept in memory, for the staff door is one process; only who knows the pass phrase can use them up. Her own device has
    a count apart, so that a thief elsewhere does not use up hers.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._missed: dict[tuple[uuid.UUID, bytes], tuple[int, datetime]] = {}

    def are_spent(self, member: uuid.UUID, device: bytes) -> bool:
        """Say whether no code is looked at now."""
        with self._lock:
            count, last = self._missed.get((member, device), (0, clock.now()))
            if clock.now() - last > _CODE_REST:
                self._missed.pop((member, device), None)
                return False
            return count >= CODE_TRIES

    def note(self, member: uuid.UUID, device: bytes) -> None:
        """Count a wrong code."""
        with self._lock:
            self._missed[member, device] = (self._missed.get((member, device), (0, clock.now()))[0] + 1, clock.now())

    def forget(self, member: uuid.UUID, device: bytes) -> None:
        """Begin anew."""
        with self._lock:
            self._missed.pop((member, device), None)


_TRIES = _Tries()
# The last half minute whose code each used: her row can be set back, and a code lives for a minute and a half.
_STEPS: dict[uuid.UUID, int] = {}
THROTTLE = Throttle()


def sign_in(*, name: str, passphrase: Passphrase, code: str, device: str = "") -> SignedIn:
    """Open a member's key. Unwrapping it is the only check of the pass phrase; no second hash exists.

    Parameters
    ----------
    device : str
        The cookie of her device, where it has one: see `devices`.

    Raises
    ------
    SignInRefused
        If anything is wrong. An unknown name costs the same derivation.
    ComeAgain
        If too many tries came in before. Nothing was looked at, for an unknown name as for a known one.
    """
    tag = sign_in_tag(name)
    bearer = _bearer(tag, code, device)
    _take_turn(tag, bearer)
    member = _looked_up(tag)
    salt = _salt(member, tag)
    mark = devices.mark_of(device, tag, salt)
    # Who brought what nobody can guess has a place, however long the line of the others is.
    with crowd.placed(True):
        wrapping = derivation.wrapping_key(passphrase, salt, staff_key())
    private = _opened(member, wrapping)
    how, locked = "", None
    if member is not None and private is not None:
        how, locked = _checked(member, code, mark)
    if private is None or locked is None or not how:
        THROTTLE.miss(tag, day=clock.today())
        raise SignInRefused("Name, pass phrase or code is not right.")
    THROTTLE.forgive(mark)
    return SignedIn(locked, KeyPair.from_private(private))


def _looked_up(tag: bytes) -> Member | None:
    """Return who has this name and may sign in."""
    # A row is read whether or not it is hers: to read one takes a tenth of a millisecond longer than to find none, and
    # answers that wait for no derivation would tell names from no names by it. Found by the place of the tag among all,
    # in one step of the index: where rows were sorted by whether they are hers, hers took a fortieth of that longer.
    tags = Member.objects.order_by("sign_in_tag").values("id")
    next_one = Subquery(tags.filter(sign_in_tag__gte=tag)[:1])
    row = Member.objects.filter(id=Coalesce(next_one, Subquery(tags[:1]))).first()
    may = row is not None and row.state in {Member.State.JOINED, Member.State.ACTIVE}
    return row if row is not None and may and bytes(row.sign_in_tag) == tag else None


def _bearer(tag: bytes, code: str, device: str) -> bytes:
    """Return what she brought that nobody can guess; empty for a stranger.

    Her row is let go of here and read again after: who has to wait is answered with nothing in memory that tells whether
    there is one.
    """
    member = _looked_up(tag)
    return devices.mark_of(device, tag, _salt(member, tag)) or _unspent_code(member, code)


def _salt(member: Member | None, tag: bytes) -> bytes:
    nobodys = hashlib.blake2b(tag, digest_size=16).digest()
    return bytes(member.salt) if member and member.salt else nobodys


def _take_turn(tag: bytes, bearer: bytes) -> None:
    if not bearer:
        crowd.need_place()
    wait = THROTTLE.take(tag, bearer=bearer, now=clock.now())
    if wait:
        THROTTLE.miss(tag, day=clock.today())
        raise ComeAgain(wait, is_own=bool(bearer))


def _unspent_code(member: Member | None, code: str) -> bytes:
    """Return the hash of a recovery code of hers that is still good: of 10^16, nobody guesses one."""
    # Hashed for unknown names as well, in the same time. The six digits would not do: a million is soon tried.
    spent = hash_recovery_code(code, staff_key(), member.id if member else _NOBODY)
    is_spent = endings.is_spent(spent)
    return spent if member and spent.hex() in member.recovery_tags and not is_spent else b""


def _checked(member: Member, code: str, mark: bytes) -> tuple[str, Member | None]:
    """Look at the code of somebody whose pass phrase was right; return what it was, and her row as it is now."""
    looks_at_digits = not _TRIES.are_spent(member.id, mark)
    with transaction.atomic():
        locked = Member.objects.select_for_update().get(id=member.id)
        if _has_changed(member, locked):
            return "", None
        how = _second_factor(locked, code, looks_at_digits=looks_at_digits)
        if how:
            locked.save(update_fields=["totp_used", "recovery_tags"])
            _record(locked, f"member.signed-in-with-{how}")
        elif looks_at_digits:
            _record_wrong_code(locked)
    if how:
        _TRIES.forget(member.id, mark)
    elif looks_at_digits:
        _TRIES.note(member.id, mark)
    return how, locked


def _has_changed(before: Member, now: Member) -> bool:
    # While it was derived she may have taken a new pass phrase, or left: the old one opens nothing from that moment.
    return (before.salt, before.private_key, before.state) != (now.salt, now.private_key, now.state)


def _opened(member: Member | None, wrapping: Secret) -> Secret | None:
    if member is None:
        return None
    try:
        return unwrap_private_key(bytes(member.private_key or b""), wrapping, member.id)
    except PassphraseError:
        return None


def _second_factor(member: Member, code: str, *, looks_at_digits: bool) -> str:
    digits = code.replace(" ", "") if looks_at_digits else ""
    totp, now = pyotp.TOTP(seed_of(member)), int(clock.now().timestamp()) // _STEP_SECONDS
    for step in (now - 1, now, now + 1):
        # Each code opens once: a shoulder-surfed code is worth nothing a second later.
        if step > max(last_step(member), _STEPS.get(member.id, 0)) and pyotp.utils.strings_equal(
            totp.generate_otp(step), digits
        ):
            member.totp_used = seal_step(step, member.id)
            _STEPS[member.id] = step
            return "totp"
    spent = hash_recovery_code(code, staff_key(), member.id)
    if spent.hex() in member.recovery_tags and not endings.is_spent(spent):
        member.recovery_tags = [one for one in member.recovery_tags if one != spent.hex()]
        endings.note_spent(spent)
        return "recovery-code"
    return ""


@dataclass(frozen=True)
class Renewed:
    """Her new pass phrase, shown once, and the new key that it opens."""

    passphrase: Passphrase
    key_pair: KeyPair


def change_passphrase(*, by: Actor) -> Renewed:
    """Give her a new pass phrase and a new key under it, and renew what she holds: somebody may have had the old ones.

    Raises
    ------
    NotAllowed
        If her key was replaced in this moment, or she was ended.
    """
    passphrase, salt, pair = generate_passphrase(), new_salt(), KeyPair.generate()
    wrapping = derivation.wrapping_key(passphrase, salt, staff_key())
    with transaction.atomic():
        member = Member.objects.select_for_update().get(id=by.member.id)
        if bytes(member.public_key or b"") != by.key_pair.public:
            raise NotAllowed("Her account was changed in this moment. She signs in again.")
        check_standing(member)
        endings.note_key(member, kind="replaced")
        member.salt = salt
        member.public_key = pair.public
        owner = keyrings.member_owner(member.id)
        member.public_key_signature = records.sign_key(owner=owner, version=1, public=pair.public)
        member.private_key = wrap_private_key(pair.private, wrapping, member.id)
        member.phrases = phrases.sealed_anew(member, by.key_pair, pair)
        seal_anew(member)
        member.save()
        keyrings.hand_over(member, by.key_pair, pair.public)
        renew_all(by=replace(by, member=member, key_pair=pair))
        _record(member, "member.passphrase-changed")
        end_sessions(member.id, keep=by.session)
    return Renewed(passphrase, pair)


@transaction.atomic
def end_session(*, by: Actor, mark: str) -> int:
    """End one of her own open sessions; return how many ended, 0 where it was over."""
    _record(by.member, "member.session-ended")
    return end_sessions(by.member.id, only=mark or "none")


@transaction.atomic
def end_other_sessions(*, by: Actor) -> int:
    """End all her open sessions but the one in which she does it; return how many there were."""
    _record(by.member, "member.session-ended")
    return end_sessions(by.member.id, keep=by.session)


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
