"""Whatever goes wrong while she sends, she gets back all she wrote and chose; nobody else does."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import OperationalError
from tests.cast import Door, Survivor, give_code

from qorgan.kernel.errors import SealError
from qorgan.web.hear import coming_back, public, tokens
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.models import Disclosure
from qorgan.web.sealed.models import Envelope
from qorgan.web.shell import clock

WORDS = "Ол түнде есікті құлыптады. <b>He locked</b> the door & kept the key."
WAIT = {"en": "Wait half a minute", "ru": "Подождите полминуты", "kk": "Жарты минут күтіп"}
TROUBLES = [(OperationalError, 503), (RuntimeError, 500), (SealError, 409)]


class _Controls(HTMLParser):
    """What a browser would send of the page's form, as name to values."""

    def __init__(self):
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._open = self._name = ""

    def _add(self, name, value):
        self.found.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "input" and said.get("name"):
            if said["type"] not in {"radio", "checkbox"} or "checked" in said:
                self._add(said["name"], said.get("value") or ("on" if said["type"] == "checkbox" else ""))
        elif tag == "textarea":
            self._open, self._name, self.text = tag, said["name"], ""
        elif tag == "select":
            self._name = said["name"]
        elif tag == "option" and "selected" in said:
            self._add(self._name, said["value"])

    def handle_data(self, data):
        if self._open:
            self.text += data

    def handle_endtag(self, tag):
        if tag == self._open:
            self._add(self._name, self.text.removeprefix("\n").removeprefix("\r\n"))
            self._open = ""


def sent_again(response):
    """Return what she sends if she presses the button on this page."""
    controls = _Controls()
    controls.feed(response.content.decode())
    return {name: values for name, values in controls.found.items() if values != [""]}


def failing(error):
    """Return an act that breaks, with her words in the fault's message."""

    def act(**_named):
        raise error(WORDS)

    return act


@pytest.fixture
def told(supervisor, centre):
    """Return a form with something in every field."""
    return {
        "token": [tokens.new_token(clock.today())],
        "reader": [str(centre.id)],
        "strike": ["11111111-1111-4111-8111-111111111111"],
        "ways": ["call", "messenger"],
        "where": ["walnut"],
        "hours": ["10–12"],
        "never": ["never <ring>"],
        "word": ["plum"],
        "consent_contact": ["on"],
        "consent_story": ["on"],
        "words": [WORDS],
        "answer_since": ["today"],
        "answer_is_safe": ["no"],
    }


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(("error", "status"), TROUBLES)
def test_a_fault_hands_back_the_form_with_every_word_and_choice(told, monkeypatch, caplog, error, status, language):
    monkeypatch.setattr(her_actions, "submit_disclosure", failing(error))
    response = Door("public").post(f"/{language}/tell/survivor", told)
    assert response.status_code == status
    assert sent_again(response) == told
    assert response["Cache-Control"] == "no-store"
    assert response.get("Retry-After") == ("30" if status == 503 else None)
    page = response.content.decode()
    assert 'href="tel:102"' in page
    assert (WAIT[language] in page) == (status == 503)
    assert not response.cookies
    assert "kept the key" not in caplog.text


def test_what_is_handed_back_is_sent_with_one_press(told, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(her_actions, "submit_disclosure", failing(OperationalError))
        response = Door("public").post("/en/tell/survivor", told)
    assert Door("public").post("/en/tell/survivor", sent_again(response)).status_code == 302
    assert Disclosure.objects.count() == 1


@pytest.mark.parametrize("is_known", [True, False], ids=["centres known", "centres not known"])
def test_the_form_comes_back_also_when_the_database_is_away(told, monkeypatch, is_known):
    with monkeypatch.context() as broken:
        if is_known:
            assert Door("public").get("/en/tell/survivor").status_code == 200
        else:
            broken.setattr(public._Directory, "last", [])
        broken.setattr(public, "listed_centres", failing(OperationalError))
        response = Door("public").post("/en/tell/survivor", told)
    assert response.status_code == 503
    assert sent_again(response) == told
    assert Door("public").post("/en/tell/survivor", sent_again(response)).status_code == 302


def test_her_words_are_shown_to_nobody_but_the_one_who_sent_them(told, monkeypatch):
    monkeypatch.setattr(her_actions, "submit_disclosure", failing(OperationalError))
    her = Door("public")
    assert "kept the key" in her.post("/en/tell/survivor", told).content.decode()
    for door in (her, Door("public")):
        for page in ("tell/survivor", "come-back", ""):
            assert "kept the key" not in door.get(f"/en/{page}").content.decode()


@pytest.mark.parametrize("token", ["", "foreign", "é", "Zm9yZWlnbg=="])
def test_a_form_whose_token_is_not_ours_comes_back_with_a_good_one(told, token):
    response = Door("public").post("/en/tell/survivor", {**told, "token": [token]})
    again = sent_again(response)
    assert {**again, "token": []} == {**told, "token": []}
    assert Door("public").post("/en/tell/survivor", again).status_code == 302


def test_a_form_that_was_open_for_days_comes_back_with_a_good_token(told, frozen):
    frozen.advance(timedelta(days=4))
    again = sent_again(Door("public").post("/en/tell/survivor", told))
    assert {**again, "token": []} == {**told, "token": []}
    assert Door("public").post("/en/tell/survivor", again).status_code == 302


# A message in a conversation.


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(("error", "status"), TROUBLES)
def test_a_fault_hands_back_the_message(survivor, monkeypatch, caplog, error, status, language):
    survivor.come_back()
    with monkeypatch.context() as broken:
        broken.setattr(her_actions, "write_message", failing(error))
        response = survivor.post(f"/{language}/talk/write", {"words": WORDS})
    assert response.status_code == status
    assert response.get("Retry-After") == ("30" if status == 503 else None)
    assert response["Cache-Control"] == "no-store"
    assert "kept the key" not in caplog.text
    assert "locked" not in survivor.door.get("/en/talk").content.decode()
    assert survivor.door.post("/en/talk/write", sent_again(response)).status_code == 302
    assert "locked" in survivor.door.get("/en/talk").content.decode()


def test_a_message_comes_back_also_when_not_even_her_session_can_be_looked_up(survivor, monkeypatch):
    survivor.come_back()
    with monkeypatch.context() as broken:
        broken.setattr(coming_back, "her_visit", lambda *_: failing(OperationalError)())
        response = survivor.post("/en/talk/write", {"words": WORDS})
    assert response.status_code == 503
    assert survivor.door.post("/en/talk/write", sent_again(response)).status_code == 302
    assert "locked" in survivor.door.get("/en/talk").content.decode()


def test_a_message_after_ten_minutes_goes_with_her_to_the_code_and_on(survivor, frozen):
    survivor.come_back()
    form = {"words": WORDS, "form_token": "of the session that has ended"}
    frozen.advance(timedelta(minutes=11))
    asked = survivor.door.post("/en/talk/write", form)
    assert asked.status_code == 403
    assert sent_again(asked)["unsent"] == [WORDS]
    code = {"code": survivor.sent.receipt.groups()}
    wrong = survivor.door.post("/en/come-back", {**sent_again(asked), "code": code["code"][:-1]})
    assert sent_again(wrong)["unsent"] == [WORDS]
    back = survivor.door.post("/en/come-back", {**sent_again(wrong), **code})
    assert survivor.door.post("/en/talk/write", sent_again(back)).status_code == 302
    assert "locked" in survivor.door.get("/en/talk").content.decode()


def test_a_message_of_an_earlier_visit_is_handed_back_once_more(survivor):
    survivor.come_back()
    response = survivor.door.post("/en/talk/write", {"words": WORDS, "form_token": "earlier"})
    assert response.status_code == 403
    assert survivor.door.post("/en/talk/write", sent_again(response)).status_code == 302


def test_unsent_words_outlast_a_fault_on_the_way_back(survivor, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(coming_back.receipts, "find", lambda *_: failing(OperationalError)())
        response = give_code(survivor.door, survivor.sent.receipt.groups(), unsent=WORDS)
    assert response.status_code == 503
    again = sent_again(response)
    assert (again["unsent"], again["code"]) == ([WORDS], [survivor.sent.receipt.groups()])


@pytest.mark.parametrize("moment", ["before", "in between"])
def test_words_for_a_conversation_that_was_deleted_meanwhile_are_handed_back(survivor, monkeypatch, moment):
    survivor.come_back()
    form = {"words": WORDS, "form_token": "any"}
    if moment == "before":
        her_actions.delete_conversation(found=survivor.sent.found)
        response = survivor.door.post("/en/talk/write", form)
    else:
        monkeypatch.setattr(her_actions, "write_message", failing(her_actions.Gone))
        response = Survivor(survivor.sent, survivor.door).post("/en/talk/write", {"words": WORDS})
    assert sent_again(response)["unsent"] == [WORDS]
    assert Envelope.objects.count() == 2
