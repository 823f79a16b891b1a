"""Papers of a duty apart: made, kept and used by those who have it, and no way in for who leads the centre."""

from datetime import timedelta

import pytest
from tests.cast import join, sign_in_anew
from tests.recovering import papers_on
from tests.web.test_duties_apart import APART, _sealed

from qorgan.kernel.errors import SealError
from qorgan.vault.shares import Share
from qorgan.web.accounts.actions import members, recovering, renewing
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import Duty, Keyring, Notice, Recovery, Role
from qorgan.web.accounts.models import Member as Row
from qorgan.web.accounts.profiles import seal_anew
from qorgan.web.sealed import rekeying, sealing
from qorgan.web.sealed.models import Wrap

PLACES = {Duty.PROGRAMME: "/en/programme/keys", Duty.PARTNER_SAFETY: "/en/partner-safety/keys"}


def fresh(member):
    """The same member at her next request."""
    row = Row.objects.select_related("centre").get(id=member.actor.member.id)
    return type(member.actor)(row, member.actor.roles, member.actor.key_pair)


def shares_of(holder, duty):
    return [Share.parse(one) for one in papers_on(holder.post(PLACES[duty], {"do": "papers"}).text)]


@pytest.fixture(params=APART, ids=[duty for _role, duty in APART])
def lives(request, supervisor, worker, centre, frozen):
    """Who holds the keys of a duty, who was confirmed without them, the duty, and its papers."""
    role, duty = request.param
    first, second = (join(supervisor, centre, name, role) for name in ("one", "two"))
    return first, second, duty, shares_of(first, duty)


def test_any_two_papers_give_the_keys_to_who_has_the_duty_and_was_let(lives, worker, frozen):
    first, second, duty, shares = lives
    row = _sealed(first, duty)
    recovering.let_apart(by=fresh(worker), member=second.actor.member, duty=duty)
    frozen.advance(timedelta(days=1))
    recovering.recover(by=fresh(second), one=shares[0], other=shares[2], duty=duty)
    assert sealing.payload_for_centre(row, fresh(second).held(duty))
    with pytest.raises(NotAllowed):  # leave to use them is for once
        recovering.recover(by=fresh(second), one=shares[0], other=shares[2], duty=duty)


def test_who_leads_the_centre_neither_makes_nor_uses_them_nor_lets_whom_she_invited(lives, supervisor, frozen):
    _first, second, duty, shares = lives
    for act in (
        lambda: recovering.make(by=fresh(supervisor), duty=duty),
        lambda: recovering.recover(by=fresh(supervisor), one=shares[0], other=shares[1], duty=duty),
        lambda: recovering.let_apart(by=fresh(supervisor), member=second.actor.member, duty=duty),
        lambda: recovering.let_apart(by=fresh(supervisor), member=supervisor.actor.member, duty=duty),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert supervisor.get(PLACES[duty]).status_code == 404
    assert fresh(supervisor).held(duty) == []


def test_who_gave_a_member_the_duty_does_not_let_her_though_another_has_met_her(supervisor, worker, centre, frozen):
    first = join(supervisor, centre, "one", Role.PARTNER_SAFETY)
    other = join(supervisor, centre, "three", Role.SUPERVISOR)
    second = join(other, centre, "two", Role.WORKER)
    row = Row.objects.get(id=second.actor.member.id)
    seal_anew(row, hands=())  # whom another than she who invited her has met
    row.save()
    shares_of(first, Duty.PARTNER_SAFETY)
    members.change_roles(by=fresh(supervisor), member=row, roles=[Role.WORKER, Role.PARTNER_SAFETY])
    with pytest.raises(NotAllowed, match="Somebody else meets her"):
        recovering.let_apart(by=fresh(supervisor), member=row, duty=Duty.PARTNER_SAFETY)
    recovering.let_apart(by=fresh(worker), member=row, duty=Duty.PARTNER_SAFETY)


def test_the_papers_of_intake_open_no_duty_apart_nor_the_other_way_round(lives, supervisor, worker, frozen):
    _first, second, duty, _shares = lives
    intake = recovering.make(by=fresh(supervisor)).shares
    recovering.let_apart(by=fresh(worker), member=second.actor.member, duty=duty)
    frozen.advance(timedelta(days=1))
    with pytest.raises(recovering.SharesRefused):
        recovering.recover(by=fresh(second), one=intake[0], other=intake[1], duty=duty)


def test_until_the_next_day_who_holds_the_keys_can_make_the_papers_worthless(lives, worker, frozen):
    first, second, duty, shares = lives
    recovering.let_apart(by=fresh(worker), member=second.actor.member, duty=duty)
    with pytest.raises(NotAllowed):
        recovering.recover(by=fresh(second), one=shares[0], other=shares[1], duty=duty)
    shares_of(first, duty)
    frozen.advance(timedelta(days=1))
    with pytest.raises(recovering.SharesRefused):
        recovering.recover(by=fresh(second), one=shares[0], other=shares[1], duty=duty)


def test_nobody_uses_them_whom_nobody_has_let(lives, frozen):
    _first, second, duty, shares = lives
    with pytest.raises(NotAllowed):
        recovering.recover(by=fresh(second), one=shares[0], other=shares[1], duty=duty)
    assert second.get(PLACES[duty]).text.count('name="one"') == 0


def test_papers_stay_good_when_the_keys_are_renewed_and_end_with_who_has_seen_them(lives, supervisor, worker, frozen):
    first, second, duty, shares = lives
    renewing.renew(by=fresh(first), duty=duty)
    recovering.let_apart(by=fresh(worker), member=second.actor.member, duty=duty)
    frozen.advance(timedelta(days=1))
    recovering.recover(by=fresh(second), one=shares[1], other=shares[2], duty=duty)
    assert len(fresh(second).held(duty)) == 2
    members.end(by=fresh(supervisor), member=first.actor.member)
    assert not Recovery.objects.exists()


def test_every_member_of_the_centre_is_told(lives, supervisor, worker):
    told = set(Notice.objects.filter(kind=Notice.Kind.RECOVERY_MADE).values_list("member", flat=True))
    assert {supervisor.actor.member.id, worker.actor.member.id} <= told


def test_the_pages_say_of_each_duty_whether_there_are_papers(lives, supervisor):
    first, _second, duty, _shares = lives
    assert "one" in first.get(PLACES[duty]).text
    page = supervisor.get("/en/recovery").text
    assert page.count("Mark on each paper") == 1  # of this duty; of intake there are none
    assert page.count("There are none.") == 1
    assert f'value="{duty}"' in page  # the one who waits for these keys
    Recovery.objects.all().delete()
    assert supervisor.get("/en/recovery").text.count("There are none.") == 2


def test_a_colleague_lets_her_on_her_page_and_she_types_them_on_hers(lives, worker, frozen):
    _first, second, duty, shares = lives
    worker.post(f"/en/recovery/members/{second.actor.member.id}", {"duty": str(duty)})
    frozen.advance(timedelta(days=1))
    sign_in_anew(second)
    answers = {"do": "use", "one": shares[0].groups(), "other": shares[1].groups()}
    wrong = second.post(PLACES[duty], {**answers, "other": shares[0].groups()})
    assert wrong.status_code == 422
    assert shares[0].groups() in wrong.text  # what was typed is kept
    assert second.post(PLACES[duty], answers).status_code == 302
    assert fresh(second).held(duty)


def test_after_a_theft_a_duty_is_sealed_anew_by_who_holds_it_and_the_old_key_opens_nothing(lives, frozen):
    first, _second, duty, _shares = lives
    old, row = fresh(first).held(duty)[0], _sealed(first, duty)
    first.post(PLACES[duty], {"do": "renew"})
    first.post(PLACES[duty], {"do": "reseal", "after": "0"})
    assert not Wrap.objects.filter(to_keyring=old.row).exists()
    frozen.advance(timedelta(days=1))
    sign_in_anew(first)
    first.post(PLACES[duty], {"do": "give-up"})
    held = fresh(first).held(duty)
    assert old.row.version not in [one.row.version for one in held]
    row.refresh_from_db()
    assert sealing.payload_for_centre(type(row).objects.get(pk=row.pk), held)
    with pytest.raises(SealError):
        sealing.payload_for_centre(type(row).objects.get(pk=row.pk), [old])


def test_who_does_not_hold_a_duty_seals_nothing_of_it_anew(lives, supervisor):
    _first, second, duty, _shares = lives
    for by in (fresh(supervisor), fresh(second)):
        with pytest.raises(NotAllowed):
            rekeying.reseal_next(by=by, after=0, duty=duty)
        with pytest.raises(NotAllowed):
            rekeying.give_up_old(by=by, duty=duty)


def test_a_form_that_this_session_did_not_make_does_nothing_on_the_page_of_keys(lives, centre):
    first, second, duty, _shares = lives
    sent = {"do": "renew", "again": "1", "member": str(second.actor.member.id)}
    assert first.door.post(PLACES[duty], sent).status_code == 403
    assert first.door.post(PLACES[duty], {**sent, "do": ""}).status_code == 403
    assert Keyring.objects.get(centre=centre, duty=duty).key.count() == 1
    assert fresh(second).held(duty) == []
