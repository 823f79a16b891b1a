"""Casework by keyboard alone, and casework in a browser that runs no script: begin, keep, come back, save, close."""

import pytest

from tests.journeys import casework
from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import _tab_to as tab_to
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-plain")]

NAME = "Willowbank"
HAPPENED = "He threw the pan after her."
OPENING = "main form[data-keep] "


def _press(walk: Walk, wanted: str) -> None:
    """Go to something that leads to a page, and press Enter."""
    tab_to(walk, wanted)
    with walk.turning():
        walk.page.keyboard.press("Enter")


def _type(walk: Walk, name: str, text: str) -> None:
    walk.traces.written.add(text)
    tab_to(walk, f"main [name={name}]")
    walk.page.keyboard.type(text)


def _choose(walk: Walk, name: str, beginning: str) -> None:
    """Choose from a list by the letters with which it begins."""
    tab_to(walk, f"main select[name={name}]")
    walk.page.keyboard.type(beginning)


def _say(walk: Walk, name: str, value: str) -> None:
    """Go to a group of answers, and along it with the arrows."""
    tab_to(walk, f"main [name={name}]")
    while not walk.page.locator(f"main [name={name}][value={value}]").is_checked():
        walk.page.keyboard.press("ArrowUp")


def _begin(walk: Walk) -> str:
    walk.open("cases")
    _press(walk, "main a[href$='/cases/new']")
    _choose(walk, "agreed_by", "She")
    _type(walk, "called", NAME)
    _say(walk, "is_adult", "yes")
    _press(walk, "main form[data-keep] button[name=save]")
    assert walk.sees(NAME)
    return casework.address_of(walk)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_by_keyboard_alone_a_case_is_begun_written_kept_and_closed(member: Person, script: bool):
    worker, supervisor = member("dana", size="desktop", script=script), member("aigul", size="desktop", script=script)
    case = _begin(worker)
    _press(worker, f"main a[href^='{case}/incident/']")
    place = casework.address_of(worker)
    _type(worker, "words", HAPPENED)
    _say(worker, "q_physical_assault", "yes")
    _press(worker, "main button[name=keep]")
    assert worker.sees("Begun and not saved")
    _press(worker, f"main a[href='{place}']")
    assert worker.holds(HAPPENED), "kept, and there again"
    _press(worker, "main button[name=save]")
    assert worker.sees("Physical assault")
    assert not worker.sees("Begun and not saved")
    _press(worker, f"main a[href='{case}/closure']")
    _press(worker, "main button[name=save]")
    assert worker.status == 422
    _press(worker, ".faults a")  # the fault at the top leads to its field
    assert worker.focused() == "id_reason"
    worker.page.keyboard.type("What she wanted")
    _press(worker, "main button[name=save]")
    assert worker.sees("waits for approval to close")
    supervisor.open("approvals")
    _press(supervisor, f"main a[href='{case}']")
    _press(supervisor, "main button[name=to][value=close]")
    assert supervisor.sees("Closing approved")
