"""Leaving: first by keyboard, at once, with and without a script, and nothing of hers to be seen by going back."""

import pytest

from tests.journeys import steps
from tests.journeys.conftest import Person
from tests.journeys.walking import EXITS, Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-script")]

WORDS = "He painted over the peephole."
PUBLIC = ["", "help", "tell", "tell/survivor", "tell/friend", "tell/professional", "tell/child", "come-back"]
PUBLIC += ["safety", "about", "nowhere"]

COVERED = (
    "document.body.hidden && getComputedStyle(document.body).display === 'none' && !document.title.trim()"
    " && [...document.querySelectorAll('textarea')].every(one => one.value === '')"
)


def _has_told(her: Walk) -> str:
    her.open()
    her.follow("/tell")
    her.follow("/tell/survivor")
    steps.reader(her, "A").check()
    her.write("words", WORDS)
    return steps.send(her)


def _is_gone(her: Walk, receipt: str) -> None:
    """Going back, again and again, shows nothing of hers, and the pages before ask for her code."""
    assert her.page.url == EXITS[her.language]
    assert her.traces.exits == [EXITS[her.language]]
    assert her.cookies() == []
    for _ in range(4):
        her.page.go_back(wait_until="load")
        if her.page.url.startswith("about:"):
            break
        assert her.page.url != her.origin + f"/{her.language}/talk"
        shown = her.page.content() + her.page.title()
        assert WORDS not in shown
        assert receipt[:5] not in shown
        assert not any(her.holds(text) for text in (WORDS, receipt))


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_leaving_comes_first_by_keyboard_on_every_page(person: Person, language: str, script: bool):
    her = person(language=language, script=script, size="desktop")
    for path in PUBLIC:
        her.open(path)
        her.page.keyboard.press("Tab")
        assert her.focused() == "leave", path
        her.page.keyboard.press("Tab")
        assert her.focused() == "skip", path
    her.page.keyboard.press("Shift+Tab")
    her.page.keyboard.press("Enter")
    her.page.wait_for_url(EXITS[language])


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_link_ends_her_visit_and_back_shows_nothing(person: Person, script: bool):
    her = person(script=script)
    receipt = _has_told(her)
    assert her.cookies() == ["__Host-q"]
    her.page.locator("#leave").click()
    her.page.wait_for_url(EXITS["en"])
    _is_gone(her, receipt)
    her.open("talk")
    assert her.is_at("come-back")


def test_the_bar_stays_in_view_however_far_she_has_scrolled(person: Person):
    her = person(script=False)
    for path in ("tell/survivor", "help", "safety"):
        her.open(path)
        her.page.locator("footer").scroll_into_view_if_needed()
        box = her.page.locator("#leave").bounding_box()
        assert box
        assert 0 <= box["y"] <= 40
        assert box["height"] >= 44


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_shift_three_times_covers_at_once_and_leaves(person: Person, language: str):
    her = person(language=language, size="desktop")
    receipt = _has_told(her)
    her.write("words", "Not yet sent: the peephole again.")
    covered: list[str] = []
    her.page.on("console", lambda message: covered.append(message.text))
    her.page.evaluate(f"addEventListener('keyup', () => console.log({COVERED}))")
    her.page.locator("h1").click()
    for _ in range(3):
        her.page.keyboard.press("Shift")
    her.page.wait_for_url(EXITS[language])
    assert covered[:3] == ["false", "false", "true"], "at the third press, before anything is asked of the network"
    _is_gone(her, receipt)


@pytest.mark.parametrize("keys", [["Escape"], ["Alt+Shift"], ["Control+Shift"], ["Shift+K"], ["Shift", "a"]])
def test_other_keys_do_nothing(person: Person, keys: list[str]):
    her = person(size="desktop")
    her.open("tell/survivor")
    her.field("words").focus()
    for _ in range(4):
        for key in keys:
            her.page.keyboard.press(key)
    her.page.wait_for_timeout(100)
    assert her.is_at("tell/survivor")
    assert her.page.evaluate(COVERED) is False
    assert her.traces.exits == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_what_was_typed_and_not_sent_is_not_offered_again(person: Person, script: bool):
    her = person(script=script)
    her.open("tell")
    her.follow("/tell/survivor")
    her.write("words", WORDS)
    her.tick("consent_story")
    her.page.locator("#leave").click()
    her.page.wait_for_url(EXITS["en"])
    her.page.go_back()
    assert not her.holds(WORDS)
    her.open("tell/survivor")
    assert her.field("words").input_value() == ""
    assert not her.field("consent_story").is_checked()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_copied_cookie_opens_nothing_after_she_left(person: Person, script: bool):
    her = person(script=script)
    _has_told(her)
    copied = her.context.storage_state()
    her.page.locator("#leave").click()
    her.page.wait_for_url(EXITS["en"])
    thief = person(state=copied)
    thief.open("talk")
    assert thief.is_at("come-back")
    assert not thief.holds(WORDS)
