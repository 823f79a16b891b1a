"""What stays unread: the supervisor sees it, she who wrote sees it, and another centre may read it if she said so."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from qorgan.web.shell import clock
from tests.journeys import steps
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-plain")]

WORDS = "The doorbell is wrapped in flannel."
OVERDUE = ".mark.alarm:has-text('◷')"


def _days_pass(walk: Walk, address: str, days: int = 10) -> None:
    day = (clock.today() - timedelta(days=days)).isoformat()
    row = steps.row_of(address)
    steps.change(walk.doors, "UPDATE hear_disclosure SET received_day = ? WHERE thread_id = ?", day, row)


def _row(walk: Walk, address: str):
    return walk.page.locator("main li", has=walk.page.locator(f"a[href='{address}']"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_supervisor_sees_what_waits_too_long_until_somebody_reads_it(person: Person, member: Person, script: bool):
    supervisor = member("aigul", script=script, size="desktop")
    before = steps.waiting(supervisor)
    her = person(script=script)
    receipt = steps.tell(her, WORDS)
    (address,) = steps.waiting(supervisor) - before
    expect(_row(supervisor, address).locator(OVERDUE)).to_have_count(0)
    supervisor.open("lead")
    expect(_row(supervisor, address)).to_have_count(0)

    _days_pass(supervisor, address)
    supervisor.open("lead")
    expect(_row(supervisor, address).locator(OVERDUE)).to_be_visible()
    supervisor.photograph("lead")
    supervisor.open("inbox")
    expect(_row(supervisor, address).locator(OVERDUE)).to_be_visible()

    back = person(script=script)
    steps.come_back(back, receipt)
    assert back.sees("No worker has opened it yet"), "she is not left to guess"

    steps.accept(supervisor, address)
    supervisor.open("lead")
    expect(_row(supervisor, address)).to_have_count(0)
    back.open("talk")
    assert not back.sees("No worker has opened it yet")


@pytest.mark.parametrize("allowed", [True, False], ids=["allowed", "not-allowed"])
def test_another_centre_is_offered_it_only_if_she_said_so(person: Person, member: Person, allowed: bool):
    hers, other = member("saule", size="desktop"), member("aigul", size="desktop")
    before, before_other = steps.waiting(hers), steps.waiting(other)
    her = person(language="kk", script=False)
    her.open("tell/survivor")
    steps.reader(her, "B").check()
    if allowed:
        her.tick("consent_other_centre")
    her.write("words", WORDS)
    steps.send(her)
    (address,) = steps.waiting(hers) - before
    assert steps.waiting(other) == before_other, "not before its day has come"
    assert other.open_address(address) == 404

    _days_pass(hers, address)
    if allowed:
        offers = "UPDATE hear_offer SET from_day = ? WHERE disclosure_id = ? AND from_day > ?"
        today = clock.today().isoformat()
        steps.change(hers.doors, offers, today, steps.row_of(address), today)
        assert steps.waiting(other) == {*before_other, address}
        steps.accept(other, address)
        assert other.sees(WORDS)
        assert hers.open_address(address) == 404
    else:
        assert steps.waiting(other) == before_other
        assert other.open_address(address) == 404
