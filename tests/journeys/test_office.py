"""A supervisor lets the incident of last month leave, and the statistics office makes tables of what left before."""

import csv
import io

import pytest

from tests.journeys.conftest import Person
from tests.journeys.looking import is_wide, violations
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-script")]

RELEASE = "main form button"


def _look(walk: Walk, step: str) -> None:
    walk.photograph(step)
    if walk.size == "desktop":
        assert violations(walk.page) == []
    assert not is_wide(walk.page)


def _let_leave(supervisor: Walk) -> None:
    supervisor.open("indicators")
    supervisor.follow("/incidents")
    assert supervisor.sees("Let these leave: 1")
    assert supervisor.sees("No. 1 (invented)")
    assert not supervisor.holds("What she said. (invented)")
    _look(supervisor, "release")
    supervisor.press(RELEASE)
    assert supervisor.sees("Done for this month")
    assert not supervisor.holds("Let these leave")
    _look(supervisor, "released")


def _make_tables(office: Walk) -> str:
    office.open("office")
    assert office.sees("25")
    _look(office, "office")
    office.press("main form button")
    assert office.status == 422
    assert office.sees("Choose for which months.")
    assert office.page.get_by_text("Please look at this once more").count() == 1
    _look(office, "office-with-an-error")
    office.page.locator("main input[name=last]").first.check()
    office.press("main form button")
    assert office.sees("Type of incident by region")
    assert office.sees("not how much violence there is")
    _look(office, "tables")
    office.page.emulate_media(media="print")
    assert not office.sees("As a table (CSV)")
    assert office.sees("Type of incident by region")
    office.page.emulate_media(media="screen")
    return office.page.url.removeprefix(office.origin)


def test_a_month_is_released_and_counted_and_no_small_count_leaves_the_office(member: Person):
    supervisor = member("saule", size="desktop")
    _let_leave(supervisor)
    office = member("office-1", size="desktop")
    address = _make_tables(office)
    told = list(csv.DictReader(io.StringIO(office.ask(address.replace("tables?", "tables.csv?")).text)))
    assert told[0]["count"] == "24"
    assert [one for one in told if one["count"] and 0 < int(one["count"]) < 5] == []
    assert any(one["is_withheld"] == "True" for one in told)
    office.open("office")
    assert office.sees("Tables that were made")
    assert not office.sees("Make these tables")
    office.open("office/keys")
    _look(office, "keys")
    assert supervisor.ask(address).status == 404


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("size", ["desktop", "narrow"])
def test_the_pages_of_the_office_fit_in_every_language(member: Person, language: str, size: str):
    office = member("office-2", language=language, size=size)
    for place, step in (("office", "office"), ("office/keys", "keys")):
        office.open(place)
        _look(office, step)
    made = office.page.locator("main a[href*='office/tables?first=']")
    office.open("office")
    if made.count():
        office.follow_first("office/tables?first=")
        _look(office, "tables")
    supervisor = member("saule", language=language, size=size)
    supervisor.open("incidents")
    _look(supervisor, "release")
