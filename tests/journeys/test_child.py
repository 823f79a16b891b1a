"""Somebody under 18 writes: what must be passed on is said before the story, and the page is short."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-plain")]

WORDS = "At night the stairs creak and I count giraffes."


def _top(walk: Walk, what: str) -> float:
    box = walk.page.locator(what).first.bounding_box()
    assert box
    return box["y"]


def _controls(walk: Walk) -> int:
    return walk.page.locator("main form :is(input:not([type=hidden]), select, textarea)").count()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_what_must_be_passed_on_is_said_before_anything_is_asked(person: Person, language: str, script: bool):
    child = person(language=language, script=script)
    child.open("tell")
    child.follow("/tell/child")
    assert child.page.locator("main .note p").count() >= 3
    assert _top(child, "main .note:visible") < _top(child, "main form") < _top(child, "[name=words]")
    steps.reader(child, "C" if language == "kk" else "A").check()
    passed_on = child.page.locator("dl.pairs:visible div:last-child dd").first
    expect(passed_on).not_to_be_empty()
    child.photograph("tell")


def test_the_page_of_a_child_is_short(person: Person):
    child, woman = person(), person()
    child.open("tell/child")
    woman.open("tell/survivor")
    assert _controls(child) <= _controls(woman) * 2 / 3
    asked = set(child.page.locator("main [name]").evaluate_all("all => all.map(one => one.name)"))
    expected = {"token", "work", "reader", "strike", "ways", "where", "never", "words", "answer_is_safe", "answer_age"}
    assert asked == {*expected, "consent_contact", "consent_other_centre"}, "nobody else is asked about, or for"


def test_a_child_tells_and_the_worker_sees_who_speaks(person: Person, member: Person):
    worker = member("aigul", size="desktop")
    before = steps.waiting(worker)
    child = person(language="kk")
    child.open("tell/child")
    steps.reader(child, "A").check()
    child.write("words", WORDS)
    child.reveal(child.field("answer_age")).select_option("under-14")
    receipt = steps.send(child)

    worker.open("inbox")
    (address,) = steps.waiting(worker) - before
    expect(worker.page.locator(f".rows a[href='{address}']")).to_contain_text("A child")
    steps.accept(worker, address)
    assert worker.sees(WORDS)
    assert worker.sees("Under 14")
    worker.photograph("thread")

    back = person(language="kk")
    steps.come_back(back, receipt)
    assert back.is_at("talk")
    assert back.sees(WORDS)
