"""A rush at the public door, seen from her browser: it works while she writes, or she is told a time."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Error, expect

from qorgan.hear.admission import BASE_PRICE
from qorgan.hear.work import is_done, work_for
from tests import servers
from tests.journeys import steps
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk
from tests.servers import Browser, Doors

PATH = "/en/tell/survivor"
ROOM = 40


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Open doors with little room, none of which comes free again."""
    folder = tmp_path_factory.mktemp("rush")
    small = {"QORGAN_ROOM": str(ROOM), "QORGAN_ROOM_PER_SECOND": "0"}
    yield from servers.serving(servers.make_demonstration(folder, small), folder, small)


def _form(doors: Doors) -> tuple[Browser, dict[str, str], int]:
    browser = doors.public()
    page = browser.get(PATH).text
    fields = {"token": servers.hidden(page, "token"), "reader": "region:KZ-75", "words": "one of many"}
    return browser, fields, int(re.findall(r'data-price="(\d+)"', page)[0])


def _send(doors: Doors) -> int:
    browser, fields, _price = _form(doors)
    return browser.post(PATH, fields).status


@contextmanager
def rushing(doors: Doors) -> Iterator[None]:
    """Take so much of the room that the price has risen, and keep taking the places of those who do no work."""
    while (price := _form(doors)[2]) < 3 * BASE_PRICE:
        browser, fields, _ = _form(doors)
        browser.post(PATH, {**fields, "work": work_for(fields["token"], price)})
    over = threading.Event()

    def go_on() -> None:
        while not over.is_set():
            _send(doors)

    thread = threading.Thread(target=go_on)
    thread.start()
    while _send(doors) != 503:
        pass
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_her_browser_does_the_work_that_the_door_believes(person: Person):
    her = person()
    her.open("tell/survivor")
    expect(her.field("work")).not_to_have_value("")
    price = int(her.page.locator("form[data-price]").get_attribute("data-price") or "0")
    assert is_done(her.field("token").input_value(), her.field("work").input_value(), price)


def test_in_a_rush_her_words_are_sent_by_themselves_as_soon_as_her_browser_has_done_the_work(
    person: Person, doors: Doors
):
    her = person()
    her.open("tell/survivor")  # before the rush, so that her browser has done little
    expect(her.field("work")).not_to_have_value("")
    steps.reader(her, "A").check()
    her.write("words", "So many at once today.")
    with rushing(doors):
        # On a slow machine the flood may leave one of the places that need no work: then she is through at once.
        if her.press("main > form > button") == 503:
            with suppress(Error):  # on a quick one her browser is done already, and the page is turning
                assert her.field("words").input_value(timeout=1000) == "So many at once today."
        her.page.wait_for_url("**/en/code", timeout=60_000)
        assert steps.receipt_shown(her)


def _written(her: Walk) -> int:
    her.open("tell/survivor")
    steps.reader(her, "A").check()
    her.write("words", "An old phone, no script.")
    return her.press("main > form > button")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_without_script_she_is_told_a_time_and_keeps_her_words(person: Person, doors: Doors, language: str):
    her = person(script=False, language=language)
    with rushing(doors):
        # On a slow machine the flood may leave one of the places that need no work: then she writes once more.
        statuses = [_written(her) for _ in range(10) if not her.page.locator("#waits-by-hand").count()]
        assert statuses[-1] == 503
    assert her.field("words").input_value() == "An old phone, no script."
    assert re.search(r"\d\d:\d\d", her.page.locator("#waits-by-hand").inner_text())
    assert her.page.locator("#waits").is_hidden()
    her.photograph("turn")
