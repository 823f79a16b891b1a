"""Without a mouse and without a script: what a screen reader is told, and where the keyboard goes."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.journeys import steps
from tests.journeys.conftest import Person
from tests.journeys.looking import Looking, look_everywhere
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-plain")]

NAMELESS = """all => all.filter(one => one.type !== 'hidden').map(one => {
    const named = (one.getAttribute('aria-labelledby') || '').split(' ').filter(Boolean)
    const texts = [...(one.labels || [])].map(label => label.innerText || label.textContent)
    texts.push(one.getAttribute('aria-label') || '', ...named.map(id => document.getElementById(id).textContent))
    return texts.join('').trim() ? '' : one.outerHTML.slice(0, 90)
}).filter(Boolean)"""
UNDESCRIBED = """all => all.flatMap(one => one.getAttribute('aria-describedby').split(' ')
    .filter(id => id && !document.getElementById(id)).map(id => one.outerHTML.slice(0, 90) + ' -> ' + id))"""
REACHABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary"


def _structure(page: Page) -> list[str]:
    wrong = page.locator("input, select, textarea").evaluate_all(NAMELESS)
    wrong += page.locator("[aria-describedby]").evaluate_all(UNDESCRIBED)
    for role in ("main", "contentinfo", "banner"):
        if page.get_by_role(role).count() != 1:  # type: ignore[arg-type]
            wrong.append(f"{page.get_by_role(role).count()} of {role}")  # type: ignore[arg-type]
    if page.locator("h1").count() != 1:
        wrong.append("not one first heading")
    levels = page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(one => +one.tagName[1])")
    if any(later - earlier > 1 for earlier, later in pairwise(levels)):
        wrong.append(f"headings skip a level: {levels}")
    wrong += page.locator("button, a").evaluate_all(
        "all => all.filter(one => !(one.innerText || one.textContent).trim()).map(one => one.outerHTML)"
    )
    doubled = "all => all.map(one => one.id).filter((id, at, ids) => ids.indexOf(id) !== at)"
    return wrong + [f"id twice: {one}" for one in page.locator("[id]").evaluate_all(doubled)]


def test_without_a_script_everything_has_its_role_name_and_help(person: Person, member: Person):
    look = Looking(_structure)
    look_everywhere(person, member, look, script=False, size="desktop")
    assert look.wrong == {}


@pytest.mark.parametrize("path", ["", "tell/survivor", "come-back", "help"])
def test_the_keyboard_goes_in_the_order_of_the_page(person: Person, path: str):
    her = person(script=False, size="desktop")
    her.open(path)
    visible = "all => all.filter(one => one.checkVisibility() && !(one.name === 'reader' && one.closest('details')))"
    expected = her.page.locator(REACHABLE).evaluate_all(
        f"all => ({visible})(all).map(one => one.outerHTML.slice(0, 120))"
    )
    reached = []
    for _ in range(len(expected)):
        her.page.keyboard.press("Tab")
        reached.append(her.page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
        shown = her.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown != "none" or her.focused() == "main", reached[-1]
    assert reached == expected


def _tab_to(walk: Walk, wanted: str) -> None:
    for _ in range(120):
        if walk.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        walk.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {wanted}")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_she_tells_by_keyboard_alone(person: Person, member: Person, script: bool):
    worker = member("aigul", size="desktop")
    before = steps.waiting(worker)
    her = person(script=script, size="desktop")
    keys = her.page.keyboard
    her.open("")
    _tab_to(her, "main a[href$='/tell']")
    with her.turning():
        keys.press("Enter")
    _tab_to(her, "main a[href$='/tell/survivor']")
    with her.turning():
        keys.press("Enter")
    _tab_to(her, "details:has([value='region:KZ-75']) > summary")
    keys.press("Enter")
    _tab_to(her, "[name=reader]")
    keys.press("Space")
    while not steps.reader(her, "A").is_checked():
        keys.press("ArrowDown")
    _tab_to(her, "[name=ways][value=text]")
    keys.press("Space")
    for name, text in (("where", "copperphone"), ("never", "never whistle"), ("word", "Thimble")):
        _tab_to(her, f"[name={name}]")
        keys.type(text)
    _tab_to(her, "[name=consent_contact]")
    keys.press("Space")
    _tab_to(her, "[name=words]")
    keys.type("He oiled the hinges so that nobody hears.")
    _tab_to(her, "main form > button")
    with her.turning():
        keys.press("Enter")
    steps.receipt_shown(her)
    _tab_to(her, "main form button")
    with her.turning():
        keys.press("Enter")
    assert her.is_at("talk")
    (address,) = steps.waiting(worker) - before
    steps.accept(worker, address)
    assert all(worker.sees(text) for text in ("copperphone", "never whistle", "He oiled the hinges"))
