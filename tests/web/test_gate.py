"""A rush at the public door: who has room or did the work comes in, the rest get their words back and a time."""

import re
from datetime import timedelta

import pytest
from tests.cast import Door, give_code

from qorgan.hear.admission import BASE_PRICE
from qorgan.hear.work import work_for
from qorgan.web.hear import gate, receipts
from qorgan.web.hear.models import Disclosure, SpentForm

WORDS = "She wrote this in a rush."
ADDRESS = "/en/tell/survivor"


@pytest.fixture(autouse=True)
def _small_room(settings, monkeypatch):
    settings.ROOM, settings.ROOM_PER_SECOND = 6, 0
    monkeypatch.setattr("qorgan.hear.admission.PLAIN_BURST", 1.0)
    monkeypatch.setattr("qorgan.hear.admission.BASE_PRICE", 80)
    monkeypatch.setattr("qorgan.hear.admission.TOP_PRICE", 160)
    gate.forget()
    yield
    gate.forget()


def hidden(page, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    return found[1] if found else ""


def price_of(page):
    return int(re.search(r'data-price="(\d+)"', page.text)[1])


def form(door, centre, **more):
    token = hidden(door.get(ADDRESS), "token")
    return {"token": token, "reader": str(centre.id), "words": WORDS, **more}


def send(door, centre, **more):
    return door.post(ADDRESS, form(door, centre, **more))


@pytest.fixture
def rushed(supervisor, centre):
    """The room is taken, and so is the one place without work."""
    door = Door("public")
    for _ in range(4):
        assert send(door, centre).status_code == 302
    return door


def test_while_there_is_room_nothing_is_asked(supervisor, centre):
    assert send(Door("public"), centre).status_code == 302


def test_in_a_rush_she_gets_her_words_back_with_a_time_and_the_numbers(rushed, centre):
    page = send(rushed, centre)
    assert page.status_code == 503
    assert int(page["Retry-After"]) >= 60
    assert WORDS in page.text
    assert "Keep this page open" in page.text
    assert "111" in page.text
    assert Disclosure.objects.count() == 4


def test_nothing_is_derived_or_written_for_who_waits(rushed, centre, monkeypatch):
    fields = form(rushed, centre)
    monkeypatch.setattr(receipts, "derive", lambda *_: pytest.fail("derived"))
    assert rushed.post(ADDRESS, fields).status_code == 503
    assert SpentForm.objects.count() == 4


def test_nothing_is_derived_for_a_token_that_was_not_made_here(supervisor, centre, monkeypatch):
    monkeypatch.setattr(receipts, "derive", lambda *_: pytest.fail("derived"))
    page = send(Door("public"), centre, token="A" * 48)
    assert page.status_code == 200
    assert WORDS in page.text


def test_who_did_the_work_comes_in(rushed, centre):
    page = send(rushed, centre)
    fields = form(rushed, centre, token=hidden(page, "token"))
    fields["work"] = work_for(fields["token"], price_of(page))
    assert rushed.post(ADDRESS, fields).status_code == 302


def test_work_done_once_does_not_carry_a_form_in_again_and_again(rushed, centre, frozen):
    page = send(rushed, centre)
    fields = form(rushed, centre, token=hidden(page, "token"))
    fields["work"] = work_for(fields["token"], price_of(page))
    answers = [rushed.post(ADDRESS, fields).status_code for _ in range(5)]
    assert answers[0] == 302
    assert answers[-1] == 503
    assert Disclosure.objects.count() == 5


def test_without_work_she_comes_in_when_her_turn_has_come_and_not_before(rushed, centre, frozen):
    fields = form(rushed, centre)
    page = rushed.post(ADDRESS, fields)
    fields["turn"] = hidden(page, "turn")
    again = rushed.post(ADDRESS, fields)
    assert again.status_code == 503
    assert hidden(again, "turn") == fields["turn"]  # asking again draws nothing better
    frozen.advance(timedelta(seconds=int(page["Retry-After"])))
    assert rushed.post(ADDRESS, fields).status_code == 302


def test_a_turn_lapses_an_hour_after_it_came_and_she_gets_another(rushed, centre, frozen):
    """Else somebody gathered the turns of many forms, and used them all in one moment."""
    fields = form(rushed, centre)
    page = rushed.post(ADDRESS, fields)
    fields["turn"] = hidden(page, "turn")
    frozen.advance(timedelta(seconds=int(page["Retry-After"]), hours=1))
    assert send(rushed, centre).status_code == 302  # who comes first now has the one place without work
    again = rushed.post(ADDRESS, fields)
    assert again.status_code == 503
    assert WORDS in again.text
    fields["turn"] = hidden(again, "turn")
    frozen.advance(timedelta(seconds=int(again["Retry-After"])))
    assert rushed.post(ADDRESS, fields).status_code == 302


@pytest.mark.parametrize("turn", ["", "1", "1.", "1.00", "x.y", "9" * 30 + ".a", "1.é"])
def test_a_turn_that_was_not_given_here_is_none(rushed, centre, turn):
    assert send(rushed, centre, turn=turn).status_code == 503


def test_the_turn_of_one_form_is_not_that_of_another(rushed, centre, frozen):
    page = send(rushed, centre)
    frozen.advance(timedelta(hours=1))
    rushed.post(ADDRESS, form(rushed, centre, token=hidden(page, "token"), turn=hidden(page, "turn")))
    gate.forget()
    for _ in range(4):
        send(rushed, centre)
    assert send(rushed, centre, turn=hidden(page, "turn")).status_code == 503


def test_her_browser_begins_before_a_rush(supervisor, centre):
    assert price_of(Door("public").get(ADDRESS)) == BASE_PRICE


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_time_is_told_in_every_language(rushed, centre, language):
    address = f"/{language}/tell/survivor"
    token = hidden(rushed.get(address), "token")
    page = rushed.post(address, {"token": token, "reader": str(centre.id), "words": WORDS})
    assert page.status_code == 503
    assert re.search(r"\d\d:\d\d", page.text)


@pytest.fixture
def many_back(survivor):
    """Many have come back: only one more place is there without work."""
    for _ in range(4):
        assert survivor.come_back().status_code == 302
    return survivor


def test_a_code_is_not_derived_without_a_form_of_ours(survivor, monkeypatch):
    monkeypatch.setattr(receipts, "find", lambda *_: pytest.fail("derived"))
    page = Door("public").post("/en/come-back", {"code": survivor.sent.receipt.groups()})
    assert page.status_code == 200
    assert survivor.sent.receipt.groups() in page.text


def test_who_comes_back_in_a_rush_keeps_her_code_and_gets_a_time(many_back, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(receipts, "find", lambda *_: pytest.fail("derived"))
        page = give_code(Door("public"), many_back.sent.receipt.groups(), unsent=WORDS)
    assert page.status_code == 503
    assert many_back.sent.receipt.groups() in page.text
    assert WORDS in page.text
    fields = {"token": hidden(page, "token"), "code": many_back.sent.receipt.groups()}
    fields["work"] = work_for(fields["token"], price_of(page))
    assert Door("public").post("/en/come-back", fields).status_code == 302


def test_a_rush_of_those_who_tell_does_not_close_the_way_back(rushed, supervisor, centre):
    page = send(rushed, centre)
    assert page.status_code == 503
    assert give_code(Door("public"), "1234").status_code == 422
