"""Recovery papers in tests: make them, wait for them, type them in."""

import re

from qorgan.vault.shares import Share
from qorgan.web.accounts.actions import members, recovering
from qorgan.web.accounts.models import Member as Row
from qorgan.web.accounts.models import Role
from qorgan.web.accounts.profiles import Profile
from qorgan.web.shell import clock
from tests.cast import Member, signed_in

PAPER = re.compile(r'<ol class="groups">(.*?)</ol>', re.DOTALL)


def fresh(member: Member):
    """The same member at her next request."""
    row = Row.objects.select_related("centre").get(id=member.actor.member.id)
    return type(member.actor)(row, member.actor.roles, member.actor.key_pair)


def papers_on(page: str) -> list[str]:
    return [" ".join(re.findall(r"<li>(\d+)</li>", one)) for one in PAPER.findall(page)]


def make(member: Member) -> tuple[Share, ...]:
    return recovering.make(by=fresh(member)).shares


def invite(by: Member, centre, name="new") -> Member:
    """A supervisor who has joined and waits."""
    profile = Profile(name)
    _row, code = members.invite(
        by=fresh(by), centre=centre, sign_in_name=name, profile=profile, roles=[Role.SUPERVISOR]
    )
    return signed_in(name, code)


def let(by: Member, member: Member) -> None:
    recovering.let(by=fresh(by), member=Row.objects.get(id=member.actor.member.id))


def type_in(member: Member, one: Share, other: Share):
    return member.post("/en/recovery/use", {"one": one.groups(), "other": other.groups()})


def signed_in_anew(member: Member) -> Member:
    from qorgan.web.accounts.middleware import STAFF_COOKIE, STAFF_SESSIONS, session_of

    value = session_of(fresh(member).member, member.actor.key_pair, member.form_token)
    member.door.cookies[STAFF_COOKIE] = STAFF_SESSIONS.open(value, now=clock.now())
    return member
