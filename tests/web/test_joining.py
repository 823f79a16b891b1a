"""A friend writes for her; she joins with a code and consents of her own, and neither opens the other's."""

import pytest
from tests.cast import Door, Survivor, tell
from tests.web.test_words_kept import sent_again

from qorgan.hear.joining import mark_of, spaced
from qorgan.kernel.consent import Purpose, Speaker, allows
from qorgan.web.hear import tokens
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import reading
from qorgan.web.hear.models import Disclosure
from qorgan.web.shell import clock


@pytest.fixture
def friend(supervisor, centre):
    """Return a friend who has told her centre."""
    return tell(centre, words="My neighbour cries at night.", speaker=Speaker.FRIEND)


def form_of(centre, **more):
    """Return her own form."""
    return {
        "token": tokens.new_token(clock.today()),
        "reader": str(centre.id),
        "words": "Yes, it is me.",
        "consent_case": "on",
        **more,
    }


def joins(centre, mark, language="en"):
    """Let her write for herself with a mark."""
    her = Survivor(None, Door("public"))
    response = her.door.post(f"/{language}/tell/survivor", form_of(centre, joins=mark))
    assert response.status_code == 302
    return her


def her_own(friend):
    """Return the row of what she wrote herself."""
    return Disclosure.objects.exclude(pk=friend.disclosure.pk).get()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("speaker", [Speaker.FRIEND, Speaker.PROFESSIONAL])
def test_who_writes_for_her_is_given_a_mark_for_her(supervisor, centre, speaker, language):
    door = Door("public")
    assert door.post(f"/{language}/tell/{speaker}", form_of(centre)).status_code == 302
    mark = spaced(mark_of(Disclosure.objects.get().pk))
    assert mark not in door.get(f"/{language}/code").content.decode(), "beside the code it would be taken for it"
    assert mark in door.get(f"/{language}/talk").content.decode()


def test_who_writes_for_herself_is_given_none(survivor):
    survivor.come_back()
    assert spaced(mark_of(survivor.disclosure.pk)) not in survivor.door.get("/en/talk").content.decode()


def test_a_worker_is_led_from_hers_to_what_was_written_for_her(friend, worker, centre):
    reading.open_disclosure(by=worker.actor, disclosure=friend.disclosure)
    mark = mark_of(friend.disclosure.pk)
    joins(centre, spaced(mark))
    hers = her_own(friend)
    reading.open_disclosure(by=worker.actor, disclosure=hers)
    page = worker.get(f"/en/d/{hers.pk}").content.decode()
    assert f"with the mark {spaced(mark)}" in page
    assert f'href="/en/d/{friend.disclosure.pk}"' in page.split("with the mark")[1].split("</p>")[0]


def test_her_consents_are_hers_and_those_of_the_friend_stay_as_they_were(friend, supervisor, centre):
    joins(centre, mark_of(friend.disclosure.pk))
    hers = reading.open_disclosure(by=supervisor.actor, disclosure=her_own(friend)).wishes.consents
    theirs = reading.open_disclosure(by=supervisor.actor, disclosure=friend.disclosure).wishes.consents
    assert allows(hers, Purpose.CASE)
    assert not allows(theirs, Purpose.CASE)


def test_neither_code_opens_the_other(friend, supervisor, centre):
    her = joins(centre, mark_of(friend.disclosure.pk))
    friend.come_back()
    assert "Yes, it is me." not in friend.door.get("/en/talk").content.decode()
    assert "My neighbour" not in her.door.get("/en/talk").content.decode()


def test_a_mark_leads_to_no_conversation_of_another_centre(friend, worker_elsewhere, supervisor, centre_elsewhere):
    reading.open_disclosure(by=supervisor.actor, disclosure=friend.disclosure)
    joins(centre_elsewhere, mark_of(friend.disclosure.pk))
    hers = her_own(friend)
    reading.open_disclosure(by=worker_elsewhere.actor, disclosure=hers)
    page = worker_elsewhere.get(f"/en/d/{hers.pk}").content.decode()
    assert "Your centre has none with this mark." in page
    assert str(friend.disclosure.pk) not in page


def test_what_the_friend_deleted_is_not_led_to(friend, supervisor, centre):
    reading.open_disclosure(by=supervisor.actor, disclosure=friend.disclosure)
    her_actions.delete_conversation(found=friend.sent.found)
    joins(centre, mark_of(friend.disclosure.pk))
    hers = her_own(friend)
    reading.open_disclosure(by=supervisor.actor, disclosure=hers)
    assert str(friend.disclosure.pk) not in supervisor.get(f"/en/d/{hers.pk}").content.decode()


def test_a_browser_is_asked_not_to_remember_the_mark(supervisor, centre):
    page = Door("public").get("/en/tell/survivor").content.decode()
    field = page.split('name="joins"')[1].split(">")[0]
    assert 'autocomplete="off"' in field
    assert 'aria-describedby="help-joins"' in field


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_what_is_no_mark_is_said_beside_the_field_and_all_else_stays(supervisor, centre, language):
    form = form_of(centre, joins="1234")
    response = Door("public").post(f"/{language}/tell/survivor", form)
    assert response.status_code == 422
    assert 'id="id_joins_error"' in response.content.decode()
    assert sent_again(response) == {name: [value] for name, value in form.items()}


def test_a_mark_given_with_the_second_sending_is_not_lost(friend, supervisor, centre):
    form = form_of(centre)
    mark = mark_of(friend.disclosure.pk)
    for more in ({}, {"joins": mark}, {"joins": mark}):
        assert Door("public").post("/en/tell/survivor", {**form, **more}).status_code == 302
    opened = reading.open_disclosure(by=supervisor.actor, disclosure=her_own(friend))
    assert opened.first["joins"] == mark
    assert len(opened.entries) == 3
