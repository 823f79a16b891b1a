"""The standing cast: a survivor, the people of her centre, of another centre, and of the country."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import UserSettingsHolder, settings
from django.test import Client
from django.urls import set_urlconf

from qorgan.hear.contact import SafeContact
from qorgan.hear.disclosure import Disclosure as Told
from qorgan.kernel.consent import Consents, Purpose, Speaker
from qorgan.vault.secret import KeyPair, Passphrase, Secret
from qorgan.web.accounts.actions import centres as centre_actions
from qorgan.web.accounts.actions import confirming, signing
from qorgan.web.accounts.actions import members as member_actions
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.middleware import STAFF_COOKIE, open_session
from qorgan.web.accounts.models import Centre, Role
from qorgan.web.accounts.profiles import Profile
from qorgan.web.accounts.statements import listed_centres
from qorgan.web.accounts.throttle import Throttle
from qorgan.web.hear import tokens
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.public import Sent
from qorgan.web.hear.models import Disclosure
from qorgan.web.hear.wishes import Wishes
from qorgan.web.settings import base
from qorgan.web.shell import clock, derivation
from qorgan.web.shell.middleware import SURVIVOR_COOKIE


@contextmanager
def _settings_of_a_door(values: Mapping[str, Any]) -> Iterator[None]:
    """Put settings in force for one request.

    Django's own way forgets all addresses with each change of their list, and reading them again took a third of a test's
    time. They are kept by the name of the list, so that nothing of the other door is met.
    """
    before = settings._wrapped
    here = UserSettingsHolder(before)
    for name, value in values.items():
        setattr(here, name, value)
    settings._wrapped = here
    set_urlconf(None)
    try:
        yield
    finally:
        settings._wrapped = before
        set_urlconf(None)


class Door(Client):
    """A browser at one door, without a script; cookies work as at an address with TLS."""

    def __init__(self, door: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        session = {"public": "shell.middleware.survivor_session", "staff": "accounts.middleware.staff_session"}[door]
        self._settings = {
            "ROOT_URLCONF": f"qorgan.web.urls.{door}",
            "MIDDLEWARE": [*base.MIDDLEWARE, f"qorgan.web.{session}"],
        }

    def request(self, **request: Any) -> Any:
        """Ask this door."""
        with _settings_of_a_door(self._settings):
            return super().request(**request)


@dataclass
class Member:
    """Somebody who is signed in at the staff door."""

    actor: Actor
    door: Door
    form_token: str
    name: str
    passphrase: Passphrase
    totp_seed: str
    others: "list[Member]" = field(default_factory=list)  # administrators: the other one

    def get(self, address: str, **more: Any) -> Any:
        """Ask for a page."""
        return self.door.get(address, **more)

    def post(self, address: str, data: dict[str, Any] | None = None) -> Any:
        """Send a form of this session."""
        return self.door.post(address, {"form_token": self.form_token, **(data or {})})


def give_code(door: Door, code: str, **more: str) -> Any:
    """Give a code at the public door."""
    return door.post("/en/come-back", {"token": tokens.new_token(clock.today()), "code": code, **more})


def sign_in_anew(member: Member) -> None:
    """Open another session of hers in her browser: what was changed about her has ended the one before."""
    row = type(member.actor.member).objects.get(id=member.actor.member.id)
    member.door.cookies[STAFF_COOKIE] = open_session(row, member.actor.key_pair, member.form_token)


@dataclass
class Survivor:
    """She, with her receipt, before a door."""

    sent: Sent
    door: Door

    @property
    def disclosure(self) -> Disclosure:
        """Return the row as it is now."""
        return Disclosure.objects.get(pk=self.sent.found.disclosure.pk)

    def come_back(self) -> Any:
        """Give her code at the door."""
        return give_code(self.door, self.sent.receipt.groups())

    def post(self, address: str, data: dict[str, Any] | None = None) -> Any:
        """Send a form of her session."""
        from qorgan.web.shell.middleware import SURVIVOR_SESSIONS

        value = SURVIVOR_SESSIONS.read(self.door.cookies[SURVIVOR_COOKIE].value, now=clock.now()) or {"form": ""}
        return self.door.post(address, {"form_token": value["form"], **(data or {})})


@pytest.fixture(autouse=True)
def _quick_derivation(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Derive at once, except where a test is about the derivation itself."""
    if "real_derivation" in request.keywords:
        return

    def quick(passphrase: Passphrase, salt: bytes, staff_key: Secret) -> Secret:
        import hashlib

        said = " ".join(passphrase.reveal().split()).encode()
        return Secret(hashlib.blake2b(said + salt, key=staff_key.reveal(), digest_size=32).digest())

    monkeypatch.setattr(derivation, "wrapping_key", quick)


@pytest.fixture(autouse=True)
def _nobody_has_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count tries to sign in anew for each test: all of them stand at the same Friday noon."""
    monkeypatch.setattr(signing, "THROTTLE", Throttle())


def signed_in(name: str, code: str) -> Member:
    """Join with an invitation and sign in."""
    joined = member_actions.join(code=code)
    member = joined.member
    wrapping = derivation.wrapping_key(joined.passphrase, bytes(member.salt or b""), _staff_key())
    from qorgan.vault.people import unwrap_private_key

    pair = KeyPair.from_private(unwrap_private_key(bytes(member.private_key or b""), wrapping, member.id))
    actor = Actor(member, frozenset(Role(one.role) for one in member.roles.all()), pair)
    token = secrets.token_urlsafe(8)
    door = Door("staff")
    door.cookies[STAFF_COOKIE] = open_session(member, pair, token)
    return Member(actor, door, token, name, joined.passphrase, joined.totp_seed)


def _staff_key() -> Secret:
    from qorgan.web.accounts.profiles import staff_key

    return staff_key()


def open_centre(first: Member, second: Member, *, name: str, region: str = "KZ-75") -> Centre:
    """Open a centre with two administrators."""
    facts = {
        "name": dict.fromkeys(("kk", "ru", "en"), name),
        "region": region,
        "languages": ["kk", "ru", "en"],
        "needs": ["home"],
        "reading_hours": dict.fromkeys(("kk", "ru", "en"), "9-18"),
        "must_report": {},
        "answer_days": 1,
    }
    centre = centre_actions.propose(by=first.actor, facts=facts, is_demonstration=True)
    centre_actions.confirm(by=second.actor, centre=centre)
    centre.refresh_from_db()
    return centre


def join(by: Member, centre: Centre | None, name: str, *roles: Role) -> Member:
    """Invite somebody, let her join, and confirm her; by the other administrator whom one alone must not make."""
    _row, code = member_actions.invite(
        by=by.actor, centre=centre, sign_in_name=name, profile=Profile(name), roles=roles
    )
    member = signed_in(name, code)
    member.actor.member.refresh_from_db()
    needs_another = confirming.is_first_supervisor(member.actor.member) or Role.STATISTICIAN in roles
    confirming.confirm(by=by.others[0].actor if needs_another else by.actor, member=member.actor.member)
    member.actor.member.refresh_from_db()
    listed_centres()  # a page of the public door, which so has seen what the staff door says of the centres
    return member


@pytest.fixture
def administrators(db: None, frozen: Any) -> tuple[Member, Member]:
    """Return the two administrators of the country."""
    codes = member_actions.bootstrap(names=("admin-1", "admin-2"))
    first, second = (signed_in(name, code) for name, code in codes.items())
    confirming.confirm(by=first.actor, member=second.actor.member)
    second.actor.member.refresh_from_db()
    first.others, second.others = [second], [first]
    return first, second


@pytest.fixture
def administrator(administrators: tuple[Member, Member]) -> Member:
    """Return one administrator."""
    return administrators[0]


@pytest.fixture
def facilitator(supervisor: Member, centre: Centre) -> Member:
    """Return the facilitator of the centre's programme."""
    return join(supervisor, centre, "facilitator", Role.FACILITATOR)


@pytest.fixture
def partner_worker(supervisor: Member, centre: Centre) -> Member:
    """Return the partner safety worker of the centre."""
    return join(supervisor, centre, "partner-worker", Role.PARTNER_SAFETY)


@pytest.fixture
def auditor(administrator: Member) -> Member:
    """Return an auditor who is nothing else."""
    return join(administrator, None, "auditor", Role.AUDITOR)


@pytest.fixture
def analyst(administrator: Member) -> Member:
    """Return an analyst of the figures."""
    return join(administrator, None, "analyst", Role.ANALYST)


@pytest.fixture
def statistician(administrator: Member) -> Member:
    """Return the first member of the statistics office."""
    return join(administrator, None, "statistician", Role.STATISTICIAN)


@pytest.fixture
def second_analyst(administrator: Member, analyst: Member) -> Member:
    """Return another analyst."""
    return join(administrator, None, "analyst-2", Role.ANALYST)


@pytest.fixture
def centre(administrators: tuple[Member, Member]) -> Centre:
    """Return her centre."""
    return open_centre(*administrators, name="Centre one")


@pytest.fixture
def supervisor(administrator: Member, centre: Centre) -> Member:
    """Return the supervisor of her centre."""
    return join(administrator, centre, "supervisor", Role.SUPERVISOR)


@pytest.fixture
def worker(supervisor: Member, centre: Centre) -> Member:
    """Return a worker of her centre."""
    return join(supervisor, centre, "worker", Role.WORKER)


@pytest.fixture
def centre_elsewhere(administrators: tuple[Member, Member]) -> Centre:
    """Return another centre of the same region."""
    return open_centre(*administrators, name="Centre two")


@pytest.fixture
def worker_elsewhere(administrator: Member, centre_elsewhere: Centre) -> Member:
    """Return a supervisor of another centre, who reads as a worker does."""
    return join(administrator, centre_elsewhere, "elsewhere", Role.SUPERVISOR)


def tell(
    *centres: Centre,
    words: str = "She wrote this.",
    speaker: Speaker = Speaker.SURVIVOR,
    purposes: tuple[Purpose, ...] = (),
    contact: SafeContact | None = None,
    cover: tuple[Centre, ...] = (),
) -> Survivor:
    """Send a disclosure and stand before the public door."""
    consents = Consents.none(speaker, clock.today()).with_given(*purposes, day=clock.today())
    sent = her_actions.submit_disclosure(
        token=tokens.new_token(clock.today()),
        told=Told(words, speaker, "en", {}),
        wishes=Wishes(contact or SafeContact(), consents),
        centres=list(centres),
        cover=list(cover),
    )
    return Survivor(sent, Door("public"))


@pytest.fixture
def survivor(supervisor: Member, centre: Centre) -> Survivor:
    """Return a survivor who has told her centre."""
    return tell(centre)
