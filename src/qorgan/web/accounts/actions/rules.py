"""What members may do to each other: who leads whom, what must remain, and the audit row of it."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from qorgan.kernel.errors import QorganError
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Centre, Duty, Grant, Member, Role
from qorgan.web.shell import clock, journal
from qorgan.web.shell.journal import COUNTRY, Entry

_OF_A_CENTRE = {Role.WORKER, Role.SUPERVISOR, Role.FACILITATOR, Role.PARTNER_SAFETY}
_OF_THE_COUNTRY = {Role.ADMINISTRATOR, Role.AUDITOR, Role.ANALYST, Role.STATISTICIAN}
# Whom it takes two to make: what one person with two accounts must not become alone.
MET_BY_ANOTHER = frozenset({Role.ADMINISTRATOR, Role.STATISTICIAN})
_NEEDS = {
    Role.WORKER: Duty.INTAKE,
    Role.SUPERVISOR: Duty.INTAKE,
    Role.AUDITOR: Duty.AUDIT,
    Role.FACILITATOR: Duty.PROGRAMME,
    Role.PARTNER_SAFETY: Duty.PARTNER_SAFETY,
    Role.STATISTICIAN: Duty.STATISTICS,
}


# Whoever leads, a centre or the country's members, does not hold these.
APART = frozenset({Duty.PROGRAMME, Duty.PARTNER_SAFETY, Duty.STATISTICS})


class NotAllowed(QorganError):
    """A rule of roles forbids it; the page says which."""


def check_may_give(by: Actor, centre: Centre | None, roles: Collection[Role]) -> None:
    """Check that her roles let her give these roles at this place."""
    wanted = set(roles)
    if Role.ADMINISTRATOR in by.roles:
        # The country names its own members and each centre's supervisors; a centre names its own workers.
        ok = wanted <= ({Role.SUPERVISOR} if centre else _OF_THE_COUNTRY)
    else:
        ok = centre is not None and centre == by.centre and wanted <= _OF_A_CENTRE
    if not ok or not wanted:
        raise NotAllowed(_("Your roles do not let you give these roles here."))
    # Whoever works with him must be able to open nothing of her: neither her contact nor her case, which intake reads.
    if Role.FACILITATOR in wanted and len(wanted) > 1:
        raise NotAllowed(_("A facilitator has no other role: what partners say must be out of her reach."))
    # The audit says which centre released how many incidents on which day, which an incident record does not.
    if Role.STATISTICIAN in wanted and wanted & {Role.ADMINISTRATOR, Role.AUDITOR}:
        raise NotAllowed(
            _(
                "A member of the statistics office neither leads members nor reads the audit: it says which centre sent what."
            )
        )


def check_leads(by: Actor, member: Member) -> None:
    """Check that this member is one of those she leads."""
    is_country = Role.ADMINISTRATOR in by.roles and member.centre_id is None
    is_own = Role.SUPERVISOR in by.roles and member.centre_id is not None and member.centre_id == by.member.centre_id
    # A centre whose only supervisor lost her pass phrase is not mended from above: that would be a way in.
    if not (is_country or is_own):
        raise NotAllowed(_("This member belongs to another place. A supervisor of her centre can do it."))


def lock_place(member: Member) -> None:
    """Lock the rows of all members of her place until the transaction ends, and read hers anew."""
    # Two who take each other's place at the same moment must not both find that the other remains.
    list(Member.objects.select_for_update().filter(centre=member.centre_id).order_by("id").values_list("id"))
    member.refresh_from_db()


def check_one_remains(member: Member, roles: Collection[Role]) -> None:
    """Check that somebody else has each role that she would lose."""
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        others = Member.objects.filter(centre=member.centre, state=Member.State.ACTIVE, roles__role=role)
        has_it = member.roles.filter(role=role).exists()
        if has_it and role not in roles and not others.exclude(id=member.id).exists():
            raise NotAllowed(_("She is the last one with this role. Give it to somebody else first."))


def check_others_hold(member: Member, keeps: Collection[Duty]) -> None:
    """Check that somebody else holds each keyring that she would lose."""
    # A private key exists in grants only. With the last one goes everything that was ever sealed to it.
    for grant in member.grants.select_related("key__keyring"):
        others = Grant.objects.filter(key=grant.key, member__state=Member.State.ACTIVE).exclude(member=member)
        if grant.key.keyring.duty not in keeps and not others.exists():
            raise NotAllowed(
                _(
                    "She is the only one who holds these keys. Confirm somebody else for this duty first, or all is lost."
                )
            )


def duties_of(roles: Collection[Role]) -> set[Duty]:
    """Return the duties that these roles hold keyrings of."""
    return {_NEEDS[role] for role in map(Role, roles) if role in _NEEDS}


def record(by: Actor, what: str, about: Member, **detail: str | int) -> None:
    """Write the audit row of an act about a member."""
    journal.record(
        Entry(
            chain=by.chain,
            what=what,
            day=clock.today(),
            who=str(by.member.id),
            about=str(about.id),
            at=clock.now(),
            detail=dict(detail),
        )
    )


def record_own(member: Member, what: str) -> None:
    """Write the audit row of what a member did herself, or what was done at the machine."""
    chain = str(member.centre_id) if member.centre_id else COUNTRY
    number = str(member.id)
    journal.record(Entry(chain=chain, what=what, day=clock.today(), who=number, about=number, at=clock.now()))
