"""Two analysts keep the ledger, a rule stops one, a journalist reads and takes away, and what has expired is gone everywhere."""

import csv
import io
import json
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests import servers
from tests.journeys import steps
from tests.journeys.conftest import Person
from tests.journeys.walking import Walk

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-plain")]

CHOSEN = {"language": "en", "state": "fact", "place": "KZ", "confidence": "C"}
MADE_UP = {
    "wording": "17 %",
    "event": "physical or sexual",
    "population": "ever_partnered_women_18_75",
    "period": "lifetime",
    "owner": "Quince bureau",
    "source": "https://example.org/quince",
    "source_date": "2026-10",
    "retrieved": "2026-11-01",
}
ANSWER = "The quince bureau asked about twelve months alone."


def _says(words: str) -> dict[str, str]:
    return {"says": f"{words} (made up)", "says_ru": f"{words} (выдумано)", "says_kk": f"{words} (ойдан шығарылған)"}


def _propose(analyst: Walk, name: str, **fields: str) -> str:
    """Propose something by its form and return its address."""
    analyst.open("ledger/new")
    for field, value in CHOSEN.items():
        analyst.field(field).select_option(value)
    for field, value in {"id": name, **MADE_UP, **fields}.items():
        analyst.field(field).fill(value)
    analyst.press("main form:has([name=says]) button")
    assert re.fullmatch(r"/en/ledger/\d+", urlsplit(analyst.page.url).path), analyst.page.locator("main").inner_text()
    return urlsplit(analyst.page.url).path


def _check(analyst: Walk, address: str) -> None:
    """Check as a second person."""
    analyst.open_address(address)
    analyst.tick("compared")
    analyst.press(f"form[action='{address}/check'] button")


def _publish(analyst: Walk, address: str) -> None:
    analyst.open_address(address)
    analyst.press(f"form[action='{address}/publish'] button")


def _listed(reader: Walk, words: str) -> bool:
    """Say whether any page of the public list shows some words, turning the pages as a reader does."""
    reader.open("numbers")
    while not reader.sees(words):
        further = reader.page.locator("main nav a[href^='?page=']").last
        if not further.count() or "before" in further.inner_text():
            return False
        reader.press(further)
    return True


@pytest.fixture
def analysts(member: Person) -> tuple[Walk, Walk]:
    return member("analyst-1", size="desktop"), member("analyst-2", size="desktop")


def test_a_rule_stops_a_publication_until_a_second_person_answers_in_writing(analysts, person: Person):
    first, second = analysts
    address = _propose(first, "quince-yearly", period="yearly", **_says("Quince violence each year"))
    assert first.sees("A second person opens the source")
    assert first.page.locator(f"form[action='{address}/check']").count() == 0
    _check(second, address)

    first.open_address(address)
    assert first.sees("A rule forbids this publication")
    assert first.page.locator(f"form[action='{address}/publish']").count() == 0
    assert first.page.locator(f"form[action='{address}/answer']").count() == 0
    first.photograph("held-up")
    reader = person(script=False)
    assert not _listed(reader, "Quince violence each year")

    second.open_address(address)
    n_open = second.page.locator(f"form[action='{address}/answer']").count()
    assert n_open >= 1
    for _ in range(n_open):
        form = second.page.locator(f"form[action='{address}/answer']").first
        second.reveal(form.locator("[name=words]")).fill(ANSWER)
        second.press(form.locator("button"))
    assert second.page.locator(f"form[action='{address}/answer']").count() == 0
    _publish(first, address)
    assert first.page.locator(".marks .mark").first.inner_text() == "published"

    assert _listed(reader, "Quince violence each year")
    reader.press(reader.page.locator("main a", has_text="Quince violence each year"))
    assert reader.sees(ANSWER)
    reader.photograph("answered")


def test_a_journalist_reads_quotes_and_downloads_until_it_expires_and_is_gone_everywhere(analysts, person: Person):
    first, second = analysts
    address = _propose(first, "quince-orders", event="quince", unit="orders", wording="4,321", population="", **_says("Quince orders"))  # fmt: skip
    _check(second, address)
    _publish(second, address)
    number = address.rpartition("/")[2]

    journalist = person(script=False)
    assert _listed(journalist, "Quince orders")
    journalist.press(journalist.page.locator("main a", has_text="Quince orders"))
    assert journalist.is_at(f"numbers/{number}")
    quotes = {
        one.get_attribute("lang"): one.inner_text() for one in journalist.page.locator("main blockquote").all()
    }  # fmt: skip
    assert set(quotes) == {"kk", "ru", "en"}
    assert ("4,321" in quotes["en"], "4 321" in quotes["ru"].replace("\xa0", " ")) == (True, True)
    assert all("Quince bureau" in one and "https://example.org/quince" in one for one in quotes.values())
    journalist.photograph("quotes")

    data = json.loads(_downloaded(journalist, "json"))
    row = next(csv.DictReader(io.StringIO(_downloaded(journalist, "csv"))))
    assert (data["wording"], row["wording"], data["low"]) == ("4,321", "4,321", 4321.0)
    assert data["quotes"] == quotes == json.loads(row["quotes"])

    # As the night does: its last day lies behind, and no page of the day before is shown.
    past = (servers.today() - timedelta(days=2)).isoformat()
    days = "UPDATE know_version SET checked_day = ?, shown_until = ? WHERE figure_id = ?"
    steps.change(journalist.doors, days, past, past, number)
    steps.change(journalist.doors, "UPDATE know_stamp SET value = value || 'x'")
    assert not _listed(journalist, "Quince orders")
    for language in ("kk", "ru", "en"):
        for kind in ("", "/json", "/csv"):
            answer = journalist.ask(f"/{language}/numbers/{number}{kind}")
            assert (answer.status, "4,321" in answer.text, "4321" in answer.text) == (410, False, False)
            assert "<svg" not in answer.text.partition("<main")[2]
    assert journalist.open(f"numbers/{number}") == 410
    assert journalist.sees("being looked at again")
    journalist.photograph("gone")
    first.open("ledger?box=expired")
    assert first.sees("quince-orders")
    first.open("ledger?box=published")
    assert not first.sees("quince-orders")


def _downloaded(reader: Walk, kind: str) -> str:
    with reader.page.expect_download() as loading:
        reader.page.locator(f"main a[href$='/{kind}']").click()
    return loading.value.path().read_text(encoding="utf-8")


def test_a_table_is_seen_before_anything_is_written(analysts):
    analyst, _ = analysts
    names = ["id", "state", "confidence", "says", *MADE_UP]
    row = {
        **MADE_UP,
        "state": "claim",
        "confidence": "C",
        "says": "Quince centres",
        "event": "quince",
    }
    good, bad = {**row, "id": "quince-table"}, {**row, "id": "quince-wrong", "wording": "oodles"}

    def send(*rows: dict[str, str]) -> None:
        out = io.StringIO()
        writer = csv.DictWriter(out, names)
        writer.writeheader()
        writer.writerows(rows)
        analyst.open("ledger/import")
        analyst.field("words").last.fill(out.getvalue())
        analyst.press("main form:has(textarea) button")

    send(good, bad)
    assert analyst.status == 422
    assert analyst.sees("Line 3")
    assert analyst.sees("oodles")
    assert analyst.page.locator("[name=confirmed]").count() == 0
    send(good)
    assert analyst.sees("Nothing is written yet.")
    analyst.photograph("preview")
    assert not _proposed(analyst, "quince-table")
    send(good)
    analyst.press("[name=confirmed]")
    assert analyst.is_at("ledger")
    assert _proposed(analyst, "quince-table")
    assert not _proposed(analyst, "quince-wrong")


def _proposed(analyst: Walk, name: str) -> bool:
    analyst.open(f"ledger?box=proposed&q={name}")
    return analyst.page.locator(".rows .ref", has_text=name).count() == 1
