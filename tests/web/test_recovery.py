"""Recovery by two of three papers: who may make and use them, who is told, and what a forger gets of it."""

from datetime import timedelta

import pytest
from django.apps import apps
from tests.cast import Member, signed_in, tell
from tests.recovering import fresh, invite, let, make, papers_on, signed_in_anew, type_in

from qorgan.kernel.errors import SealError
from qorgan.vault.envelope import unwrap_sealed
from qorgan.vault.shares import Share, SharedKey, open_shared
from qorgan.web.accounts import recoveries
from qorgan.web.accounts.actions import confirming, members, recovering, renewing
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import ALARMS, Duty, Grant, KeyringKey, Notice, Recovery, Role
from qorgan.web.accounts.models import Member as Row
from qorgan.web.accounts.profiles import Profile
from qorgan.web.audit.chain import read, verify
from qorgan.web.audit.models import AuditEntry
from qorgan.web.hear.actions.staff import reading
from qorgan.web.hear.actions.staff.clockwork import send_notices
from qorgan.web.shell import clock
from qorgan.web.shell.journal import COUNTRY


def audited(auditor: Member, *chains: str) -> list[str]:
    keys = {key.row.pk: key.secret.key_pair for key in fresh(auditor).audit}
    pair = next(iter(keys.values()))
    return [read(row, pair)["what"] for row in AuditEntry.objects.filter(chain__in=chains)]


@pytest.fixture
def shares(supervisor):
    return make(supervisor)


@pytest.fixture
def lost(supervisor, shares, administrators, centre, frozen):
    """Words of a survivor, a supervisor whose pass phrase is gone, and a new one who may use the papers tomorrow."""
    her = tell(centre, words="Written before all was lost.")
    new = invite(administrators[0], centre)
    let(administrators[1], new)
    frozen.advance(timedelta(days=1))
    return her, signed_in_anew(new)


# Making them


def test_three_papers_are_shown_once_each_on_its_own_page_and_open_it(supervisor, worker):
    page = supervisor.post("/en/recovery/make").text
    papers = papers_on(page)
    assert len(papers) == page.count('class="paper"') == 3
    row = Recovery.objects.get()
    key = recoveries.opened(row, Share.parse(papers[0]), Share.parse(papers[2]))
    assert key.secret.key_pair.public == bytes(KeyringKey.objects.get(keyring=row.keyring).public)
    assert "/en/alarms/seen" not in page  # a press there would lead away from what is shown once
    assert papers_on(supervisor.get("/en/recovery/make", follow=True).text) == []


def test_no_paper_stands_anywhere_in_the_database(supervisor, worker, shares):
    for model in apps.get_models():
        for row in model._base_manager.values_list():
            kept = repr([bytes(one) if isinstance(one, memoryview) else one for one in row])
            for share in shares:
                assert share.reveal() not in kept
                assert share.reveal()[1:13] not in kept


def test_only_a_supervisor_who_holds_the_keys_makes_them(supervisor, worker, centre):
    assert worker.post("/en/recovery/make").status_code == 404
    Grant.objects.filter(member=supervisor.actor.member).delete()
    assert supervisor.post("/en/recovery/make").status_code == 422
    assert not Recovery.objects.exists()


def test_new_papers_make_the_old_ones_worthless(supervisor, worker, shares):
    newer = make(supervisor)
    row = Recovery.objects.get()
    for one, other in [(shares[0], shares[1]), (shares[0], newer[1]), (newer[0], shares[2])]:
        with pytest.raises(SealError):
            recoveries.opened(row, one, other)
    assert recoveries.opened(row, newer[1], newer[2])


def test_every_member_is_told_by_mail_and_on_her_pages_until_she_has_seen_it(supervisor, worker, shares):
    told = set(Notice.objects.filter(kind=Notice.Kind.RECOVERY_MADE).values_list("member_id", flat=True))
    assert told == {supervisor.actor.member.id, worker.actor.member.id}
    said = "new recovery papers were made"
    for member in (supervisor, worker):
        assert said in member.get("/en/inbox").text
        assert member.post("/en/alarms/seen").status_code == 302
        assert said not in member.get("/en/inbox").text
    make(supervisor)
    assert said in worker.get("/en/inbox").text  # the same day a second time


def test_the_mail_of_an_alarm_says_nothing_of_it(administrators, centre, mailoutbox):
    profile = Profile("told", "told@example.org", "en")
    first, second = administrators
    _row, code = members.invite(
        by=first.actor, centre=centre, sign_in_name="told", profile=profile, roles=[Role.SUPERVISOR]
    )
    member = signed_in("told", code)
    confirming.confirm(by=second.actor, member=Row.objects.get(id=member.actor.member.id))
    make(member)
    send_notices(today=clock.today(), can_send=True)
    assert len(mailoutbox) == 1
    assert "ecover" not in mailoutbox[0].subject + mailoutbox[0].body


def test_an_alarm_of_one_centre_is_not_told_at_another(shares, worker_elsewhere):
    assert not Notice.objects.filter(member=worker_elsewhere.actor.member, kind__in=ALARMS).exists()


# Renewing, leaving


def test_papers_stay_good_when_the_keys_are_renewed(supervisor, worker, shares, centre):
    members.end(by=fresh(supervisor), member=Row.objects.get(id=worker.actor.member.id))
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    key = recoveries.opened(Recovery.objects.get(), shares[2], shares[0])
    assert key.row.version == 3
    assert key.secret == fresh(supervisor).intake[0].secret


@pytest.mark.parametrize("how", ["made", "used"])
def test_who_had_two_papers_before_her_and_leaves_opens_nothing_newer(how, supervisor, shares, centre, lost):
    """With the papers, a copy of the database from before, and the database from after."""
    _her, new = lost
    assert type_in(new, *shares[:2]).status_code == 302
    leaves, stays = (supervisor, new) if how == "made" else (new, supervisor)
    papers = shares if how == "made" else shares[:2]
    before = Recovery.objects.get()
    copied = SharedKey(
        bytes(before.public), (bytes(before.first_second), bytes(before.first_third), bytes(before.second_third))
    )
    pair = open_shared(copied, papers[0], papers[1], place=str(before.id))
    members.end(by=fresh(stays), member=Row.objects.get(id=leaves.actor.member.id))
    assert not Recovery.objects.exists()
    newest = KeyringKey.objects.filter(keyring__centre=centre).order_by("-version")[0]
    assert newest.version == 2
    for box in [bytes(newest.previous or b""), *(bytes(one.box) for one in Grant.objects.filter(key=newest))]:
        with pytest.raises(SealError):
            unwrap_sealed(box, pair)
    assert "no longer valid" in signed_in_anew(stays).get("/en/inbox").text


def test_who_knew_one_paper_at_most_leaves_them_good(supervisor, worker, shares):
    members.end(by=fresh(supervisor), member=Row.objects.get(id=worker.actor.member.id))
    assert Recovery.objects.get().key.version == 2


# Using them


def test_who_lost_everything_reads_again_by_any_two_papers(lost, shares, supervisor, auditor, centre):
    her, new = lost
    assert new.get("/en/inbox").status_code == 404
    assert "/en/recovery/use" in new.get("/en/account").text
    assert type_in(new, shares[2], shares[0]).status_code == 302
    opened = reading.open_disclosure(by=fresh(new), disclosure=her.disclosure)
    assert opened.entries[0].document["words"] == "Written before all was lost."
    assert "They were used. Make new ones." in new.get("/en/recovery").text
    assert "the recovery papers were used" in supervisor_page(supervisor)
    assert {"recovery.made", "recovery.used"} <= set(audited(auditor, str(centre.id)))
    assert "recovery.allowed" in audited(auditor, COUNTRY)
    assert verify(str(centre.id))


def supervisor_page(supervisor: Member) -> str:
    return signed_in_anew(supervisor).get("/en/inbox").text


def test_what_came_before_several_renewals_is_read_again_too(supervisor, shares, administrators, centre):
    her = tell(centre, words="Written long before.")
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    Row.objects.filter(id=supervisor.actor.member.id).update(state=Row.State.ENDED)
    new = invite(administrators[0], centre)
    let(administrators[1], new)  # nobody is left who could object: at once
    assert type_in(new, *shares[:2]).status_code == 302
    words = reading.open_disclosure(by=fresh(new), disclosure=her.disclosure).entries[0].document["words"]
    assert words == "Written long before."


@pytest.mark.parametrize("wrong", [(0,), (1,), (0, 1)])
def test_a_wrong_paper_is_refused_without_telling_which_and_gives_nothing(wrong, lost, shares, auditor, centre):
    _her, new = lost
    typed = [Share.generate(n + 1) if n in wrong else shares[n] for n in (0, 1)]
    page = type_in(new, *typed)
    assert page.status_code == 422
    assert "These two papers do not open the keys" in page.text
    assert "field wrong" not in page.text
    assert not Grant.objects.filter(member=new.actor.member).exists()
    assert fresh(new).member.state == Row.State.JOINED
    assert "recovery.refused" in audited(auditor, str(centre.id))


def test_a_slip_of_the_pen_is_named_by_its_group(lost, shares):
    _her, new = lost
    digits = shares[0].reveal()
    slip = digits[:11] + str((int(digits[11]) + 1) % 10) + digits[12:]
    page = new.post("/en/recovery/use", {"one": slip, "other": shares[1].groups()})
    assert page.status_code == 422
    assert "group 3" in page.text


@pytest.mark.parametrize(("one", "said"), [("", "Write or choose"), ("hello", "only digits"), ("12345", "ten groups")])
def test_what_is_no_paper_is_said_kindly(lost, shares, one, said):
    _her, new = lost
    page = new.post("/en/recovery/use", {"one": one, "other": shares[1].groups()})
    assert page.status_code == 422
    assert said in page.text


def test_one_paper_twice_is_not_two(lost, shares):
    _her, new = lost
    page = type_in(new, shares[1], shares[1])
    assert page.status_code == 422
    assert "two different papers" in page.text


def test_a_supervisor_whose_grant_is_gone_takes_two_papers_herself(supervisor, worker, shares, centre):
    her = tell(centre, words="Still here.")
    Grant.objects.filter(member=supervisor.actor.member).update(box=b"destroyed")
    assert supervisor.get("/en/recovery").status_code == 200
    assert type_in(supervisor, *shares[1:]).status_code == 302
    words = reading.open_disclosure(by=fresh(supervisor), disclosure=her.disclosure).entries[0].document["words"]
    assert words == "Still here."


def test_afterwards_the_lost_account_is_ended_and_the_keys_renewed(lost, shares, supervisor, centre):
    _her, new = lost
    type_in(new, *shares[:2])
    assert new.post(f"/en/members/{supervisor.actor.member.id}/end").status_code == 302
    assert fresh(new).intake[0].row.version == 2
    assert new.post("/en/recovery/make").status_code == 200


# Who may


def test_nobody_uses_papers_whom_nobody_has_let(supervisor, worker, shares, administrators, centre):
    new = invite(administrators[0], centre)
    for member in (new, worker, supervisor):
        assert type_in(member, *shares[:2]).status_code == 404
        with pytest.raises(NotAllowed):
            recovering.recover(by=fresh(member), one=shares[0], other=shares[1])


def test_who_invited_her_cannot_let_her_and_another_administrator_can(supervisor, shares, administrators, centre):
    first, second = administrators
    new = invite(first, centre)
    with pytest.raises(NotAllowed):
        let(first, new)
    let(second, new)
    assert Notice.objects.filter(member=supervisor.actor.member, kind=Notice.Kind.RECOVERY_ALLOWED).exists()


def test_a_colleague_can_let_her_and_nobody_of_another_centre(
    worker, shares, administrators, centre, worker_elsewhere, frozen
):
    new = invite(administrators[0], centre)
    number = new.actor.member.id
    assert worker_elsewhere.post(f"/en/recovery/members/{number}").status_code == 404
    with pytest.raises(NotAllowed):
        let(worker_elsewhere, new)
    assert worker.post(f"/en/recovery/members/{number}").status_code == 302
    frozen.advance(timedelta(days=1))
    assert type_in(signed_in_anew(new), *shares[:2]).status_code == 302


def test_while_a_supervisor_is_there_it_is_possible_from_tomorrow_and_she_can_stop_it(
    supervisor, shares, administrators, centre, frozen
):
    new = invite(administrators[0], centre)
    let(administrators[1], new)
    assert type_in(new, *shares[:2]).status_code == 404
    members.end(by=fresh(supervisor), member=Row.objects.get(id=new.actor.member.id))
    Row.objects.filter(id=new.actor.member.id).update(state=Row.State.JOINED)  # and a row set back does not help
    frozen.advance(timedelta(days=1))
    assert type_in(signed_in_anew(new), *shares[:2]).status_code == 403
    assert not Grant.objects.filter(member=new.actor.member).exists()


def test_leave_to_use_papers_ends_with_a_new_invitation(lost, shares, supervisor):
    _her, new = lost
    code = members.invite_again(by=fresh(supervisor), member=Row.objects.get(id=new.actor.member.id))
    again = signed_in("new", code)
    assert type_in(again, *shares[:2]).status_code == 404


def test_only_a_supervisor_who_waits_is_let(supervisor, worker, shares, administrators, centre):
    _row, code = members.invite(
        by=supervisor.actor, centre=centre, sign_in_name="w", profile=Profile("w"), roles=[Role.WORKER]
    )
    waiting_worker = signed_in("w", code)
    for member in (worker, waiting_worker):
        with pytest.raises(NotAllowed):
            let(administrators[1], member)


def test_without_papers_nobody_is_let(supervisor, administrators, centre):
    new = invite(administrators[0], centre)
    with pytest.raises(NotAllowed):
        let(administrators[1], new)
    assert "There are no recovery papers" in administrators[1].get(f"/en/centres/{centre.id}").text


def test_an_administrator_lets_her_on_the_centres_page(lost, administrators, centre):
    _her, new = lost
    for one in administrators:
        signed_in_anew(one)
    assert "She may use the centre" in administrators[1].get(f"/en/centres/{centre.id}").text
    refused = administrators[0].post(f"/en/recovery/supervisors/{new.actor.member.id}")
    assert refused.status_code == 422
    assert administrators[1].post(f"/en/recovery/supervisors/{new.actor.member.id}").status_code == 302
