"""An exception that two people allow, and a letter by it that is seen whole, kept and printed."""

from datetime import timedelta

import pytest

from tests import servers
from tests.journeys import casework
from tests.journeys.casework import SAVE
from tests.journeys.conftest import Person
from tests.journeys.looking import is_wide, violations
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-script")]

POLICE = "Maplewood police station"
REASON = "He waits at the corner with a knife."
HAPPENED = "He came to the door twice with a knife."


def _look(walk: Walk) -> None:
    if walk.size == "desktop":
        assert violations(walk.page) == []
    assert not is_wide(walk.page)


def _ask(worker: Walk, case: str) -> None:
    worker.open_address(case)
    worker.follow_first(f"{case}/exception")
    worker.field("kind").select_option("danger-to-life")
    worker.write("reason", REASON)
    worker.write("recipient", POLICE)
    for one in ("that-she-is-here", "what-happened", "risk"):
        worker.tick("content", one)
    worker.press(SAVE)
    assert worker.status == 422, "an exception ends"
    _look(worker)
    worker.write("last_day", (servers.today() + timedelta(days=3)).isoformat())
    worker.field("telling").select_option("told")
    worker.press(SAVE)
    assert worker.sees("an exception waits for a supervisor")
    _look(worker)


def _approve(supervisor: Walk, case: str) -> None:
    supervisor.open_address(case)
    supervisor.follow("/answer")
    assert supervisor.sees(REASON)
    _look(supervisor)
    supervisor.press("main button[name=said][value=approved]")
    assert supervisor.sees("an exception to her consent holds")


def _write(worker: Walk, case: str) -> None:
    worker.open_address(f"{case}/letter")
    _look(worker)
    worker.field("kind").select_option("police")
    worker.field("recipient").select_option(POLICE)
    worker.field("language").select_option("ru")
    worker.press("main button[name=next]")
    worker.write("happened", HAPPENED)
    worker.write("need", "a patrol tonight")
    worker.write("risk", "high")
    _look(worker)
    worker.press("main button[name=look]")
    assert worker.sees(HAPPENED)
    _look(worker)
    worker.press("main button[name=keep]")
    assert worker.sees("Not yet reviewed by a native speaker")
    assert worker.sees(HAPPENED)
    _look(worker)
    worker.page.emulate_media(media="print")
    assert worker.sees(HAPPENED)
    assert not worker.sees("Not yet reviewed by a native speaker")
    worker.page.emulate_media(media="screen")


@pytest.mark.parametrize("how", [{"size": "desktop"}, {"size": "narrow", "script": False}], ids=["script", "no-script"])
def test_two_people_allow_it_and_the_letter_is_gone_when_it_is_taken_back(member: Person, how: dict[str, object]):
    worker = member("dana", **how)
    case = casework.begin(worker, "Walnutgrove")
    _ask(worker, case)
    supervisor = member("aigul", size="desktop")
    _approve(supervisor, case)
    _write(worker, case)
    letter = worker.page.url.removeprefix(worker.origin)
    supervisor.open_address(case)
    supervisor.follow("/answer")
    supervisor.press("main button[name=said][value=withdrawn]")
    worker.open_address(letter)
    assert not worker.holds(HAPPENED)
    assert worker.sees("It is not printed today")
    worker.open_address(f"{case}/words")
    _look(worker)
