"""Every page of both doors, one after another, each looked at in one way."""

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from qorgan.kernel.guide import installed_guide
from tests.journeys import steps
from tests.journeys.conftest import Person
from tests.journeys.walking import SIZES, Walk

PUBLIC = ["", "help", "tell", "tell/survivor", "tell/friend", "tell/professional", "tell/child", "come-back"]
PUBLIC += ["safety", "about", "numbers", "nowhere"]
GUIDE = ["guide", *(f"guide/{page.slug}" for page in installed_guide("kz").pages["en"])]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Contrast of 7:1 is our own rule, above what AA asks.
RULES = {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}
WORDS = "Each evening the porch light is unscrewed. " * 3
ANSWER = "There is time. Nothing has to be decided now."


def violations(page: Page) -> list[str]:
    return _found(page, {"runOnly": LEVELS, "rules": RULES, "resultTypes": ["violations"]})


def faint(page: Page) -> list[str]:
    return _found(page, {"runOnly": ["color-contrast", "color-contrast-enhanced"], "resultTypes": ["violations"]})


def _found(page: Page, options: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['html'][:120]} {node['failureSummary']}" for one in found for node in one["nodes"]]


def is_wide(page: Page) -> bool:
    return bool(page.evaluate("document.scrollingElement.scrollWidth > innerWidth"))


def in_every_way(page: Page) -> list[str]:
    """Look at a page as it stands, then in the dark, then on a small phone; it stands as before after that."""
    found, size = violations(page), page.viewport_size
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in faint(page)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SIZES["narrow"]["viewport"])
    found += ["wide"] if is_wide(page) else []
    if size is not None:
        page.set_viewport_size(size)
    return found


class Looking:
    """Goes through pages and notes what is wrong on each."""

    def __init__(self, look: Callable[[Page], Any]) -> None:
        self.look = look
        self.wrong: dict[str, Any] = {}

    def __call__(self, walk: Walk, place: str) -> None:
        if found := self.look(walk.page):
            self.wrong[f"{walk.door} {walk.language} {place}"] = found


def _look_at_public(her: Walk, look: Looking) -> None:
    for path in (*PUBLIC, *GUIDE):
        her.open(path)
        look(her, path)
    her.open("tell/survivor")
    her.tick("ways", "call")
    her.press("main > form > button")
    look(her, "tell with errors")
    her.open_all()
    look(her, "tell all open")


def _look_at_hers(her: Walk, look: Looking) -> str:
    her.open("tell/survivor")
    steps.reader(her, "A").check()
    her.write("word", "Teacosy")
    her.write("words", WORDS)
    her.press("main > form > button")
    look(her, "code")
    receipt = steps.receipt_shown(her)
    her.press()
    for path in ("talk", "talk/wishes", "talk/word", "talk/write", "talk/delete"):
        her.open(path)
        look(her, path)
    her.open("talk")
    her.press("main form[action$='/talk/files'] button")
    look(her, "file refused")
    her.open("talk/write")
    her.press()
    look(her, "write with an error")
    return receipt


def _look_at_answered(her: Walk, look: Looking, receipt: str) -> None:
    steps.come_back(her, receipt[:-1])
    look(her, "code with an error")
    her.give_code(receipt)
    look(her, "talk with an answer")
    her.follow("/talk/wishes")
    her.write("word", "no")
    her.press()
    look(her, "word with an error")
    her.write("word", "teacosy")
    her.press()
    her.follow("/talk/wishes")
    her.press()
    look(her, "wishes kept")
    her.open("talk/delete")
    her.press("main form button.danger")
    look(her, "deleted")


def _look_at_staff(worker: Walk, look: Looking, address: str) -> None:
    for box in ("offered", "open", "deleted"):
        worker.open(f"inbox/{box}")
        look(worker, box)
    worker.open_address(address)
    look(worker, "offered one")
    worker.press(f"main form[action='{address}/open'] button")
    look(worker, "thread")
    worker.open_all()
    look(worker, "thread all open")
    worker.press("main form[action$='/reply'] button")
    look(worker, "thread with an error")
    steps.answer(worker, ANSWER)
    for path in ("phrases", "lead", "lead/centre", "members", "guide", "account", "account/pass-phrase", "nowhere"):
        worker.open(path)
        look(worker, path)
    worker.open("members")
    worker.follow_first("/members/")
    look(worker, "member")


def look_everywhere(person: Person, member: Person, look: Looking, **how: Any) -> None:
    worker = member("aigul", **{**how, "size": "narrow" if how["size"] == "narrow" else "desktop"})
    before = steps.waiting(worker)
    her = person(**how)
    _look_at_public(her, look)
    receipt = _look_at_hers(her, look)
    (address,) = steps.waiting(worker) - before
    _look_at_staff(worker, look, address)
    _look_at_answered(her, look, receipt)
    worker.open_address(address)
    look(worker, "deleted by her")
    nobody = person(door="staff", **how)
    for path in ("sign-in", "join"):
        nobody.open(path)
        nobody.press()
        look(nobody, f"{path} with errors")
