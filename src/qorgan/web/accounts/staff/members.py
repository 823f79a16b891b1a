"""Members: of her centre for a supervisor, of the country for an administrator."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from qorgan.vault.registry import fingerprint
from qorgan.web.accounts.actions import confirming
from qorgan.web.accounts.actions import members as actions
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.forms import InviteForm, RolesForm
from qorgan.web.accounts.guard import staff_only
from qorgan.web.accounts.middleware import StaffRequest
from qorgan.web.accounts.models import Centre, Member, Role
from qorgan.web.accounts.permissions import Permission
from qorgan.web.accounts.profiles import Profile, profile_of


def visible_members(actor: Actor) -> QuerySet[Member]:
    """Return the members whom she leads."""
    return Member.objects.filter(centre=actor.member.centre_id).prefetch_related("roles")


def _roles(actor: Actor) -> list[Role]:
    if Role.ADMINISTRATOR in actor.roles:
        return [Role.ADMINISTRATOR, Role.AUDITOR, Role.ANALYST, Role.STATISTICIAN]
    return [Role.WORKER, Role.SUPERVISOR, Role.FACILITATOR, Role.PARTNER_SAFETY]


def _shown(member: Member) -> dict[str, Any]:
    roles = [Role(one.role).label for one in member.roles.all()]
    return {"row": member, "profile": profile_of(member), "roles": roles}


def _order(shown: dict[str, Any]) -> tuple[bool, bool, str]:
    # Who waits to be confirmed first, who has left last.
    state = shown["row"].state
    return (state == Member.State.ENDED, state != Member.State.JOINED, shown["profile"].name.casefold())


@staff_only(Permission.MEMBERS)
def members(request: StaffRequest) -> HttpResponse:
    """List members and invite one."""
    form = InviteForm(request.POST or None, roles=_roles(request.actor))
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            _member, shown["code"] = actions.invite(
                by=request.actor,
                centre=request.actor.centre,
                sign_in_name=data["sign_in_name"],
                profile=Profile(data["name"], data["email"], data["language"]),
                roles=[Role(role) for role in data["roles"]],
            )
            shown["form"] = InviteForm(roles=_roles(request.actor))
        except NotAllowed as refused:
            form.add_error(None, str(refused))
    shown["members"] = sorted((_shown(one) for one in visible_members(request.actor)), key=_order)
    return render(request, "accounts/members.html", shown, status=422 if form.errors else 200)


@staff_only(Permission.MEMBERS)
def member(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Show a member; change her roles."""
    row = get_object_or_404(visible_members(request.actor), id=number)
    form = _roles_form(request, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_roles(
                by=request.actor, member=row, roles=[Role(role) for role in form.cleaned_data["roles"]]
            )
            return redirect("staff:member", number=number)
        except NotAllowed as refused:
            form.add_error(None, str(refused))
    return _page(request, row, form)


def _roles_form(request: StaffRequest, row: Member, data: Any = None) -> RolesForm:
    return RolesForm(data, roles=_roles(request.actor), initial={"roles": [one.role for one in row.roles.all()]})


def _page(request: StaffRequest, row: Member, form: RolesForm, **more: Any) -> HttpResponse:
    print_ = fingerprint(bytes(row.public_key)) if row.public_key else ""
    shown = {"member": _shown(row), "form": form, "fingerprint": print_, "states": Member.State, **more}
    return render(request, "accounts/member.html", shown, status=422 if form.errors or "refused" in more else 200)


@staff_only(Permission.MEMBERS)
def confirm(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Seal her keys to a member whose fingerprint was compared."""
    return _do(request, number, confirming.confirm)


@staff_only(Permission.MEMBERS)
def end(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """End a membership."""
    return _do(request, number, actions.end)


@staff_only(Permission.MEMBERS)
def end_sessions(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """End all open sessions of a member, whose laptop was lost perhaps."""
    return _do(request, number, actions.end_sessions_of)


def _do(request: StaffRequest, number: uuid.UUID, action: Any) -> HttpResponse:
    row = get_object_or_404(visible_members(request.actor), id=number)
    if request.method == "POST":
        try:
            action(by=request.actor, member=row)
        except NotAllowed as refused:
            return _page(request, row, _roles_form(request, row), refused=str(refused))
    return redirect("staff:member", number=number)


@staff_only(Permission.MEMBERS)
def again(request: StaffRequest, number: uuid.UUID) -> HttpResponse:
    """Invite a member again who lost her pass phrase."""
    row = get_object_or_404(visible_members(request.actor), id=number)
    if request.method != "POST":
        return redirect("staff:member", number=number)
    form = _roles_form(request, row)
    try:
        code = actions.invite_again(by=request.actor, member=row)
    except NotAllowed as refused:
        return _page(request, row, form, refused=str(refused))
    return _page(request, row, form, code=code)


def invite_first(actor: Actor, centre: Centre, form: InviteForm) -> str:
    """Invite a centre's first supervisor and return the code."""
    data = form.cleaned_data
    profile = Profile(data["name"], data["email"], data["language"])
    return actions.invite(
        by=actor, centre=centre, sign_in_name=data["sign_in_name"], profile=profile, roles=[Role.SUPERVISOR]
    )[1]
