"""Signing in and out, joining, one's own account."""

import secrets
from datetime import datetime
from typing import Any

import pyotp
import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qorgan.kernel.errors import PassphraseError
from qorgan.vault.registry import fingerprint
from qorgan.vault.secret import KeyPair, Passphrase
from qorgan.web.accounts import devices, first
from qorgan.web.accounts.actions import members as member_actions
from qorgan.web.accounts.actions import recovering, signing
from qorgan.web.accounts.actions.renewing import renew_what_is_due
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.forms import JoinForm, SignInForm
from qorgan.web.accounts.guard import open_to_all, staff_only
from qorgan.web.accounts.middleware import STAFF_COOKIE, StaffRequest, keep_session, open_session
from qorgan.web.accounts.models import Member, Role
from qorgan.web.accounts.open_sessions import STAFF_SESSIONS, sessions_of
from qorgan.web.accounts.permissions import Permission
from qorgan.web.accounts.profiles import profile_of, recovers_from
from qorgan.web.shell.middleware import drop_cookie, set_cookie


@staff_only(Permission.SELF)
def start(request: StaffRequest) -> HttpResponse:
    """Lead to where her work is, first to what ends within days; keys of hers that are due are renewed on the way."""
    renew_what_is_due(by=request.actor)
    if first_place := first.place_of(request.actor):
        return redirect(f"staff:{first_place}")
    places = (
        (Permission.READ, "inbox"),
        (Permission.COUNTRY, "centres"),
        (Permission.AUDIT, "audit"),
        (Permission.LEDGER, "ledger"),
        (Permission.FACILITATE, "programme"),
        (Permission.PARTNER_SAFETY, "partner-safety"),
        (Permission.STATISTICS, "office"),
    )
    for permission, place in places:
        if request.actor.may(permission):
            return redirect(f"staff:{place}")
    return redirect("staff:account")


@open_to_all
def sign_in(request: HttpRequest) -> HttpResponse:
    """Open her key with name, pass phrase and code."""
    form = SignInForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/sign_in.html", {"form": form}, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    try:
        signed = signing.sign_in(
            name=data["name"],
            passphrase=Passphrase(data["pass_phrase"]),
            code=data["code"],
            device=request.COOKIES.get(devices.DEVICE_COOKIE, ""),
        )
    except signing.ComeAgain as wait:
        return _come_again(request, form, wait)
    except signing.SignInRefused:
        form.add_error(
            None, _("Name, pass phrase or code is not right. Look at them once more; a code counts only once.")
        )
        return render(request, "accounts/sign_in.html", {"form": form}, status=422)
    STAFF_SESSIONS.end(request.COOKIES.get(STAFF_COOKIE, ""))
    response = redirect("staff:start")
    _open_session(request, response, signed.member, signed.key_pair)
    devices.remember(request, response, signed.member)
    return response


def _open_session(request: HttpRequest, response: HttpResponse, member: Member, key_pair: KeyPair) -> None:
    kind = devices.kind_of(request.headers.get("User-Agent", ""))
    set_cookie(response, STAFF_COOKIE, open_session(member, key_pair, secrets.token_urlsafe(18), device=kind))


def _come_again(request: HttpRequest, form: SignInForm, wait: signing.ComeAgain) -> HttpResponse:
    """Say for how long to wait; the same for every name, known or not."""
    said = ngettext(
        "Please wait %(n)s second, then try again.", "Please wait %(n)s seconds, then try again.", wait.seconds
    )
    shown = {"form": form, "wait": said % {"n": wait.seconds}, "is_own": wait.is_own}
    response = render(request, "accounts/sign_in.html", shown, status=429)
    response.headers["Retry-After"] = str(wait.seconds)
    return response


@open_to_all
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session at once."""
    if request.method != "POST":  # a link on another site must not take her cookie away
        return redirect("staff:start")
    STAFF_SESSIONS.end(request.COOKIES.get(STAFF_COOKIE, ""))
    response = redirect("staff:sign-in")
    drop_cookie(response, STAFF_COOKIE)
    return response


@open_to_all
def join(request: HttpRequest) -> HttpResponse:
    """Take up an invitation; everything she must keep is shown on this one page, once."""
    form = JoinForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/join.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        joined = member_actions.join(code=form.cleaned_data["code"])
    except PassphraseError:
        form.add_error(
            "code", _("This invitation is not known or has ended. Ask the person who invited you for a new one.")
        )
        return render(request, "accounts/join.html", {"form": form}, status=422)
    address = pyotp.TOTP(joined.totp_seed).provisioning_uri(name="Qorgan", issuer_name="Qorgan")
    shown = {
        "passphrase": joined.passphrase.reveal(),
        "seed": joined.totp_seed,
        "picture": segno.make(address).svg_inline(scale=4, omitsize=True, svgclass=None, lineclass=None),
        "codes": joined.recovery_codes,
        "fingerprint": fingerprint(bytes(joined.member.public_key or b"")),
        "is_active": joined.member.state == Member.State.ACTIVE,
    }
    response = render(request, "accounts/joined.html", shown)
    devices.remember(request, response, joined.member)  # so that nobody's guesses hold up her first sign-in
    return response


@staff_only(Permission.SELF)
def account(request: StaffRequest) -> HttpResponse:
    """Show who she is here."""
    member = request.actor.member
    is_waiting = member.state == Member.State.JOINED
    shown = {
        "profile": profile_of(member),
        "member": member,
        "may_recover": recovering.may_recover(request.actor),
        "recovers_from": recovers_from(member) if is_waiting else None,
        "roles": [role.label for role in Role if role in request.actor.roles],
        "fingerprint": fingerprint(bytes(member.public_key or b"")),
        "is_waiting": is_waiting,
        "n_codes": len(member.recovery_tags),
        "keyrings": [fingerprint(bytes(key.row.public)) for key in request.actor.intake]
        if recovering.holds_keys(request.actor)
        else [],
        "sessions": _sessions(request),
    }
    return render(request, "accounts/account.html", shown)


def _sessions(request: StaffRequest) -> list[dict[str, Any]]:
    return [
        {
            "mark": one.mark,
            "device": one.device,
            "hour": _hour(one.opened_at),
            "is_this": one.mark == request.actor.session,
        }
        for one in sessions_of(request.actor.member.id)
    ]


def _hour(at: datetime) -> datetime:
    # To the hour: to the minute the list would be a record of her working day for whoever looks over her shoulder.
    return timezone.localtime(at).replace(minute=0, second=0, microsecond=0)


@staff_only(Permission.SELF)
def end_session(request: StaffRequest) -> HttpResponse:
    """End one of her open sessions."""
    if request.method == "POST":
        signing.end_session(by=request.actor, mark=request.POST.get("session", ""))
    return redirect("staff:account")


@staff_only(Permission.SELF)
def end_other_sessions(request: StaffRequest) -> HttpResponse:
    """End all her open sessions but this one."""
    if request.method == "POST":
        signing.end_other_sessions(by=request.actor)
    return redirect("staff:account")


@staff_only(Permission.SELF)
def pass_phrase(request: StaffRequest) -> HttpResponse:
    """Give her a new generated pass phrase."""
    if request.method != "POST":
        return render(request, "accounts/pass_phrase.html")
    try:
        renewed = signing.change_passphrase(by=request.actor)
    except NotAllowed:  # she was ended or invited again in this moment, and so was this session
        return redirect("staff:sign-in")
    keep_session(request, renewed.key_pair)
    response = render(request, "accounts/pass_phrase.html", {"passphrase": renewed.passphrase.reveal()})
    request.actor.member.refresh_from_db()
    devices.remember(request, response, request.actor.member)  # its mark was for the pass phrase that has gone
    return response
