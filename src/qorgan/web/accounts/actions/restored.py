"""After a restore: end again what had ended of members since the backup was made."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from qorgan.web.accounts import endings
from qorgan.web.accounts.actions.rules import NotAllowed, check_one_remains, check_others_hold, duties_of
from qorgan.web.accounts.models import Duty, Grant, Keyring, KeyringKey, Member, MemberRole, Recovery, Role
from qorgan.web.accounts.profiles import seal_anew
from qorgan.web.shell.tombstones import Tombstones, mark_of, mark_of_box, mark_of_key, mark_of_role


@dataclass(frozen=True)
class Ended:
    """What a restore did about members.

    Parameters
    ----------
    n_ended : int
        Of whom something was ended again.
    n_kept : int
        Who stay as the backup has them, though something ended since: nobody else of the backup holds what they hold.
    n_former : int
        Who have the pass phrase of the backup's day again, and took a new one since.
    """

    n_ended: int = 0
    n_kept: int = 0
    n_former: int = 0


def end_again(known: Tombstones) -> Ended:
    """End members who have left since, keys that ended, and roles that were taken."""
    # What the backup holds is sealed to the keys of its day, those that were given up since among them.
    boxes = [bytes(one or b"") for one in KeyringKey.objects.exclude(previous=None).values_list("previous", flat=True)]
    _bring_back([mark for one in boxes if endings.is_over(known, mark := mark_of_box(one))])
    n_ended = n_kept = n_former = 0
    for member in Member.objects.exclude(state=Member.State.ENDED).order_by("id"):
        over = _over(known, member)
        if known.kind_of(over.key) == "replaced":
            _bring_back([over.key])
            n_former += 1
        if not over.is_any:
            continue
        try:
            with transaction.atomic():
                _end(member, over)
            n_ended += 1
        except NotAllowed:
            _bring_back(over.marks)
            n_kept += 1
    return Ended(n_ended, n_kept, n_former)


@dataclass(frozen=True)
class _Over:
    has_left: bool
    loses_key: bool
    roles: frozenset[str]  # which she keeps
    key: str
    marks: list[str]

    @property
    def is_any(self) -> bool:
        return bool(self.marks)


def _over(known: Tombstones, member: Member) -> _Over:
    roles = frozenset(member.roles.values_list("role", flat=True))
    taken = {one: mark for one in roles if endings.is_over(known, mark := mark_of_role(member.id, one))}
    has_left = endings.is_over(known, mark_of(member.id))
    key = mark_of_key(bytes(member.public_key or b""))
    loses_key = known.kind_of(key) == "ended"
    marks = [*taken.values(), *([mark_of(member.id)] if has_left else []), *([key] if loses_key else [])]
    return _Over(has_left, loses_key, frozenset() if has_left else roles - taken.keys(), key, marks)


def _bring_back(marks: list[str]) -> None:
    # Only where the restore comes to its end: until then the file says of another database what has ended in it.
    transaction.on_commit(lambda: endings.bring_back(marks))


def _end(member: Member, over: _Over) -> None:
    is_out = over.has_left or over.loses_key
    roles = [Role(one) for one in over.roles]
    keeps = set() if is_out else duties_of(roles)
    check_one_remains(member, () if is_out else roles)
    check_others_hold(member, keeps)
    _take_grants(member, keeps)
    MemberRole.objects.filter(member=member).exclude(role__in=roles).delete()
    if is_out:
        member.state = Member.State.ENDED if over.has_left else Member.State.INVITED
        member.invitation_tag = member.invited_until = None
    if over.loses_key:
        member.public_key = member.public_key_signature = member.private_key = member.salt = None
    if over.has_left:
        member.drafts.all().delete()
    seal_anew(member, roles=roles)
    member.save()


def _take_grants(member: Member, keeps: Collection[Duty]) -> None:
    lost = Grant.objects.filter(member=member).exclude(key__keyring__duty__in=keeps)
    keyrings = list(lost.values_list("key__keyring", flat=True))
    lost.delete()
    # She may have the keys of the backup's day: the next who holds them renews them at her first step.
    Keyring.objects.filter(id__in=keyrings).update(is_due=True)
    for row in Recovery.objects.filter(keyring__in=keyrings):
        if str(member.id) in row.known_to:
            row.delete()
