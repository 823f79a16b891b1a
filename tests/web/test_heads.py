"""Every day the heads of the audit leave the machine, to the auditors: what is cut off later shows against them."""

from datetime import timedelta

import pytest
from django.core import mail
from tests.cast import tell

from qorgan.web.accounts.models import Member, Notice, Role
from qorgan.web.accounts.profiles import Profile, profile_of
from qorgan.web.audit import chain as audit
from qorgan.web.audit.models import AuditEntry, ChainHead
from qorgan.web.doctor import database
from qorgan.web.doctor.finding import Level
from qorgan.web.hear.actions.staff import clockwork
from qorgan.web.shell import clock


@pytest.fixture
def tick(monkeypatch):
    """Return the staff door's clockwork; sweeping needs a database without an open transaction."""
    monkeypatch.setattr(clockwork, "sweep", lambda: None)
    return lambda *, can_send=True: clockwork.tick(can_send=can_send)


@pytest.fixture(autouse=True)
def addresses(monkeypatch):
    """Give everybody a mail address by her name."""

    def with_address(member: Member) -> Profile:
        return Profile(profile_of(member).name, f"{member.id}@example.org", "en")

    monkeypatch.setattr(clockwork, "profile_of", with_address)


def _mails() -> list[mail.EmailMessage]:
    return [one for one in mail.outbox if one.subject == "Numbers to keep"]


def test_each_auditor_gets_the_heads_of_all_chains_once_a_day_and_nobody_else(survivor, worker, auditor, tick, frozen):
    for _ in range(2):
        tick()
        tick()
        frozen.advance(timedelta(days=1))
    auditors = Member.objects.filter(roles__role=Role.AUDITOR, state=Member.State.ACTIVE)
    wanted = sorted(f"{one.id}@example.org" for one in auditors)
    assert f"{auditor.actor.member.id}@example.org" in wanted
    assert sorted(one.to[0] for one in _mails()) == sorted(wanted * 2)
    assert f"{worker.actor.member.id}@example.org" not in [one.to[0] for one in _mails()]


def test_the_mail_holds_a_day_chains_and_heads_and_nothing_of_anybody(survivor, worker, auditor, centre, tick):
    tick()
    words, empty, day, *lines, end = _mails()[-1].body.split("\n")
    assert (
        words == "Please keep this mail. By these numbers it can be found out later whether something was taken away."
    )
    assert (empty, day, end) == ("", clock.today().isoformat(), "")
    told = dict(line.split(" ") for line in lines)
    assert told.keys() == {"country", "survivors", str(centre.pk)}
    for chain, head in told.items():
        assert AuditEntry.objects.filter(chain=chain, mac=bytes.fromhex(head)).exists()


def test_rows_cut_off_with_their_head_show_against_the_mail(survivor, worker, auditor, tick):
    tick()
    head = dict(line.split(" ") for line in _mails()[-1].body.split("\n")[3:-1])["survivors"]
    last = AuditEntry.objects.filter(chain="survivors").latest("sequence")
    assert bytes(last.mac).hex() == head
    last.delete()
    before = AuditEntry.objects.filter(chain="survivors").order_by("sequence").last()
    if before is None:
        ChainHead.objects.filter(chain="survivors").delete()
    else:
        ChainHead.objects.filter(chain="survivors").update(sequence=before.sequence, mac=before.mac)
    assert audit.verify_all()[1] == []
    assert head not in [bytes(mac).hex() for mac in AuditEntry.objects.values_list("mac", flat=True)]


def test_a_missed_day_is_seen_by_doctor(survivor, auditor, tick, frozen):
    def found():
        (one,) = database.check_heads(today=clock.today())
        return one

    assert (found().level, found().what) == (Level.LOOK, "No head of the audit was ever mailed.")
    tick(can_send=False)
    assert not Notice.objects.filter(kind=Notice.Kind.HEADS).exists()
    tick()
    assert found().level == Level.OK
    missed = clock.today() + timedelta(days=1)
    frozen.advance(timedelta(days=2))
    assert found().level == Level.LOOK
    assert found().where == missed.isoformat()
    tick()
    assert found().where == missed.isoformat()


def test_a_mail_that_cannot_be_sent_is_a_missed_day(survivor, auditor, tick, frozen, monkeypatch):
    def fails(*_args, **_more):
        raise OSError("no mail server")

    tick()
    frozen.advance(timedelta(days=1))
    missed = clock.today()
    monkeypatch.setattr(clockwork, "send_mail", fails)
    tick()
    frozen.advance(timedelta(days=1))
    (found,) = database.check_heads(today=clock.today())
    assert found.where == missed.isoformat()


def test_heads_are_no_call_to_sign_in(survivor, worker, auditor, tick):
    tell(survivor.disclosure.offers.get().centre)
    tick()
    calls = [one for one in mail.outbox if one.subject == "Please sign in"]
    assert calls
    assert all("country" not in one.body for one in calls)
