"""Leaving: first by keyboard, at once, with and without a script, and nothing of hers to be seen by going back."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Route, expect

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
        with suppress(Error):  # with script it is turned away while it comes
            her.page.go_back(wait_until="commit")
        her.page.wait_for_timeout(1000)
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
    with suppress(Error):
        her.page.go_back(wait_until="commit")
    her.page.wait_for_timeout(1000)
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


# What the door or the network does, and what the page does by itself.


def _held(her: Walk, address: str) -> list[Route]:
    """Let requests for an address stand unanswered."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    her.context.route(re.compile(address), hold)
    return held


def _noted(her: Walk) -> list[str]:
    """Have the page note after each press whether it is covered; asked later, it would wait for the next page."""
    noted: list[str] = []
    her.page.on("console", lambda message: noted.append(message.text))
    her.page.evaluate(f"for (const kind of ['keyup', 'click']) addEventListener(kind, () => console.log({COVERED}))")
    return noted


def _place_of_leave(her: Walk) -> tuple[float, float]:
    """Return where the link is; Playwright's own click would wait for a page that is on its way."""
    box = her.page.locator("#leave").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_slow_door_does_not_keep_her_on_its_address(person: Person):
    her = person()
    _has_told(her)
    held, covered = _held(her, r"/leave$"), _noted(her)
    her.page.mouse.click(*_place_of_leave(her))
    her.page.wait_for_timeout(1000)
    assert covered == ["true"]
    assert held, "the door was asked, and does not answer"
    her.page.wait_for_url(EXITS["en"])


def test_the_page_is_covered_when_there_is_no_network_at_all(person: Person):
    her = person(size="desktop")
    _has_told(her)
    covered = _noted(her)
    her.context.set_offline(True)
    for _ in range(3):
        her.page.keyboard.press("Shift")
    her.page.wait_for_timeout(2000)
    assert covered[:3] == ["false", "false", "true"]
    assert not any(her.holds(text) for text in (WORDS, "Messages"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_leaving_works_while_another_page_is_being_asked_for(person: Person, script: bool):
    her = person(script=script)
    her.open("tell")
    held, place = _held(her, r"/tell/survivor$"), _place_of_leave(her)
    her.page.locator('main a[href$="/tell/survivor"]').click(no_wait_after=True)
    her.page.wait_for_timeout(300)
    assert held
    her.page.mouse.click(*place)
    her.page.wait_for_url(EXITS["en"])


def test_leaving_works_while_the_script_has_not_come_yet(person: Person):
    her = person()
    held = _held(her, r"/qorgan\.js")
    her.page.goto(f"{her.origin}/en/tell", wait_until="commit")
    her.page.locator("#leave").click()
    her.page.wait_for_url(EXITS["en"])
    assert held


@pytest.mark.parametrize("way", ["link", "shift"])
def test_leaving_while_a_form_is_being_sent_sends_nothing_more(person: Person, way: str):
    her = person(size="desktop")
    her.open("tell/survivor")
    steps.reader(her, "A").check()
    her.write("words", WORDS)
    sent: list[str] = []
    her.context.on("request", lambda request: sent.append(request.method))
    place, covered = _place_of_leave(her), _noted(her)
    asked, left = _held(her, r"/icon\.svg"), _held(her, r"/leave$")
    her.page.locator("main > form > button").click(no_wait_after=True)
    her.page.wait_for_timeout(300)
    assert asked, "the door is asked whether it is there"
    if way == "link":
        her.page.mouse.click(*place)
    else:
        for _ in range(3):
            her.page.keyboard.press("Shift")
    her.page.wait_for_timeout(300)
    assert covered[-1] == "true"
    asked[0].continue_()
    her.page.wait_for_url(EXITS["en"])
    assert left
    assert "POST" not in sent


MINUTE = 60_000


def _waits(her: Walk, minutes: float) -> None:
    her.page.clock.run_for(int(minutes * MINUTE))


def test_an_open_conversation_goes_from_the_screen_after_ten_minutes(person: Person):
    her = person(size="desktop")
    her.page.clock.install()
    _has_told(her)
    _waits(her, 9)
    her.page.keyboard.press(
        "Control"
    )  # a key that scrolls would touch the page again some frames later, at any time of this clock
    _waits(her, 9.5)
    assert her.is_at("talk"), "she touched it nine and a half minutes ago"
    _waits(her, 1)
    her.page.wait_for_url(EXITS["en"])


def test_unsent_words_and_a_code_that_is_not_kept_stay_on_the_screen(person: Person):
    her = person()
    her.page.clock.install()
    her.open("tell/survivor")
    steps.reader(her, "A").check()
    her.write("words", WORDS)
    _waits(her, 30)
    assert her.field("words").input_value() == WORDS, "nothing is open here"
    her.press("main > form > button")
    _waits(her, 30)
    assert steps.receipt_shown(her)
    her.press()
    her.write("words", "Not yet sent: the peephole again.")
    _waits(her, 30)
    expect(her.field("words")).to_have_value("Not yet sent: the peephole again.")
    assert her.is_at("talk")
    assert her.traces.exits == []
