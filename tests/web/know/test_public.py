"""What everybody reads of the ledger."""

import csv
import gzip
import io
import json
import re
from datetime import timedelta

import pytest
from tests.cast import Door
from tests.ledger import COUNT, SHARE, UNTIL, YEARLY, checked, published

from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.know.actions import staff as actions
from qorgan.web.know.findings import findings_of
from qorgan.web.know.models import Version
from qorgan.web.know.telling import Told
from qorgan.web.shell import assets

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def door():
    return Door("public")


def _text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_only_what_was_published_is_shown(door, analyst, second_analyst):
    checked(analyst, second_analyst, COUNT)
    assert "Made-up centres" not in _text(door.get("/en/numbers"))
    actions.publish(by=analyst.actor, version=Version.objects.get())
    assert "Made-up centres" in _text(door.get("/en/numbers"))


def test_a_figure_stands_with_owner_period_denominator_interval_source_and_date(door, analyst, second_analyst):
    version = published(analyst, second_analyst)
    page = _text(door.get(f"/en/numbers/{version.figure_id}"))
    parts = ["17 %", "women aged 18 to 75 who ever had a partner", "lifetime", "2015–2016", "A made-up office", "https://example.org/report", "2024-07-22", "20 November 2026", "1 May 2027", "how many answered was not seen"]  # fmt: skip
    assert [one for one in parts if one not in page] == []
    assert "16.5" in page
    assert "17.5" in page


def test_the_interval_of_a_wording_is_not_called_where_the_truth_lies(door, analyst, second_analyst):
    """A survey may be off by more than its number was rounded by."""
    version = published(analyst, second_analyst)
    page = _text(door.get(f"/en/numbers/{version.figure_id}"))
    assert "<dt>What the printed number can stand for</dt><dd>16.5 to 17.5 %</dd>" in page
    assert "how far a survey may be off is not in it" in page


HOW = {"how": "a made-up survey", "how_kk": "ойдан шығарылған сауалнама", "how_ru": "выдуманный опрос"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_it_was_measured_is_said_where_it_is_known(language, door, analyst, second_analyst):
    known = published(analyst, second_analyst, {**SHARE, **HOW})
    unknown = published(analyst, second_analyst, {**COUNT, "id": "unknown"})
    said, not_said = (_text(door.get(f"/{language}/numbers/{one.figure_id}")) for one in (known, unknown))
    heading = {"en": "How it was measured", "ru": "Как это измерено", "kk": "Қалай өлшенді"}[language]
    assert HOW["how" if language == "en" else f"how_{language}"] in said
    assert (f"<h2>{heading}</h2>" in said, f"<h2>{heading}</h2>" in not_said) == (True, False)
    assert json.loads(door.get(f"/en/numbers/{known.figure_id}/json").content)["how"]["ru"] == HOW["how_ru"]


def test_how_it_was_measured_is_checked_once_it_speaks_all_three_languages(analyst, second_analyst):
    with pytest.raises(NotAllowed, match="three languages"):
        checked(analyst, second_analyst, {**SHARE, **HOW, "how_ru": ""})


@pytest.mark.parametrize(("state", "is_said"), [("fact", False), ("fact with caveat", True)])
def test_a_caveat_travels_with_the_sentence_to_quote(state, is_said, door, analyst, second_analyst):
    version = published(analyst, second_analyst, {**SHARE, "state": state})
    quotes = json.loads(door.get(f"/en/numbers/{version.figure_id}/json").content)["quotes"]
    assert ("Still unknown: how many answered was not seen." in quotes["en"]) is is_said
    assert (SHARE["why_ru"] in quotes["ru"], SHARE["why_kk"] in quotes["kk"]) == (is_said, is_said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_its_words_and_a_sentence_in_all_three(language, door, analyst, second_analyst):
    version = published(analyst, second_analyst)
    page = _text(door.get(f"/{language}/numbers/{version.figure_id}"))
    assert SHARE["says" if language == "en" else f"says_{language}"] in page
    for one in LANGUAGES:
        assert f'<blockquote lang="{one}">' in page


def test_a_number_in_words_is_said_in_the_language_of_the_reader(door, analyst, second_analyst):
    version = published(analyst, second_analyst, COUNT)
    page = _text(door.get(f"/ru/numbers/{version.figure_id}"))
    assert "от 99 000 до 100 000" in page
    assert "more than" not in page.split('<blockquote lang="en">')[0]


def test_what_is_not_confirmed_stands_apart_and_has_no_sentence_to_quote(door, analyst, second_analyst):
    version = published(analyst, second_analyst, {**YEARLY, "state": "disputed"})
    page = _text(door.get("/en/numbers"))
    assert page.index("What we could not confirm") < page.index("Made-up violence every year")
    assert "blockquote" not in _text(door.get(f"/en/numbers/{version.figure_id}"))


def test_an_answer_to_a_rule_is_published_with_the_figure(door, analyst, second_analyst):
    actions.propose(by=analyst.actor, fields=YEARLY)
    version = checked(analyst, second_analyst)
    found = next(one for one in findings_of("made-up-share") if one.forbids)
    actions.answer(by=second_analyst.actor, version=version, finding=found.key, words="It is of a life.", language="en")
    actions.publish(by=analyst.actor, version=version)
    page = _text(door.get(f"/kk/numbers/{version.figure_id}"))
    assert re.search(r"\(20 \w+ 2026[^)]*\): <span lang=\"en\">It is of a life.</span>", page)
    assert found.finding.name("kk") in page


def test_an_expired_figure_disappears_everywhere_at_once(door, analyst, second_analyst, frozen):
    version = published(analyst, second_analyst)
    address = f"/en/numbers/{version.figure_id}"
    assert "17 %" in _text(door.get("/en/numbers"))
    frozen.advance(timedelta(days=163))  # the day after the last
    assert "17 %" not in _text(door.get("/en/numbers"))
    for one in ("", "/json", "/csv"):
        response = door.get(address + one)
        assert (response.status_code, "17 %" in _text(response)) == (410, False)


def test_a_withdrawn_figure_shows_the_reason_and_no_number(door, analyst, second_analyst):
    version = published(analyst, second_analyst)
    assert "17 %" in _text(door.get("/en/numbers"))
    actions.withdraw(by=analyst.actor, version=version, reason="The source took it back.")
    assert "17 %" not in _text(door.get("/en/numbers"))
    response = door.get(f"/en/numbers/{version.figure_id}")
    assert (response.status_code, "17 %" in _text(response)) == (410, False)
    assert "The source took it back." in _text(response)


def test_a_published_figure_stays_while_a_new_version_is_looked_at(door, analyst, second_analyst):
    version = published(analyst, second_analyst, COUNT)
    actions.propose(by=analyst.actor, fields={**COUNT, "wording": "123,456"})
    page = _text(door.get(f"/en/numbers/{version.figure_id}"))
    assert "99,000" in page
    assert "123,456" not in page


def test_an_unpublished_figure_has_no_address(door, analyst, second_analyst):
    version = checked(analyst, second_analyst, COUNT)
    for one in ("", "/json", "/csv"):
        assert door.get(f"/en/numbers/{version.figure_id}{one}").status_code == 404


def test_json_holds_the_figure_and_nobody_s_name(door, analyst, second_analyst):
    version = published(analyst, second_analyst)
    response = door.get(f"/en/numbers/{version.figure_id}/json")
    data = json.loads(response.content)
    assert (data["low"], data["high"], data["period"], data["checked_on"]) == (0.165, 0.175, "lifetime", "2026-11-20")
    assert set(data["quotes"]) == set(LANGUAGES)
    assert str(analyst.actor.member.id) not in response.content.decode()
    assert "analyst" not in response.content.decode()


def test_csv_holds_the_same_as_json(door, analyst, second_analyst):
    version = published(analyst, second_analyst)
    response = door.get(f"/en/numbers/{version.figure_id}/csv")
    row = next(csv.DictReader(io.StringIO(response.content.decode())))
    data = json.loads(door.get(f"/en/numbers/{version.figure_id}/json").content)
    assert row.keys() == data.keys()
    assert (row["wording"], row["low"], json.loads(row["quotes"])) == ("17 %", "0.165", data["quotes"])


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text(door, analyst, second_analyst):
    version = published(analyst, second_analyst, {**COUNT, "owner": "=HYPERLINK(1)"})
    row = next(csv.DictReader(io.StringIO(door.get(f"/en/numbers/{version.figure_id}/csv").content.decode())))
    assert row["owner"] == "'=HYPERLINK(1)"


def test_the_chart_has_title_description_and_a_table_and_no_script_or_style(door, analyst, second_analyst):
    published(analyst, second_analyst)
    page = _text(door.get("/en/numbers"))
    svg = re.search(r"<svg.*?</svg>", page).group()
    assert re.search(r'aria-labelledby="(\S+) (\S+)".*<title id="\1">.+?</title><desc id="\2">.+?</desc>', svg)
    assert not re.search(r"<script|<style|style=|href=|onload", svg)
    assert re.search(r"<table>.*made-up violence by a partner.*17 %", page)


def test_what_was_typed_is_escaped(door, analyst, second_analyst):
    says = "<b onclick='x'>\"&</b>"
    fields = {**SHARE, "says": says, "says_kk": says, "says_ru": says, "owner": says, "source": says}
    version = published(analyst, second_analyst, fields)
    for address in ("/en/numbers", f"/en/numbers/{version.figure_id}"):
        assert "<b onclick" not in door.get(address).content.decode()


def test_the_pages_set_no_cookie_and_have_the_way_out_and_neutral_titles(door, analyst, second_analyst):
    version = published(analyst, second_analyst)
    for address in ("/en/numbers", f"/en/numbers/{version.figure_id}"):
        response = door.get(address)
        assert not response.cookies
        assert 'id="leave"' in response.content.decode()
        assert "<title>Figures</title>" in response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_page_weighs_no_more_than_the_first_page_may(language, door, analyst, second_analyst):
    for number in range(9):
        long = "a made-up figure with a text as long as such texts are in the ledger of the country, number"
        texts = dict.fromkeys(("says", "says_ru", "says_kk", "why", "why_ru", "why_kk"), f"{long} {number}")
        event = f"made_up_{number}"
        for state in ("fact", "disputed"):
            published(analyst, second_analyst, {**SHARE, **texts, "event": event + state[0], "id": f"{state}-{number}", "state": state})  # fmt: skip
    page = door.get(f"/{language}/numbers", headers={"accept-encoding": "gzip"})
    files = [assets.FOLDER / name for name in ("qorgan.css", "qorgan.js", "icon.svg")]
    weight = len(page.content) + sum(len(gzip.compress(one.read_bytes(), 9)) for one in files)
    assert page["Content-Encoding"] == "gzip"
    assert weight <= 14_336


def test_more_figures_than_fit_on_a_page_stand_on_the_next(door, analyst, second_analyst):
    for number in range(9):
        published(analyst, second_analyst, {**COUNT, "id": f"count-{number}", "event": f"made_up_{number}", "says": f"thing {number}"})  # fmt: skip
    first, second = (_text(door.get(f"/en/numbers?page={one}")) for one in (1, 2))
    assert ("Thing 7" in first, "Thing 8" in first) == (True, False)
    assert ("Thing 7" in second, "Thing 8" in second) == (False, True)


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "99999999999", "²"])
def test_a_page_that_is_not_there_is_not_found(page, door, db):
    assert door.get("/en/numbers", {"page": page}).status_code == 404


def test_the_page_says_where_the_check_is_only_played(door, analyst, second_analyst):
    version = actions.propose(by=analyst.actor, fields=SHARE)
    actions.check(by=second_analyst.actor, version=version, shown_until=UNTIL, is_demonstration=True)
    actions.publish(by=analyst.actor, version=version)
    for address in ("/en/numbers", f"/en/numbers/{version.figure_id}"):
        page = _text(door.get(address))
        assert "nobody has looked at these numbers" in page
        assert "<dt>Checked</dt>" not in page
    data = json.loads(door.get(f"/en/numbers/{version.figure_id}/json").content)
    assert data["is_demonstration"]
    assert "From a demonstration" in data["quotes"]["en"]


def test_the_page_is_rendered_once_for_a_state_of_the_ledger(door, analyst, second_analyst, django_assert_num_queries):
    published(analyst, second_analyst)
    door.get("/en/numbers")
    with django_assert_num_queries(1):
        door.get("/en/numbers")


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2023", "2023"),
        ("2015/2016", "2015–2016"),
        ("2025-01/2025-10", "январь 2025 – октябрь 2025"),
        ("2024-03-05", "5 марта 2024"),
        ("lifetime", "за всю жизнь"),
    ],
)
def test_a_period_is_said_as_readers_say_it(period, said, analyst):
    version = actions.propose(by=analyst.actor, fields={**SHARE, "period": period})
    assert Told(version, "ru").period == said
