"""Who is signed in at the staff door."""

import base64
import uuid

from django.http import HttpRequest, HttpResponse

from qorgan.kernel.errors import SealError
from qorgan.vault.secret import KeyPair, Secret
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Member, Role
from qorgan.web.accounts.open_sessions import STAFF_SESSIONS
from qorgan.web.accounts.profiles import check_standing
from qorgan.web.shell import clock, faults
from qorgan.web.shell.middleware import Respond, drop_cookie

STAFF_COOKIE = "__Host-qs"


class StaffRequest(HttpRequest):
    """A request at the staff door; ``actor`` is set by the guard."""

    actor: Actor
    form_token: str


def staff_session(respond: Respond) -> Respond:
    """Read her cookie where there is one; ``actor`` stays None for everybody else."""

    def around(request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]  # also on the page that says that the database is away
        cookie = request.COOKIES.get(STAFF_COOKIE, "")
        value = STAFF_SESSIONS.read(cookie, now=clock.now()) if cookie else None
        request.actor = _actor(value, STAFF_SESSIONS.mark(cookie)) if value else None  # type: ignore[attr-defined]
        request.form_token = value["form"] if value else ""  # type: ignore[attr-defined]
        request.session_value = value  # type: ignore[attr-defined]
        response = respond(request)
        if cookie and request.actor is None and STAFF_COOKIE not in response.cookies:  # type: ignore[attr-defined]
            drop_cookie(response, STAFF_COOKIE)
        return response

    return around


def open_session(member: Member, key_pair: KeyPair, form_token: str, *, device: str = "") -> str:
    """Open a session of hers and return what goes into the cookie."""
    value = session_of(member, key_pair, form_token)
    return STAFF_SESSIONS.open(value, now=clock.now(), owner=str(member.id), device=device)


def session_of(member: Member, key_pair: KeyPair, form_token: str) -> dict[str, str]:
    """Return what a staff session keeps: whose it is and her private key, sealed under the cookie's key."""
    private = base64.b64encode(key_pair.private.reveal()).decode()
    return {"member": str(member.id), "private": private, "form": form_token, "salt": _salt(member)}


def keep_session(request: HttpRequest, key_pair: KeyPair) -> None:
    """Let this session go on with her new key after she changed her pass phrase; all her others have ended."""
    value = getattr(request, "session_value", None)
    if value:
        member = Member.objects.get(id=uuid.UUID(value["member"]))
        now = session_of(member, key_pair, value["form"])
        STAFF_SESSIONS.update(request.COOKIES.get(STAFF_COOKIE, ""), {**value, **now})


def _salt(member: Member) -> str:
    return bytes(member.salt or b"").hex()


def _actor(value: dict[str, str], mark: str) -> Actor | None:
    member = Member.objects.select_related("centre").filter(id=uuid.UUID(value["member"])).first()
    if member is None or member.state not in {Member.State.ACTIVE, Member.State.JOINED}:
        return None
    key_pair = KeyPair.from_private(Secret(base64.b64decode(value["private"])))
    if key_pair.public != bytes(member.public_key or b""):  # her key was replaced while she was signed in
        return None
    if value["salt"] != _salt(member):  # she changed her pass phrase, perhaps because somebody else had it
        return None
    # Until a colleague has confirmed her, she has no role: she sees her own account and nothing else.
    try:
        roles = check_standing(member)
    except SealError as fault:
        faults.write(fault)
        return None
    if member.state != Member.State.ACTIVE:
        roles = frozenset()
    return Actor(member, frozenset(Role(role) for role in roles), key_pair, mark)
