"""Steps that several journeys share."""

import sqlite3
from contextlib import closing
from uuid import UUID

from playwright.sync_api import Locator

from tests.journeys.walking import Walk
from tests.servers import Doors

CENTRE = {"en": "centre {} (", "ru": "центр {} (", "kk": "орталығы {} ("}


def reader(walk: Walk, letter: str) -> Locator:
    """Return the choice of a centre of the demonstration, its region opened."""
    centre = CENTRE[walk.language].format(letter)
    label = walk.page.locator("label[for^='reader-']", has_text=centre)
    return walk.reveal(walk.page.locator(f"[id='{label.get_attribute('for')}']"))


def choose_any(walk: Walk, region: str = "KZ-75", *, but: str = "") -> None:
    """Choose any centre of a region, with some struck out."""
    walk.tick("reader", f"region:{region}")
    for letter in but:
        centre = CENTRE[walk.language].format(letter)
        walk.page.locator("label[for^='strike-']", has_text=centre).click()


def tell(walk: Walk, words: str, *, speaker: str = "survivor", centre: str = "A") -> str:
    """Tell one centre with nothing but words, keep the code, and return it."""
    walk.open(f"tell/{speaker}")
    reader(walk, centre).check()
    walk.write("words", words)
    return send(walk)


def send(walk: Walk) -> str:
    """Send the form, read the code, say that it is kept."""
    walk.press("main > form > button")
    receipt = receipt_shown(walk)
    walk.press()
    assert walk.is_at("talk")
    return receipt


def receipt_shown(walk: Walk) -> str:
    """Return the code that she is shown."""
    assert walk.is_at("code"), walk.page.url
    receipt = " ".join(walk.page.locator(".code span").all_inner_texts())
    walk.traces.written.add(receipt)
    assert len(receipt) == 29
    return receipt


def come_back(walk: Walk, receipt: str) -> int:
    """Give her code at the door."""
    walk.open("come-back")
    return walk.give_code(receipt)


def waiting(walk: Walk, box: str = "offered") -> set[str]:
    """Return the addresses of the rows in a box."""
    walk.open(f"inbox/{box}")
    links = walk.page.locator(".rows a")
    return {str(one.get_attribute("href")) for one in links.all()}


def accept(walk: Walk, address: str) -> None:
    """Open a row that waits, and accept it."""
    walk.open_address(address)
    walk.press(f"main form[action='{address}/open'] button")


def answer(walk: Walk, words: str) -> None:
    """Answer her."""
    walk.write("words", words)
    walk.press("main form[action$='/reply'] button")


def change(doors: Doors, query: str, *values: object) -> None:
    """Change a row of the running doors' database, as only time would."""
    with closing(sqlite3.connect(doors.data / "qorgan.sqlite3", timeout=30)) as database, database:
        assert database.execute(query, values).rowcount == 1


def row_of(address: str) -> str:
    """Return the database's id of the conversation at an address of the staff door."""
    return UUID(address.rpartition("/")[2]).hex
