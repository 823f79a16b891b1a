"""What each role may do. Every staff view names one permission; a test walks all addresses with all roles."""

from collections.abc import Iterable
from enum import StrEnum

from qorgan.web.accounts.models import Role


class Permission(StrEnum):
    """One thing that a view lets somebody do."""

    SELF = "self"  # her own account
    READ = "read"  # inbox, threads, answers, notes, files of her centre
    CASES = "cases"  # the cases of her centre
    LEAD = "lead"  # assign to others, notices, cover, the centre's page
    MEMBERS = "members"  # invite, confirm, change and end members
    COUNTRY = "country"  # centres, short addresses
    AUDIT = "audit"  # read the audit
    LEDGER = "ledger"  # keep the ledger of figures
    FACILITATE = "facilitate"  # files and groups of the programme
    PARTNER_SAFETY = "partner-safety"  # contact with partners of those who take part in it
    STATISTICS = "statistics"  # open incident records of all centres, and make tables of them


_ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.WORKER: frozenset({Permission.SELF, Permission.READ, Permission.CASES}),
    Role.SUPERVISOR: frozenset(
        {Permission.SELF, Permission.READ, Permission.CASES, Permission.LEAD, Permission.MEMBERS}
    ),
    # An administrator of the country reads no survivor: she makes centres and invites their first supervisors.
    Role.ADMINISTRATOR: frozenset({Permission.SELF, Permission.COUNTRY, Permission.MEMBERS}),
    Role.AUDITOR: frozenset({Permission.SELF, Permission.AUDIT}),
    Role.ANALYST: frozenset({Permission.SELF, Permission.LEDGER}),
    Role.FACILITATOR: frozenset({Permission.SELF, Permission.FACILITATE}),
    Role.PARTNER_SAFETY: frozenset({Permission.SELF, Permission.PARTNER_SAFETY}),
    Role.STATISTICIAN: frozenset({Permission.SELF, Permission.STATISTICS}),
}


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Return what these roles allow together."""
    return frozenset().union(*(_ALLOWED[role] for role in roles))
