"""A friend or relative writes: she speaks for herself only, and what is the survivor's to allow is not offered."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-plain")]

OWN = {"consent_contact", "consent_other_centre"}
WORDS = "My neighbour wears scarves since springtime."
ANSWER = "Thank you for watching over her."


def _offered(walk) -> set[str]:
    return set(walk.page.locator("main [name^='consent_']").evaluate_all("all => all.map(one => one.name)"))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("speaker", ["friend", "professional"])
def test_only_what_is_hers_to_allow_is_offered(person: Person, language: str, speaker: str):
    walk = person(language=language, script=False)
    walk.open("tell")
    walk.follow(f"/tell/{speaker}")
    assert _offered(walk) == OWN
    assert walk.page.locator("main input:checked").count() == 0
    assert walk.page.locator("main [name^='answer_']").count() == 0, "questions about the survivor are hers"
    walk.photograph(speaker)


def test_a_friend_tells_is_answered_and_still_cannot_consent_for_her(person: Person, member: Person):
    worker = member("aigul", size="desktop")
    before = steps.waiting(worker)
    friend = person()
    receipt = steps.tell(friend, WORDS, speaker="friend")

    (address,) = steps.waiting(worker) - before
    steps.accept(worker, address)
    assert worker.sees(WORDS)
    expect(worker.page.locator("h1")).to_contain_text("A friend or relative")
    lines = worker.page.locator(".rules .given li").all_text_contents()
    assert len(lines) == len(OWN)
    assert all(line.startswith("✕") for line in lines)
    steps.answer(worker, ANSWER)

    back = person()
    steps.come_back(back, receipt)
    assert back.sees(ANSWER)
    back.follow("/talk/wishes")
    assert _offered(back) == OWN
    back.tick("ways", "text")
    back.write("where", "plainlantern")
    back.tick("consent_contact")
    assert back.press() == 200

    worker.open_address(address)
    lines = worker.page.locator(".rules .given li").all_text_contents()
    assert sorted(line[0] for line in lines) == ["✓", "✕"]
