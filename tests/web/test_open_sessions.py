"""A worker sees where she is signed in and ends it from elsewhere; what has ended is gone, with her key."""

from datetime import timedelta

import pytest
from tests.cast import Door, sign_in_anew

from qorgan.web.accounts.actions import members, signing
from qorgan.web.accounts.middleware import STAFF_COOKIE, open_session, session_of
from qorgan.web.accounts.models import Member, Role
from qorgan.web.accounts.open_sessions import STAFF_SESSIONS, sessions_of
from qorgan.web.hear.actions.staff import clockwork
from qorgan.web.shell import clock
from qorgan.web.shell.sessions import Sessions


@pytest.fixture
def elsewhere(worker):
    """Return a second browser in which the worker is signed in."""
    return another(worker)


def another(member, device="Android, Firefox"):
    """Sign a member in on one more device."""
    door, actor = Door("staff"), member.actor
    door.cookies[STAFF_COOKIE] = open_session(actor.member, actor.key_pair, member.form_token, device=device)
    return door


def is_open(door):
    """Say whether a browser is signed in."""
    return door.get("/en/account").status_code == 200


def holds_nothing_of(member, cookie):
    """Say whether memory holds no session of hers, and this cookie opens none."""
    owned = [held for held in STAFF_SESSIONS._held.values() if held.owner == str(member.actor.member.id)]
    is_there = STAFF_SESSIONS.number(cookie) in STAFF_SESSIONS._held
    return not owned and not is_there and STAFF_SESSIONS.read(cookie, now=clock.now()) is None


def test_her_account_lists_where_she_is_signed_in_to_the_hour_and_which_is_this(worker, frozen):
    frozen.advance(timedelta(minutes=47))
    sign_in_anew(worker)
    phone = another(worker)
    frozen.advance(timedelta(minutes=3))
    here, there = (one.get("/en/account").content.decode() for one in (worker, phone))
    for page in (here, there):
        rows = page.split('id="sessions"')[1].split("<ul")[1].split("<li>")[1:]
        assert "Android, Firefox" in rows[-2] or "Android, Firefox" in rows[-1]
        assert "begun on 20 November 2026 after 12:00" in rows[-1]
        assert page.count("you are here") == 1
    assert "12:47" not in here + there


def test_she_ends_one_and_the_others_go_on(worker, elsewhere):
    third = another(worker)
    mark = STAFF_SESSIONS.mark(elsewhere.cookies[STAFF_COOKIE].value)
    assert worker.post("/en/account/sessions/end", {"session": mark}).status_code == 302
    assert [is_open(one) for one in (elsewhere, third, worker.door)] == [False, True, True]


def test_she_ends_all_others_and_this_one_goes_on(worker, elsewhere):
    third = another(worker)
    assert worker.post("/en/account/sessions/end-others").status_code == 302
    assert [is_open(one) for one in (elsewhere, third, worker.door)] == [False, False, True]


def test_nobody_ends_a_session_of_somebody_else_by_its_mark(worker, supervisor):
    mark = STAFF_SESSIONS.mark(supervisor.door.cookies[STAFF_COOKIE].value)
    worker.post("/en/account/sessions/end", {"session": mark})
    assert is_open(supervisor.door)


@pytest.mark.parametrize("mark", ["", "no such"])
def test_a_mark_of_no_session_ends_none(worker, elsewhere, mark):
    worker.post("/en/account/sessions/end", {"session": mark})
    assert is_open(elsewhere)
    assert is_open(worker.door)


def test_a_supervisor_ends_all_sessions_of_a_member_of_her_centre(worker, elsewhere, supervisor, auditor):
    cookie = elsewhere.cookies[STAFF_COOKIE].value
    number = worker.actor.member.id
    assert "She lost a laptop" in supervisor.get(f"/en/members/{number}").content.decode()
    assert supervisor.post(f"/en/members/{number}/sessions").status_code == 302
    assert holds_nothing_of(worker, cookie)
    assert not is_open(elsewhere)
    assert not is_open(worker.door)
    assert is_open(supervisor.door)
    rows = auditor.get(f"/en/audit?chain={worker.actor.chain}").content.decode().split("<tr>")
    assert any("ended all open sessions of a member" in row for row in rows)


def test_nobody_ends_sessions_at_another_centre(worker, elsewhere, worker_elsewhere):
    assert worker_elsewhere.post(f"/en/members/{worker.actor.member.id}/sessions").status_code == 404
    assert is_open(elsewhere)


def test_signing_out_takes_her_session_out_of_memory(worker):
    cookie = worker.door.cookies[STAFF_COOKIE].value
    assert worker.post("/en/sign-out").status_code == 302
    assert holds_nothing_of(worker, cookie)


def test_a_link_that_leads_to_signing_out_signs_nobody_out(worker):
    response = worker.get("/en/sign-out")
    assert STAFF_COOKIE not in response.cookies
    assert is_open(worker.door)


CHANGES = {
    "ended": lambda supervisor, row: members.end(by=supervisor.actor, member=row),
    "invited again": lambda supervisor, row: members.invite_again(by=supervisor.actor, member=row),
    "other roles": lambda supervisor, row: members.change_roles(
        by=supervisor.actor, member=row, roles=[Role.WORKER, Role.SUPERVISOR]
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_changed_about_her_ends_her_sessions_at_once_with_her_key(worker, elsewhere, supervisor, change):
    cookie = elsewhere.cookies[STAFF_COOKIE].value
    CHANGES[change](supervisor, Member.objects.get(id=worker.actor.member.id))
    assert holds_nothing_of(worker, cookie)
    assert not is_open(elsewhere)


def test_the_same_roles_again_end_nothing(worker, elsewhere, supervisor):
    members.change_roles(by=supervisor.actor, member=worker.actor.member, roles=[Role.WORKER])
    assert is_open(elsewhere)


def test_a_new_pass_phrase_takes_her_other_sessions_out_of_memory(worker, elsewhere):
    assert worker.post("/en/account/pass-phrase").status_code == 200
    assert len(sessions_of(worker.actor.member.id)) == 1
    assert not is_open(elsewhere)
    assert is_open(worker.door)


def test_a_session_that_is_ended_while_it_is_read_is_not_brought_back(worker, supervisor, monkeypatch):
    cookie = worker.door.cookies[STAFF_COOKIE].value
    usual = signing.change_passphrase

    def meanwhile(**given):
        members.end_sessions_of(by=supervisor.actor, member=worker.actor.member)
        return usual(**given)

    monkeypatch.setattr(signing, "change_passphrase", meanwhile)
    worker.post("/en/account/pass-phrase")
    assert holds_nothing_of(worker, cookie)


def test_a_session_whose_time_is_over_is_taken_out_of_memory_by_the_clockwork(worker, frozen, monkeypatch):
    monkeypatch.setattr(clockwork, "sweep", lambda: None)  # SQLite does not, inside the transaction of a test
    cookie = worker.door.cookies[STAFF_COOKIE].value
    frozen.advance(timedelta(minutes=16))
    clockwork.tick(can_send=False)
    assert holds_nothing_of(worker, cookie)


def test_nothing_of_a_session_is_in_the_database(worker, elsewhere):
    from django.apps import apps

    mark = STAFF_SESSIONS.mark(elsewhere.cookies[STAFF_COOKIE].value)
    for model in apps.get_models():
        said = repr(list(model._default_manager.values_list()))
        assert "Android" not in said
        assert mark not in said


def test_who_has_only_the_number_of_a_session_keeps_it_not_alive(frozen):
    sessions = Sessions("test", idle=timedelta(minutes=10), longest=timedelta(hours=8))
    cookie = sessions.open({"a": 1}, now=clock.now())
    import base64

    raw = base64.urlsafe_b64decode(cookie)
    without_key = base64.urlsafe_b64encode(raw[:16] + bytes(32)).decode()
    frozen.advance(timedelta(minutes=9))
    assert sessions.read(without_key, now=clock.now()) is None
    frozen.advance(timedelta(minutes=9))
    assert sessions.read(cookie, now=clock.now()) is None


def test_what_she_was_writing_is_handed_back_where_her_session_was_ended(worker, supervisor, survivor):
    members.end_sessions_of(by=supervisor.actor, member=worker.actor.member)
    response = worker.post(f"/en/d/{survivor.disclosure.pk}/reply", {"words": "An answer she was writing."})
    assert response.status_code == 403
    page = response.content.decode()
    assert "An answer she was writing." in page
    assert "this session was ended from elsewhere" in page


def test_a_value_put_into_a_session_names_its_owner_for_the_door_alone(worker):
    """Who holds no cookie sees whose it is, when it began and on what; nothing of the key."""
    value = session_of(worker.actor.member, worker.actor.key_pair, "form")
    for held in STAFF_SESSIONS._held.values():
        assert value["private"].encode() not in held.sealed
