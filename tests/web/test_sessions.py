"""Two tabs of one browser press a key at the same moment: neither writes what it read before over what the other wrote."""

import threading

import pytest
from tests.cast import tell

from qorgan.hear.contact import SafeContact
from qorgan.kernel.consent import Consents, Speaker
from qorgan.web.hear import coming_back, conversation
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import reading, writing
from qorgan.web.hear.visit import open_session
from qorgan.web.hear.wishes import Wishes
from qorgan.web.shell import clock
from qorgan.web.shell.middleware import SURVIVOR_COOKIE, SURVIVOR_SESSIONS
from qorgan.web.shell.sessions import Sessions


@pytest.fixture
def sessions(frozen):
    from datetime import timedelta

    return Sessions("test", idle=timedelta(minutes=10), longest=timedelta(hours=8))


def test_many_tabs_at_once_lose_no_change(sessions):
    cookie = sessions.open({"count": 0, "kept": "yes"}, now=clock.now())
    start = threading.Barrier(8)

    def press():
        start.wait()
        for _ in range(50):
            sessions.change(cookie, lambda value: value.update(count=value["count"] + 1))

    tabs = [threading.Thread(target=press) for _ in range(8)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert sessions.read(cookie, now=clock.now()) == {"count": 400, "kept": "yes"}


def test_a_session_that_has_ended_is_not_changed_and_not_brought_back(sessions):
    cookie = sessions.open({"a": 1}, now=clock.now())
    sessions.end(cookie)
    assert sessions.change(cookie, lambda value: pytest.fail("called")) is None
    assert sessions.read(cookie, now=clock.now()) is None


def test_fields_put_anew_leave_the_others_as_another_tab_wrote_them(sessions):
    cookie = sessions.open({"a": 1, "b": 1}, now=clock.now())
    sessions.update(cookie, {"a": 2})
    sessions.update(cookie, {"b": 2})
    assert sessions.read(cookie, now=clock.now()) == {"a": 2, "b": 2}


def _in_another_tab(monkeypatch, name, press):
    """Let another tab press a key while this one is in the middle of its request."""
    usual = getattr(conversation, name)

    def meanwhile(*given, **named):
        monkeypatch.setattr(conversation, name, usual)
        press()
        return usual(*given, **named)

    monkeypatch.setattr(conversation, name, meanwhile)


def test_a_code_she_has_kept_is_not_brought_back_by_a_tab_that_was_loading(survivor, worker, monkeypatch):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    writing.reply(by=worker.actor, disclosure=survivor.disclosure, words="We answer.")
    survivor.door.cookies[SURVIVOR_COOKIE] = _session_with_code(survivor)
    monkeypatch.setattr(her_actions, "keep_receipt", lambda **_: None)
    _in_another_tab(monkeypatch, "_entries", lambda: survivor.post("/en/code/kept"))
    assert "We answer." in survivor.door.get("/en/talk").content.decode()
    assert survivor.door.get("/en/code").status_code == 302, "the code is not shown again"


def _session_with_code(survivor):
    from django.http import HttpResponse

    response = HttpResponse()
    open_session(response, survivor.sent.found, first={"receipt": survivor.sent.receipt.groups(), "token": "t"})
    return response.cookies[SURVIVOR_COOKIE].value


def test_an_answer_stays_in_view_when_a_slower_tab_has_read_fewer(survivor, worker, monkeypatch):
    reading.open_disclosure(by=worker.actor, disclosure=survivor.disclosure)
    writing.reply(by=worker.actor, disclosure=survivor.disclosure, words="First answer.")
    survivor.come_back()

    def another_tab():
        writing.reply(by=worker.actor, disclosure=survivor.disclosure, words="Second answer.")
        survivor.door.get("/en/talk")

    usual = her_actions.see_answers

    def see(**named):
        monkeypatch.setattr(her_actions, "see_answers", usual)
        usual(**named)
        another_tab()

    monkeypatch.setattr(her_actions, "see_answers", see)
    survivor.door.get("/en/talk")
    page = survivor.door.get("/en/talk").content.decode().split("Who has opened it")[0]
    assert "First answer." in page
    assert "Second answer." in page


def test_a_word_given_for_older_wishes_opens_nothing_under_newer_ones(supervisor, centre, monkeypatch):
    survivor = tell(centre, contact=SafeContact(safe_word="plum"))
    survivor.come_back()

    def set_another_word():
        none = Consents.none(Speaker.SURVIVOR, clock.today())
        her_actions.change_wishes(found=survivor.sent.found, wishes=Wishes(SafeContact(safe_word="pear"), none))

    usual = conversation.knows_safe_word

    def compared(*given):
        is_right = usual(*given)
        set_another_word()
        return is_right

    monkeypatch.setattr(conversation, "knows_safe_word", compared)
    assert survivor.post("/en/talk/word", {"word": "plum"}).status_code == 302
    monkeypatch.undo()
    assert "She wrote this." not in survivor.door.get("/en/talk").content.decode()
    value = SURVIVOR_SESSIONS.read(survivor.door.cookies[SURVIVOR_COOKIE].value, now=clock.now())
    assert value["is_open"] is False


def test_a_word_set_while_she_comes_back_closes_what_was_found_open(survivor, monkeypatch):
    usual = coming_back.opens_by_itself

    def found(*given):
        is_open = usual(*given)
        none = Consents.none(Speaker.SURVIVOR, clock.today())
        her_actions.change_wishes(found=survivor.sent.found, wishes=Wishes(SafeContact(safe_word="pear"), none))
        return is_open

    monkeypatch.setattr(coming_back, "opens_by_itself", found)
    survivor.come_back()
    monkeypatch.undo()
    assert "She wrote this." not in survivor.door.get("/en/talk").content.decode()
