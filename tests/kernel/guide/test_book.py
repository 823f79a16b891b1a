"""The guide as a whole: the same pages in every language, and facts that go everywhere at once."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import qorgan
from qorgan.kernel.errors import PackError
from qorgan.kernel.guide import Guide, installed_guide, load_guide
from qorgan.kernel.packs import installed_codes, installed_pack

DAY = date(2026, 11, 21)
FOLDER = Path(qorgan.__file__).parent / "packs" / "kz" / "guide"
TOPICS = ["signs", "now", "health", "records", "orders", "children", "money", "phone", "centre", "rights", "friend"]
TELLING = ("viol", "abus", "rape", "nasil", "zorl", "crisis", "victim", "assault", "beat")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped guide, to break."""
    return Path(shutil.copytree(FOLDER, tmp_path / "guide"))


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _load(folder: Path) -> Guide:
    return load_guide(folder, installed_pack("kz"))


def _checked(guide: Guide, *, on: date = DAY, days: int = 90) -> Guide:
    facts = tuple(replace(one, fact=one.fact.checked(by="A lawyer", on=on, days=days)) for one in guide.facts)
    return replace(guide, facts=facts)


def _said(guide: Guide, today: date) -> dict[tuple[str, str], str]:
    return {
        (language, page.slug): "\n".join(
            "".join(span.text for span in line.spans) for block in guide.shown(page, today) for line in block.lines
        )
        for language, pages in guide.pages.items()
        for page in pages
    }


@pytest.mark.parametrize("code", installed_codes())
def test_the_guide_of_every_pack_is_whole(code):
    guide = installed_guide(code)
    assert set(guide.pages) == set(installed_pack(code).languages)


def test_every_topic_has_a_page_in_every_language_in_the_same_order():
    guide = installed_guide("kz")
    assert {language: [page.slug for page in pages] for language, pages in guide.pages.items()} == dict.fromkeys(
        ("kk", "ru", "en"), TOPICS
    )


@pytest.mark.parametrize("slug", TOPICS)
def test_a_page_has_the_same_facts_links_headings_and_points_in_all_languages(slug):
    guide = installed_guide("kz")
    shapes = {
        (
            page.slots,
            page.links,
            page.n_headings,
            tuple((block.kind, len(block.items), len(block.lines)) for block in page.blocks),
        )
        for page in (guide.page(language, slug) for language in ("kk", "ru", "en"))
    }
    assert len(shapes) == 1


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_page_is_neither_too_short_nor_too_long(language):
    words = {page.slug: page.n_words for page in installed_guide("kz").pages[language]}
    assert {slug: n for slug, n in words.items() if not 150 <= n <= 350} == {}


@pytest.mark.parametrize(("language", "longest"), [("kk", 21), ("ru", 25), ("en", 25)])
def test_no_sentence_is_long(language, longest):
    lines = [line for page in installed_guide("kz").pages[language] for block in page.blocks for line in block.lines]
    assert [line.plain for line in lines if len(line.plain.split()) > longest] == []


def test_an_address_that_stays_in_the_history_says_nothing():
    assert [slug for slug in TOPICS if any(word in slug for word in TELLING)] == []


def test_the_guide_never_speaks_with_an_exclamation_mark_and_never_demands():
    said = {
        f"{page.language}/{page.slug}": line.plain
        for pages in installed_guide("kz").pages.values()
        for page in pages
        for block in page.blocks
        for line in block.lines
        if "!" in line.plain
        or any(word in f" {line.plain.lower()} " for word in (" you must ", " you should ", " вы должны "))
    }
    assert said == {}


def test_the_national_numbers_are_shown_from_the_first_start():
    said = _said(installed_guide("kz"), DAY)
    for language in ("kk", "ru", "en"):
        assert "102" in said[language, "now"]
        assert "103" in said[language, "health"]
        assert "111" in said[language, "children"]


@pytest.mark.parametrize(("value", "slug"), [("72", "health"), ("30 ", "orders"), ("2024", "rights")])
def test_a_sentence_is_shown_only_while_its_fact_is_checked_and_not_expired(value, slug):
    guide = installed_guide("kz")
    checked = _checked(guide)
    for language in ("kk", "ru", "en"):
        assert value not in _said(guide, DAY)[language, slug]
        assert value in _said(checked, DAY)[language, slug]
        assert value in _said(checked, DAY + timedelta(days=90))[language, slug]
        assert value not in _said(checked, DAY + timedelta(days=91))[language, slug]
        assert value not in _said(checked, DAY - timedelta(days=1))[language, slug]


def test_one_fact_that_ends_hides_its_sentence_in_every_language_at_once_and_nothing_else():
    whole = _checked(installed_guide("kz"))
    facts = tuple(
        replace(one, fact=replace(one.fact, shown_until=DAY)) if one.id == "police-order-length" else one
        for one in whole.facts
    )
    later = DAY + timedelta(days=1)
    before, after = _said(whole, later), _said(replace(whole, facts=facts), later)
    changed = {place for place in before if before[place] != after[place]}
    assert changed == {("kk", "orders"), ("ru", "orders"), ("en", "orders")}
    for place in changed:
        assert len(before[place].splitlines()) - len(after[place].splitlines()) == 1


def test_sentences_that_wait_are_named_for_staff():
    guide = installed_guide("kz")
    page = guide.page("en", "orders")
    assert page is not None
    assert len(guide.hidden(page, DAY)) == 4
    assert _checked(guide).hidden(page, DAY) == ()


def test_no_unchecked_fact_stands_in_a_text_by_hand():
    """A length of an order, an article or a year of a law is a slot, never typed into the text."""
    typed = {
        f"{page.language}/{page.slug}": line.plain
        for pages in installed_guide("kz").pages.values()
        for page in pages
        for block in page.blocks
        for line in block.lines
        if any(sign.isdigit() for sign in "".join(span.text for span in line.spans if span.kind != "fact"))
    }
    assert typed == {}


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("## At the doctor", "At the doctor.", "n_headings"),
        ("next: help", "next: tell", "next"),
        ("(guide/records)", "(guide/now)", "links"),
        ("order: 3", "order: 33", "order"),
    ],
)
def test_a_page_that_differs_between_languages_is_refused(folder, old, new, field):
    _edit(folder / "en/health.md", old, new)
    with pytest.raises(PackError, match=f"en/health.md, field {field}"):
        _load(folder)


def test_a_page_that_is_missing_in_a_language_is_refused(folder):
    (folder / "kk/money.md").unlink()
    with pytest.raises(PackError, match=r"a page is missing \(kk/money.md"):
        _load(folder)


def test_a_slot_that_names_no_fact_is_refused(folder):
    _edit(folder / "facts.csv", "pep-hours", "other-hours")
    with pytest.raises(PackError, match=r"names no fact .*pep-hours"):
        _load(folder)


def test_a_fact_with_the_name_of_a_number_is_refused(folder):
    _edit(folder / "facts.csv", "pep-hours", "police")
    with pytest.raises(PackError, match="name of a number"):
        _load(folder)


def test_two_pages_at_one_place_are_refused(folder):
    for language in ("kk", "ru", "en"):
        _edit(folder / language / "now.md", "order: 2", "order: 3")
    with pytest.raises(PackError, match="two pages have one place"):
        _load(folder)


def test_a_link_to_a_page_that_is_not_there_is_refused(folder):
    for language in ("kk", "ru", "en"):
        _edit(folder / language / "health.md", "(guide/records)", "(guide/nowhere)")
    with pytest.raises(PackError, match="a link leads nowhere"):
        _load(folder)


def test_a_pack_without_a_guide_has_an_empty_one(tmp_path):
    guide = _load(tmp_path / "none")
    assert dict(guide.pages) == {"kk": (), "ru": (), "en": ()}
