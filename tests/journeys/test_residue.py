"""What stays on her device, in the files of Debian's chromium, and that the safety page says so, sentence by sentence.

Other browsers are not looked into: of browsers in general the page says only what is true of this one as well.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, expect

from qorgan.web.shell.middleware import SURVIVOR_SESSIONS
from tests.journeys import steps
from tests.journeys.conftest import Person
from tests.journeys.device import Device
from tests.journeys.walking import EXITS, Traces, Walk
from tests.servers import Doors

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-plain")]
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])

WORDS, WHERE, SAFE_WORD, UNSENT = "Zanzibarquilt", "Honeydewlamp", "Cobaltteapot", "Marzipanferry"
HERS = (WORDS, WHERE, SAFE_WORD, UNSENT)

# Where chromium names the site: the history and its icons; the tabs to be opened again; its own counts of which sites
# are used; and that a script was there, without the script.
NAMED = {"History", "Favicons", "Sessions", "Preferences", "segmentation_platform", "Code Cache"}
TITLES = {"Home", "Before you write", "Write", "Your code", "Messages", "Weather"}

# Each sentence of the safety page about the device, with the tests that show it.
SHOWN: dict[str, list[str]] = {}
ADVICE = {
    "Type the address yourself. A link in a chat stays in the chat.",
    "Do not take a picture of your code with a phone that somebody else looks at.",
}
Test = Callable[..., None]


def shows(sentence: str) -> Callable[[Test], Test]:
    """Note that a test shows a sentence of the safety page to be true."""

    def note(test: Test) -> Test:
        SHOWN.setdefault(sentence, []).append(test.__name__)
        return test

    return note


@pytest.fixture
def device(chromium: Browser, doors: Doors, traces: Traces, tmp_path: Path) -> Iterator[Device]:
    """Return her device."""
    device = Device(chromium, doors, traces, tmp_path / "profile")
    yield device
    device.close()


def _has_told(her: Walk) -> str:
    """Tell with everything that can be told, keep the code, and begin another message."""
    her.open()
    her.follow("/tell")
    her.follow("/tell/survivor")
    steps.reader(her, "A").check()
    her.tick("ways", "messenger")
    her.write("where", WHERE)
    her.write("word", SAFE_WORD)
    her.tick("consent_contact")
    her.write("words", WORDS)
    receipt = steps.send(her)
    her.write("words", UNSENT)
    return receipt


def _forms_of(receipt: str) -> tuple[str, ...]:
    """Return what a code may look like; one group alone may stand in any number."""
    groups = receipt.split()
    return ("".join(groups), *("".join(pair) for pair in pairwise(groups)), receipt[:11])


def _leave(her: Walk, way: str) -> None:
    if way == "closed":
        her.context.new_page()  # the browser stays open, only her tab is closed
        her.page.close()
        return
    if way == "shift":
        for _ in range(3):
            her.page.keyboard.press("Shift")
    else:
        her.page.locator("#leave").click()
    her.page.wait_for_url(EXITS["en"])


def _come_back_in_vain(her: Walk) -> int:
    """Send the form with her words and no reader, so that it comes back to her."""
    her.open("tell/survivor")
    her.write("words", WORDS)
    her.write("hours", WHERE)
    # So long chromium gathers what it writes down about open pages. Where it writes in the very moment in which the form
    # comes back, before the script runs, her words are in it: the safety page says that they can be.
    her.page.wait_for_timeout(3000)
    status = her.press("main > form > button")
    her.page.wait_for_timeout(3000)
    return status


WAYS = [("script", "link"), ("script", "shift"), ("script", "closed"), ("plain", "link"), ("plain", "closed")]


@pytest.mark.parametrize(("kind", "way"), WAYS, ids=["-".join(one) for one in WAYS])
@shows(
    "The history of the browser. It keeps the addresses of the pages that you opened here, and when. "
    "It does not keep what you wrote, nor your code."
)
def test_addresses_and_neutral_titles_stay_and_nothing_that_she_wrote(device: Device, kind: str, way: str):
    her = device.browse(script=kind == "script")
    receipt = _has_told(her)
    _leave(her, way)
    device.close()
    assert device.places_of(*HERS, *_forms_of(receipt)) == set()
    history = {urlsplit(url).path: title for url, title in device.history().items() if url.startswith(her.origin)}
    left = {"/en/leave"} if way != "closed" else set()
    assert set(history) == {"/en/", "/en/tell", "/en/tell/survivor", "/en/code", "/en/talk"} | left
    assert set(history.values()) <= TITLES
    assert "History" in device.places_of_the_site() <= NAMED


@SCRIPT
@shows("It asks the browser to forget what this site has put there.")
def test_leaving_takes_away_the_cookie_and_what_is_stored(device: Device, script: bool):
    her = device.browse(script=script)
    _has_told(her)
    if script:
        her.page.evaluate("localStorage.setItem('kept', 'here')")
    assert her.cookies() == ["__Host-q"]
    _leave(her, "link")
    assert her.cookies() == []
    her.open()
    if script:
        assert her.page.evaluate("localStorage.length") == 0
    device.close()
    assert device.cookies() == []


@shows(
    "On a keyboard, press Shift three times within five seconds: the page turns white at once, and the weather opens."
)
@shows("It closes your conversation on this site and opens a weather page:")
def test_shift_three_times_while_typing_closes_the_conversation(person: Person):
    her = person(size="desktop")
    steps.tell(her, WORDS)
    her.field("words").press_sequentially("Capital Letters With Shift")
    for _ in range(3):
        her.page.keyboard.press("Shift")
    her.page.wait_for_url(EXITS["en"])
    her.open("talk")
    assert her.is_at("come-back")


BACK = (
    "Pages that you opened here before, for somebody who presses “back”. They show nothing of your conversation once you "
    "have left. Some browsers open the weather again instead, unless scripts are switched off."
)


@pytest.mark.parametrize("way", ["link", "shift"])
@shows(BACK)
def test_back_opens_the_weather_again(device: Device, way: str):
    her = device.browse()
    receipt = _has_told(her)
    _leave(her, way)
    seen = _back_to_the_end(her)
    assert seen
    assert set(seen) == {"Weather"}
    device.close()
    assert device.places_of(*HERS, *_forms_of(receipt)) == set()


def _back_to_the_end(her: Walk) -> list[str]:
    """Press back until nothing is left, and return the titles of what was shown."""
    seen: list[str] = []
    for _ in range(12):
        with suppress(Error):  # it is turned away while it comes
            her.page.go_back(wait_until="commit")
        her.page.wait_for_timeout(1500)
        if her.page.url == "about:blank":
            break
        seen.append(her.page.title())
        assert not any(her.holds(text) for text in HERS)
    return seen


@pytest.mark.parametrize("kind", ["older", "plain"])
@shows(BACK)
def test_in_other_browsers_back_shows_pages_without_anything_of_hers(device: Device, kind: str):
    her = device.browse(script=kind == "older")
    if kind == "older":
        her.context.add_init_script("delete window.navigation")
    receipt = _has_told(her)
    _leave(her, "link")
    seen = []
    for _ in range(6):
        her.page.go_back()
        her.page.wait_for_timeout(500)
        if her.page.url == "about:blank":
            break
        seen.append(urlsplit(her.page.url).path)
        assert not any(her.holds(text) for text in (*HERS, *receipt.split()))
    assert {"/en/tell/survivor", "/en/tell", "/en/"} <= set(seen)
    assert not {"/en/talk", "/en/code"} & set(seen)


KEPT = (
    "What you wrote, if it could not be sent or the form came back to you. The browser can keep it, to open the page "
    "again."
)


@pytest.mark.parametrize("way", ["link", "closed"])
def test_with_script_nothing_stays_of_a_form_that_came_back(device: Device, way: str):
    her = device.browse()
    assert _come_back_in_vain(her) == 422
    assert her.field("words").input_value() == WORDS
    _leave(her, way)
    device.close()
    assert device.places_of(*HERS) == set()


@shows(KEPT)
def test_without_script_a_form_that_came_back_stays_among_the_pages_to_open_again(device: Device):
    her = device.browse(script=False)
    assert _come_back_in_vain(her) == 422
    _leave(her, "link")
    device.close()
    assert device.places_of(*HERS) == {"Sessions"}


@shows(KEPT)
def test_without_a_connection_her_words_stay_on_the_page_and_only_a_second_press_gives_them_to_the_browser(
    device: Device,
):
    her = device.browse()
    her.open("tell/survivor")
    her.write("words", WORDS)
    her.context.set_offline(True)
    her.page.locator("main > form > button").click()
    expect(her.page.locator("#no-line")).to_be_visible()
    assert her.field("words").input_value() == WORDS
    her.page.wait_for_timeout(3000)
    assert device.places_of(WORDS) == set()
    her.page.locator("main > form > button").click()
    her.page.wait_for_timeout(4000)
    device.close()
    assert device.places_of(WORDS) == {"Sessions"}


def test_with_a_connection_again_the_next_press_sends(person: Person):
    her = person()
    her.open("tell/survivor")
    steps.reader(her, "A").check()
    her.write("words", WORDS)
    her.context.set_offline(True)
    her.page.locator("main > form > button").click()
    expect(her.page.locator("#no-line")).to_be_focused()
    her.context.set_offline(False)
    assert steps.send(her)


@SCRIPT
@shows(
    "Your conversation, if you close the page without leaving. "
    "It can still be opened in this browser for ten minutes after your last click."
)
def test_a_tab_that_was_only_closed_can_be_opened_for_ten_minutes(device: Device, script: bool):
    her = device.browse(script=script)
    _has_told(her)
    another = her.context.new_page()
    her.page.close()
    another.goto(f"{her.origin}/en/talk")
    assert urlsplit(another.url).path == "/en/talk"
    assert timedelta(minutes=10) == SURVIVOR_SESSIONS.idle
    device.close()


@SCRIPT
@shows(
    "Open this site in a private window. In the menu it is called “private”, “incognito” or “secret”. "
    "Close the window when you are done."
)
def test_a_private_window_leaves_nothing_not_even_the_name(device: Device, script: bool):
    her = device.browse(script=script, is_private=True)
    assert _come_back_in_vain(her) == 422
    receipt = _has_told(her)
    device.close()
    assert device.places_of(*HERS, *_forms_of(receipt)) == set()
    assert device.places_of_the_site() == set()


@shows(
    "In a usual window: open the menu, then “History”, and take away only the lines of this site. "
    "An empty history can be noticed, too."
)
@shows("Then close the whole browser, not only the page, and open it once more.")
@shows(
    "After that, nobody who looks through the history sees this site. "
    "With a special program, its name can still be found on the device."
)
def test_taking_the_lines_away_and_opening_once_more_leaves_only_the_name(device: Device):
    her = device.browse(script=False)
    _come_back_in_vain(her)
    _leave(her, "link")
    device.close()
    assert device.places_of(*HERS)
    _take_the_lines_away(device)
    device.open_and_close()
    assert device.places_of(*HERS) == set()
    assert [url for url in device.history() if str(device.doors.public_port) in url] == []
    assert device.places_of_the_site()
    assert device.places_of_the_site() <= NAMED - {"History", "Favicons", "Sessions"}


def _take_the_lines_away(device: Device) -> None:
    page = device.browse().page
    page.goto("chrome://history")
    page.locator("history-item").first.wait_for()
    for line in page.locator("history-item").all():
        line.locator("cr-checkbox").click()
    page.locator("cr-button", has_text="Delete").first.click()
    page.locator("cr-dialog .action-button").first.click()
    expect(page.locator("history-item")).to_have_count(0)
    page.wait_for_timeout(1000)
    device.close()


def test_every_sentence_about_the_device_is_shown_by_a_test(person: Person):
    her = person(script=False)
    her.open("safety")
    said = her.page.locator("#does li, #stays li, #fewer li").evaluate_all(
        "all => all.map(one => one.firstChild.textContent.trim())"
    )
    assert set(said) == set(SHOWN) | ADVICE


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_sentence_stands_there_in_each_language(person: Person, language: str):
    her = person(script=False, language=language)
    her.open("safety")
    said = her.page.locator("#does li, #stays li, #fewer li").all_inner_texts()
    assert len(said) == len(SHOWN) + len(ADVICE)
    assert not any(one in SHOWN or one in ADVICE for one in said)


class _Careless(BaseHTTPRequestHandler):
    """A page as most are: to be cached, to be remembered, and answered in place."""

    PAGE = (
        "<!doctype html><title>Careless</title><form method=post><textarea name=a></textarea><button>Go</button></form>"
    )

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = self.PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer  # noqa: N815 - the names that the library looks for

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


def test_the_search_finds_what_a_careless_page_leaves(device: Device):
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Careless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = device.browse(script=False).page
    for _ in range(2):
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.locator("textarea").fill(UNSENT)
        page.wait_for_timeout(3000)
    device.close()
    server.shutdown()
    server.server_close()
    assert device.places_of(UNSENT) == {"Sessions"}
    assert {"Cache", "History"} <= device.places_of(f"127.0.0.1:{server.server_port}")
    assert "Cache" in device.places_of("<title>Careless</title>")
