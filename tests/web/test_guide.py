"""The guide at the public door: light, plain, without a script or a cookie, and without what nobody vouches for."""

import gzip
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from tests.cast import Door

from qorgan.kernel.guide import Block, Line, Span, installed_guide
from qorgan.kernel.packs import installed_pack
from qorgan.web.hear import guide as pages
from qorgan.web.shell import assets, clock, context

LANGUAGES = ("kk", "ru", "en")
SLUGS = [page.slug for page in installed_guide("kz").pages["en"]]
ADDRESSES = ["guide", *(f"guide/{slug}" for slug in SLUGS)]
LIGHT = 14_336  # bytes, as the first page may weigh
UNREVIEWED = {
    "kk": "Бұл аударманы ана тілі қазақша адам әлі тексерген жоқ.",
    "ru": "Этот перевод ещё не проверен человеком, для которого русский язык родной.",
}


@pytest.fixture
def door():
    return Door("public")


@pytest.fixture
def as_guide(monkeypatch):
    """Return a setter of the guide that the doors read; what was rendered before is forgotten, before and after."""

    def forget():
        pages._contents.cache_clear()
        pages._shown.cache_clear()

    def set_guide(guide):
        monkeypatch.setattr(pages, "guide", lambda: guide)
        forget()

    yield set_guide
    forget()


def _main(response) -> str:
    return re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL).group()


def _checked(days: int = 90, on: date | None = None):
    guide = installed_guide("kz")
    day = on or clock.today()
    facts = tuple(replace(one, fact=one.fact.checked(by="A lawyer", on=day, days=days)) for one in guide.facts)
    return replace(guide, facts=facts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_leads_to_every_page_in_its_language(language, door):
    said = _main(door.get(f"/{language}/guide"))
    assert [slug for slug in SLUGS if f'href="/{language}/guide/{slug}"' not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_a_page_has_its_title_its_text_its_day_the_numbers_and_one_thing_to_do_next(language, slug, door):
    page = installed_guide("kz").page(language, slug)
    response = door.get(f"/{language}/guide/{slug}")
    said = _main(response)
    assert response.status_code == 200
    assert f"<h1>{page.title}</h1>" in said
    assert said.count("<h2>") == page.n_headings + 1
    assert "2026" in said
    assert said.count('class="button"') == 1
    assert f'<a class="button" href="/{language}/{page.next}">' in said
    assert response.content.decode().count('class="call" href="tel:') == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_weighs_more_than_the_first_page_may(language, door):
    shared = sum(
        len(gzip.compress((assets.FOLDER / one).read_bytes(), 9)) for one in ("qorgan.css", "qorgan.js", "icon.svg")
    )
    weights = {}
    for address in ["", *ADDRESSES]:
        response = door.get(f"/{language}/{address}", headers={"accept-encoding": "gzip"})
        assert response["Content-Encoding"] == "gzip"
        weights[address] = shared + len(response.content)
    assert {address: weight for address, weight in weights.items() if weight > LIGHT} == {}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_sets_no_cookie_needs_no_script_asks_nobody_else_and_has_a_neutral_title(address, door):
    response = door.get(f"/en/{address}")
    said = response.content.decode()
    assert not response.cookies
    assert 'id="leave"' in said
    assert "<title>Guide</title>" in said
    assert re.findall(r"<script(?! defer src=\"/static/)|style=|<img|<form", said) == []
    leads = re.findall(r'(?:href|src)="(?!/|#|tel:)([^"]*)', said)
    assert leads == []


def test_every_link_of_a_text_leads_to_a_page_of_this_door(door, db):
    targets = {link for pages in installed_guide("kz").pages.values() for page in pages for link in page.links}
    assert {target for target in targets if not target.startswith("guide/")}
    assert {target for target in targets if door.get(f"/kk/{target}").status_code != 200} == set()


def test_numbers_in_a_text_can_be_dialled(door):
    said = _main(door.get("/en/guide/now"))
    assert re.findall(r'href="tel:(\d+)"', said) == ["102", "103"]


@pytest.mark.parametrize("address", ["guide/nowhere", "guide/..", "guide/now/more", "guide/Now"])
def test_a_page_that_is_not_there_is_not_found(address, door):
    assert door.get(f"/en/{address}").status_code == 404


@pytest.mark.parametrize(("slug", "value"), [("health", "72"), ("orders", "461"), ("rights", "2024")])
def test_a_sentence_appears_when_its_fact_is_checked_and_goes_when_that_ends(slug, value, door, as_guide):
    as_guide(_checked())
    assert [one for one in LANGUAGES if value not in _main(door.get(f"/{one}/guide/{slug}"))] == []
    as_guide(_checked(days=1, on=clock.today() - timedelta(days=2)))
    assert [one for one in LANGUAGES if value in _main(door.get(f"/{one}/guide/{slug}"))] == []
    as_guide(installed_guide("kz"))
    assert [one for one in LANGUAGES if value in _main(door.get(f"/{one}/guide/{slug}"))] == []


def test_a_page_that_was_shown_yesterday_does_not_keep_what_ended_since(door, as_guide, monkeypatch):
    today = clock.today()
    as_guide(_checked(days=1, on=today))
    assert "72 hours" in _main(door.get("/en/guide/health"))
    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=2))
    assert "72 hours" not in _main(door.get("/en/guide/health"))


def test_what_stands_in_a_text_is_escaped_should_it_ever_get_past_the_reader():
    says = "<script>alert(1)</script>"
    spans = tuple(Span(kind, says, '"><b>') for kind in ("text", "strong", "link", "phone"))
    said = render_to_string("hear/guide_line.html", {"line": Line(1, spans), "language": "en"})
    assert "<script" not in said
    assert "<b>" not in said
    assert said.count("&lt;script&gt;") == 4


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_page_that_no_native_speaker_has_read_says_so_in_one_line(language, door, as_guide, monkeypatch):
    def lines():
        return door.get(f"/{language}/guide/now").content.decode().count(UNREVIEWED[language])

    assert lines() == 1
    monkeypatch.setattr(context, "UNREVIEWED", ())
    as_guide(installed_guide("kz"))
    assert lines() == 1
    guide = installed_guide("kz")
    read = {one: tuple(replace(page, reviewed=page.day) for page in texts) for one, texts in guide.pages.items()}
    as_guide(replace(guide, pages=read))
    assert lines() == 0


def test_staff_see_who_has_read_what_and_which_sentences_wait(worker):
    said = worker.door.get("/en/guide").content.decode()
    assert said.count("not yet reviewed") == len(SLUGS) * 3
    assert "An order of the police lasts [police-order-length]." in said
    assert "hidden: nobody has checked it" in said
    assert "shown all the same, marked as not yet checked" in said


def test_staff_see_a_check_that_ended_and_a_text_that_changed_after_its_review(worker, as_guide, monkeypatch):
    guide = _checked(days=1, on=clock.today() - timedelta(days=9))
    changed = {
        one: tuple(replace(page, reviewed=page.day - timedelta(days=1)) for page in texts)
        for one, texts in guide.pages.items()
    }
    monkeypatch.setattr("qorgan.web.hear.staff.guide.guide", lambda: replace(guide, pages=changed))
    said = worker.door.get("/en/guide").content.decode()
    assert "hidden: its check ended on" in said
    assert said.count("changed since it was reviewed") == len(SLUGS) * 3


def test_a_pack_without_a_guide_says_that_no_page_is_here(door, as_guide):
    as_guide(replace(installed_guide("kz"), pages=dict.fromkeys(LANGUAGES, ())))
    assert "No page is here yet" in _main(door.get("/en/guide"))


def test_a_list_reads_as_a_list():
    line = Line(1, (Span("text", "Made up."),))
    blocks = (Block("list", ((line,), (line, line))),)
    country = installed_pack("kz")
    page = installed_guide(country.code).pages["en"][0]
    said = render_to_string("hear/guide_page.html", {"page": page, "blocks": blocks, "language": "en"})
    assert re.findall(r"<li>(Made up\.\s*)+</li>", said) != []
    assert said.count("Made up.") == 3
