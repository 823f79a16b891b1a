"""A form that is sent again with more or other words than the first time: nothing new is dropped without her knowing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.cast import Door
from tests.web.test_words_kept import sent_again

from qorgan.web.hear import tokens
from qorgan.web.hear.actions.staff import reading
from qorgan.web.hear.models import Disclosure
from qorgan.web.sealed.models import Envelope, Wrap
from qorgan.web.shell import clock

FIRST = "He took my phone."
MORE = "He took my phone.\n\nToday he took my papers too."


@pytest.fixture
def form(supervisor, centre):
    """Return a form as she sent it the first time."""
    return {"token": tokens.new_token(clock.today()), "reader": str(centre.id), "words": FIRST, "never": "never ring"}


def send(fields, language="en"):
    """Send a form from a browser that holds nothing of before."""
    door = Door("public")
    return door, door.post(f"/{language}/tell/survivor", fields)


def read_by(member):
    """Return what the only conversation holds for a worker."""
    return reading.open_disclosure(by=member.actor, disclosure=Disclosure.objects.get())


def words_of(thread):
    """Return the words of a conversation in their order."""
    return [one.document["words"] for one in thread.entries if "words" in one.document]


def test_other_words_are_a_second_message_of_the_same_conversation(form, supervisor):
    send(form)
    door, response = send({**form, "words": MORE})
    assert (response.status_code, response["Location"]) == (302, "/en/code")
    assert "was added to the same conversation" in door.get("/en/code").content.decode()
    assert words_of(read_by(supervisor)) == [FIRST, MORE]


def test_the_same_form_sent_many_times_adds_nothing(form, supervisor):
    fields = {**form, "ways": ["call"], "where": "walnut", "consent_contact": "on", "answer_since": "today"}
    for one in (fields, fields, {**fields, "words": MORE}, {**fields, "words": MORE}, fields):
        door, response = send(one)
        assert response.status_code == 302
    assert "was added" not in door.get("/en/code").content.decode()
    assert words_of(read_by(supervisor)) == [FIRST, MORE]
    assert Envelope.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_same_other_words_sent_at_the_same_moment_are_added_once(form):
    send(form)

    def again(_turn):
        from django.db import connection

        try:
            return send({**form, "words": MORE})[1].status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(again, range(4))) == {302}
    assert Envelope.objects.count() == 3


def test_an_answer_that_changed_is_what_the_worker_sees(form, supervisor):
    send({**form, "answer_is_safe": "yes", "answer_since": "today"})
    send({**form, "answer_is_safe": "no", "answer_since": "today"})
    assert read_by(supervisor).first["answers"] == {"is_safe": "no", "since": "today"}


def test_a_way_never_to_reach_her_counts_also_when_it_comes_with_the_second_sending(form, supervisor):
    send(form)
    send({**form, "never": "never come to the house"})
    thread = read_by(supervisor)
    assert thread.wishes.contact.never == "never come to the house"
    assert words_of(thread) == [FIRST]


def test_the_first_form_sent_again_does_not_bring_back_old_wishes(form, supervisor):
    door, _ = send(form)
    value = {"form_token": sent_again(door.get("/en/talk/wishes"))["form_token"], "never": "newer"}
    assert door.post("/en/talk/wishes", value).status_code == 200
    send(form)
    assert read_by(supervisor).wishes.contact.never == "newer"


def test_who_does_not_know_her_safe_word_changes_nothing_but_may_write(form, supervisor):
    send({**form, "word": "plum"})
    door, _ = send({**form, "word": "pear", "never": "", "words": MORE})
    thread = read_by(supervisor)
    assert (thread.wishes.contact.safe_word, thread.wishes.contact.never) == ("plum", "never ring")
    assert words_of(thread) == [FIRST, MORE]
    assert "because the safe word was another one" in door.get("/en/code").content.decode()
    assert FIRST not in door.get("/en/talk").content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_words_for_another_reader_do_not_go_to_the_first_and_are_handed_back(
    form, supervisor, worker_elsewhere, centre_elsewhere, language
):
    send(form, language)
    other = {**form, "reader": str(centre_elsewhere.id), "words": MORE}
    door, response = send(other, language)
    assert response.status_code == 409
    again = sent_again(response)
    assert [again[name] for name in ("reader", "words", "never")] == [[other["reader"]], [MORE], ["never ring"]]
    assert Envelope.objects.count() == 2, "nothing was added to the first"
    assert "code" in door.get(f"/{language}/code").content.decode(), "the first one's code can still be kept"
    assert door.post(f"/{language}/tell/survivor", again).status_code == 302
    first, second = Disclosure.objects.order_by("offers__centre__name")
    held = Wrap.objects.filter(to_keyring__keyring__centre=centre_elsewhere)
    assert set(held.values_list("envelope__thread", flat=True)) == {second.pk}
    assert words_of(reading.open_disclosure(by=supervisor.actor, disclosure=first)) == [FIRST]


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_after_she_kept_the_code_new_words_go_with_her_to_the_code(form, supervisor, language):
    door, _ = send(form)
    code = "".join(door.get("/en/code").content.decode().split('translate="no">')[1].split("</p>")[0])
    digits = "".join(one for one in code if one.isdigit())
    token = sent_again(door.get("/en/code"))["form_token"]
    door.post("/en/code/kept", {"form_token": token})
    stranger, response = send({**form, "words": MORE}, language)
    assert response.status_code == 200
    assert not response.cookies, "no key of hers is used"
    wrong = stranger.post(f"/{language}/come-back", {**sent_again(response), "code": digits[:-1]})
    carried = {name: sent_again(wrong).get(name) for name in ("unsent", "arrived", "code")}
    assert carried == {"unsent": [MORE], "arrived": ["yes"], "code": [digits[:-1]]}
    back = stranger.post(f"/{language}/come-back", {**sent_again(wrong), "code": digits})
    assert stranger.post(f"/{language}/talk/write", sent_again(back)).status_code == 302
    assert words_of(read_by(supervisor)) == [FIRST, MORE]
