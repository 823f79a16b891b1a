"""Words to her leave only in a way that she named, and where somebody else may see them they say nothing."""

import uuid

import pytest
from django.utils import translation
from tests.web.care.test_letters import opening, saved

from qorgan.web.care.wording import phrases
from qorgan.web.shell import clock


@pytest.fixture(autouse=True)
def _in_english(frozen):
    with translation.override("en"):
        yield


def reachable(worker, case, **more):
    opening(worker, case, ways=["text", "in-person"], where="+7 000", never="never on Sundays", **more)
    data = {"purpose": "contact", "giver": "herself", "given": "2026-11-20"}
    return saved(worker, case, "consent", str(uuid.uuid4()), **data)


def said(member, case, button="look", **more):
    told = {"code": "neutral-call", "way": "text", "language": "en", "day": "2026-11-25", "time": "14:30"}
    told |= {"has_read_never": "on", button: "yes"}
    return member.post(f"/en/cases/{case.pk}/words", {**told, **more})


def refused(answer, field):
    assert answer.status_code == 409
    return str(answer.context["form"].errors[field])


def test_a_neutral_text_is_shown_for_the_way_that_she_named(worker, case):
    reachable(worker, case)
    answer = said(worker, case)
    assert answer.context["composed"].startswith("Hello. May we talk on 25.11.2026 at 14:30?")
    assert "Not yet reviewed by a native speaker" in answer.text
    assert "never on Sundays" in answer.text  # her rules stand beside it


def test_what_is_chosen_first_is_asked_for_its_slots(worker, case):
    reachable(worker, case)
    page = said(worker, case, "next")
    assert 'name="day"' in page.text
    assert "composed" not in page.context


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"way": "call"}, "way", "did not call this way safe"),
        ({"has_read_never": ""}, "has_read_never", "what must never be done"),
        ({"code": "read"}, "code", "Somebody else may see"),
        ({"way": "in-person"}, "way", "No paper is known to be safe"),
        ({"day": ""}, "day", "Write something here"),
    ],
)
def test_each_of_her_rules_is_said_beside_its_field(worker, case, more, field, why):
    reachable(worker, case)
    assert why in refused(said(worker, case, **more), field)


def test_when_she_no_longer_agrees_to_be_reached_only_the_site_is_open(worker, case):
    entry = reachable(worker, case)
    data = {"purpose": "contact", "giver": "herself", "given": "2026-11-20", "withdrawn": clock.today().isoformat()}
    saved(worker, case, "consent", entry, 1, **data)
    assert "has not agreed to be reached" in refused(said(worker, case), "way")
    assert said(worker, case, code="read", way="site").context["composed"].startswith("We have read")


def test_her_secret_words_stand_in_none(worker, case):
    reachable(worker, case, safe_word="apricot")
    more = {"code": "referral-ask", "way": "site", "service": "Legal aid", "need": "papers", "told": "apricot"}
    assert "safe word" in refused(said(worker, case, **more), "told")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_all_words_are_there_in_every_language_on_the_site(worker, case, language):
    filled = {"service": "A", "need": "B", "told": "C", "new_day": "2026-11-26"}
    for code in phrases():
        answer = said(worker, case, code=code, way="site", language=language, **filled)
        assert answer.context["composed"], code


def test_another_centre_gets_none(worker_elsewhere, case):
    assert said(worker_elsewhere, case).status_code == 404
