"""A participant and his partner, who is not safe: two who work with them, and neither sees what is the other's."""

import pytest

from tests.journeys import casework
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-script")]

SAVE = "main form[method=post] button[name=save]"
HE, SHE = "Rowanfield", "Lindenmoor"
HIS, HERS = "He talked of the fishing trips.", "He counts the kilometres on her bicycle."
WHERE, DONE = "the pharmacy opposite", "She sleeps at her cousin’s tonight."
NOT_SAFE = "She is not safe: act now"


def _new(walk: Walk, place: str, **said: str | list[str]) -> str:
    walk.open(f"{place}/new")
    casework.look(walk)
    casework.fill(walk, **said)
    walk.press(SAVE)
    return casework.address_of(walk)


def _his(facilitator: Walk) -> str:
    file = _new(facilitator, "programme", called=HE, basis="own-will", first_day=casework.day(-20), n_sessions="8")
    casework.save(facilitator, file, "session", number="1", day=casework.day(-10), attendance="came", words=HIS)
    casework.look(facilitator)
    return file


def _hers(partner_worker: Walk, his_file: str) -> str:
    told = {"called": SHE, "is_adult": "yes", "ways": "in-person", "where": WHERE, "his_file": his_file}
    partner_worker.open("partner-safety/new")
    casework.fill(partner_worker, **told)
    partner_worker.press(SAVE)
    assert partner_worker.status == 422, "without her yes she is not reached"
    assert partner_worker.holds(WHERE)
    casework.fill(partner_worker, giver="herself")
    partner_worker.press(SAVE)
    assert partner_worker.sees(WHERE)
    return casework.address_of(partner_worker)


def _stands_above_everything(partner_worker: Walk, file: str) -> None:
    partner_worker.open_address(file)
    warning = partner_worker.page.locator(".mark.alarm", has_text=NOT_SAFE)
    below = partner_worker.page.locator(".file > *").all()
    above = (warning.bounding_box() or {})["y"]
    assert all(above < (one.bounding_box() or {"y": 0})["y"] for one in below)
    casework.look(partner_worker)
    partner_worker.open("partner-safety")
    warned = partner_worker.page.locator(".rows li").all_inner_texts()
    place = next(at for at, text in enumerate(warned) if SHE in text)
    assert all("look at it now" in text for text in warned[: place + 1]), "before everybody who is safe"


def test_the_warning_stands_until_something_is_done_and_nobody_else_sees_it(member: Person):
    facilitator, partner_worker = member("marat", size="desktop"), member("gulnar", size="desktop")
    supervisor = member("aigul", size="desktop")
    his = _his(facilitator)
    number = facilitator.page.locator("h1 .ref").inner_text()
    hers = _hers(partner_worker, number)
    before = _what_he_shows(facilitator, his)
    report = {"day": casework.day(0), "report": "less-safe", "in_danger": "yes", "words": HERS}
    casework.save(partner_worker, hers, "report", **report)
    _stands_above_everything(partner_worker, hers)
    assert not partner_worker.holds(HIS)

    assert _what_he_shows(facilitator, his) == before, "not even that there is something"
    for walk, address in ((facilitator, hers), (supervisor, hers), (partner_worker, his), (supervisor, his)):
        assert walk.open_address(address) == 404
        assert not walk.holds(SHE)
        assert not walk.holds(HE)

    casework.save(partner_worker, hers, "action", day=casework.day(0), words=DONE)
    assert not partner_worker.sees(NOT_SAFE)
    assert _what_he_shows(facilitator, his) == before


def _what_he_shows(facilitator: Walk, file: str) -> list[str]:
    """Return all that whoever works with him can read: his file, its forms, the lists."""
    shown = []
    for address in (file, f"{file}/intake", f"{file}/intake/paper", "/en/programme", "/en/programme/groups"):
        facilitator.open_address(address)
        shown.append(facilitator.page.locator("main").inner_text())
    return shown
