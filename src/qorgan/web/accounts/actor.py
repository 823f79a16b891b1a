"""Somebody who is signed in: a member, her roles, and her key for as long as this request lasts."""

from dataclasses import dataclass, field
from functools import cached_property

from qorgan.vault.secret import KeyPair
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.keyrings import HeldKey
from qorgan.web.accounts.models import ALARMS, Centre, Duty, Member, Notice, Role
from qorgan.web.accounts.permissions import Permission, permissions_of
from qorgan.web.shell.journal import COUNTRY


@dataclass(frozen=True)
class Actor:
    """The one who acts; every action takes one as ``by``."""

    member: Member
    roles: frozenset[Role]
    key_pair: KeyPair = field(repr=False)
    session: str = field(default="", repr=False)  # the mark of the open session she acts in, where it is one

    def may(self, permission: Permission) -> bool:
        """Say whether her roles allow it."""
        return permission in permissions_of(self.roles)

    @property
    def permissions(self) -> frozenset[Permission]:
        """Return all that her roles allow; pages choose by it what they offer her."""
        return permissions_of(self.roles)

    @property
    def centre(self) -> Centre | None:
        """Return her centre; administrators and auditors have none."""
        return self.member.centre

    @property
    def chain(self) -> str:
        """Return the audit chain that her acts go to."""
        return str(self.member.centre_id) if self.member.centre_id else COUNTRY

    @cached_property
    def intake(self) -> list[HeldKey]:
        """Return her centre's intake keyrings that she holds, newest first."""
        return keyrings.held(self.member, self.key_pair, Duty.INTAKE)

    @cached_property
    def audit(self) -> list[HeldKey]:
        """Return the auditors' keyrings that she holds."""
        return keyrings.held(self.member, self.key_pair, Duty.AUDIT)

    @cached_property
    def programme(self) -> list[HeldKey]:
        """Return the keyrings of her centre's programme that she holds."""
        return keyrings.held(self.member, self.key_pair, Duty.PROGRAMME)

    @cached_property
    def partner_safety(self) -> list[HeldKey]:
        """Return her centre's keyrings for the safety of partners that she holds."""
        return keyrings.held(self.member, self.key_pair, Duty.PARTNER_SAFETY)

    @cached_property
    def statistics(self) -> list[HeldKey]:
        """Return the keyrings of the statistics office that she holds."""
        return keyrings.held(self.member, self.key_pair, Duty.STATISTICS)

    def held(self, duty: Duty) -> list[HeldKey]:
        """Return the keyrings of a duty that she holds, newest first."""
        found: list[HeldKey] = getattr(self, duty.value.replace("-", "_"))
        return found

    def forget_keys(self) -> None:
        """Open the keyrings anew when next asked for: they have changed."""
        for duty in Duty:
            self.__dict__.pop(duty.value.replace("-", "_"), None)

    @cached_property
    def alarms(self) -> list[Notice]:
        """Return what she has not yet said she has seen: of her centre's recovery, and of guesses at her name."""
        return list(self.member.notices.filter(kind__in=ALARMS, is_seen=False))

    @property
    def has_recovery_alarms(self) -> bool:
        """Say whether one of them is about her centre's recovery."""
        return any(one.kind != Notice.Kind.GUESSED for one in self.alarms)

    @property
    def first_role(self) -> Role:
        """Return the role under which an opening is counted for the survivor to see."""
        return Role.SUPERVISOR if Role.SUPERVISOR in self.roles and Role.WORKER not in self.roles else Role.WORKER
