"""What leaves the printer, as Chromium prints it: whole, on A4, without navigation, and without a secret word."""

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from tests.journeys import casework
from tests.journeys.conftest import Person
from tests.journeys.walking import OUTPUT, Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-script")]

A4 = (595, 842)  # points
EDGE = 36  # points at each side that stay white: printers cannot reach them all
WORD, CODE, CLINIC = "Pumpernickel", "Rhubarbpie", "Maplewood clinic"
HAPPENED = "He shut the window on her hand and laughed."
LONG = " ".join(f"Sentence {n} about the evening is written out in full." for n in range(1, 120))
PLAN = {
    "now": "leaving",
    "part_leaving": "Through the yard, past the garages.",
    "part_after_leaving": "The flat of her aunt.",
    "part_documents": "Copies lie with the aunt.",
    "part_code_word": "The aunt calls a taxi when she hears it.",
    "code_word": CODE,
    "not_needed": ["children", "money", "phone-and-accounts", "work"],
    "paper_is_safe": "yes",
}
NAVIGATION = ("Inbox", "Sign out", "My account", "Print it with the browser", "You are signed out")


@dataclass
class Printed:
    """A page of the staff door as the printer gets it."""

    pages: list[str]
    shown: str
    sizes: list[tuple[int, int]]
    inked: list[tuple[float, float, float, float]]  # of each page: where its ink begins and ends, in points


def print_it(walk: Walk, name: str) -> Printed:
    """Print the page to PDF, keep a picture of each sheet, and return what is on it."""
    walk.page.emulate_media(media="print")
    shown = walk.page.locator("main").inner_text()
    walk.page.emulate_media(media="null")  # with "screen" it would be printed as it looks
    document = pypdfium2.PdfDocument(io.BytesIO(walk.page.pdf(prefer_css_page_size=True)))
    printed = Printed([], shown, [], [])
    for number, page in enumerate(document, start=1):
        printed.pages.append(page.get_textpage().get_text_range())
        width, height = page.get_size()
        printed.sizes.append((round(width), round(height)))
        printed.inked.append(_picture(page, OUTPUT / "paper" / f"{name}-{walk.language}-{number}.png"))
    return printed


def _picture(page: pypdfium2.PdfPage, path: Path) -> tuple[float, float, float, float]:
    picture = page.render(scale=1.5).to_pil().convert("L")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path)
    box = picture.point(lambda light: 255 if light < 200 else 0).getbbox()
    left, top, right, bottom = box or (0, 0, 0, 0)
    return left / 1.5, top / 1.5, right / 1.5, bottom / 1.5


def check(printed: Printed, *, at_most: int) -> None:
    """Check what holds for every paper."""
    assert 1 <= len(printed.pages) <= at_most
    assert all(abs(width - A4[0]) < 2 and abs(height - A4[1]) < 2 for width, height in printed.sizes)
    assert all(page.strip() for page in printed.pages), "an empty sheet"
    text = _plain(" ".join(printed.pages))
    missing = [word for word in printed.shown.split() if _plain(word) not in text]
    assert missing == [], "cut, or left out"
    for left, top, right, bottom in printed.inked:
        assert EDGE < left < right < A4[0] - EDGE, "over the edge"
        assert EDGE < top < bottom < A4[1] - EDGE, "over the edge"
    # Only the last sheet may have much room left: a gap before means that something was pushed away whole.
    assert all(bottom > A4[1] / 2 for _left, _top, _right, bottom in printed.inked[:-1]), "half a sheet is empty"
    assert [one for one in (*NAVIGATION, WORD, CODE) if _plain(one) in text] == []


def _plain(text: str) -> str:
    """Return the letters and digits alone: where a line is broken is no matter."""
    return re.sub(r"[\W_]+", "", text)


@pytest.fixture(scope="module")
def papers() -> dict[str, str]:
    """Return the addresses of what was written, filled by the first test that needs it."""
    return {}


@pytest.fixture
def worker(member: Person, papers: dict[str, str]) -> Walk:
    """Return a worker whose case has something on every paper."""
    walk = member("dana", size="desktop")
    if not papers:
        case = casework.begin(walk, "Elderberry", safe_word=WORD, ways="call", where="the bakery", hours="mornings")
        casework.agree(walk, case, "contact")
        casework.agree(walk, case, "letter", recipient=CLINIC)
        answers = {"q_penetration": "no", "q_sexual_contact": "no", "q_physical_assault": "yes"}
        papers["incident"] = casework.save(walk, case, "incident", words=f"{HAPPENED} {LONG}", **answers) + "/paper"
        casework.save(walk, case, "safety-plan", **PLAN)
        casework.save(walk, case, "order", kind="protection", first_day=casework.day(-9), last_day=casework.day(6))
        papers |= {"plan": f"{case}/safety-plan/paper", "opening": f"{case}/opening/paper", "case": case}
        papers["letter"] = _letter(walk, case)
    return walk


def _letter(walk: Walk, case: str) -> str:
    walk.open_address(f"{case}/letter")
    casework.fill(walk, kind="health", recipient=CLINIC, language="ru")
    walk.press("main button[name=next]")
    casework.fill(walk, happened=HAPPENED, need="a picture of the hand")
    walk.press("main button[name=look]")
    walk.press("main button[name=keep]")
    return casework.address_of(walk)


@pytest.mark.parametrize(
    ("name", "at_most"), [("incident", 4), ("plan", 1), ("opening", 1), ("letter", 1), ("case", 4)]
)
def test_a_paper_of_a_case_is_whole_and_says_no_secret_word(
    worker: Walk, papers: dict[str, str], name: str, at_most: int
):
    worker.open_address(papers[name])
    printed = print_it(worker, name)
    check(printed, at_most=at_most)
    assert "supervisor" not in printed.pages[0] or name != "plan", "a paper that is hers says nothing of the centre"
    told = {"incident": HAPPENED, "letter": HAPPENED, "plan": PLAN["part_leaving"], "opening": "the bakery"}
    assert _plain(str(told.get(name, ""))) in _plain(" ".join(printed.pages))


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_report_of_a_month_is_on_one_sheet(member: Person, language: str):
    supervisor = member("aigul", size="desktop", language=language)
    supervisor.open("indicators")
    button = supervisor.page.locator("main form[action$='/report'] button, main form[action*='/report?'] button")
    if button.count():
        supervisor.press(button)
    else:
        supervisor.press(supervisor.page.locator("main a[href*='/report?']").first)
    printed = print_it(supervisor, "report")
    check(printed, at_most=1)


@pytest.mark.parametrize("form", ["opening", "incident", "risk", "safety-plan", "exception"])
def test_an_empty_sheet_is_whole(member: Person, form: str):
    worker = member("dana", size="desktop", language="ru")
    worker.open(f"paper/{form}")
    check(print_it(worker, f"blank-{form}"), at_most=6)
