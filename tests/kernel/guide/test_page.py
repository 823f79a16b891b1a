"""What stands above the text of a page, and who has read it."""

import pytest

from qorgan.kernel.errors import PackError
from qorgan.kernel.guide.page import read_page

ABOVE = {
    "title": "A title: with a colon",
    "summary": "One line of it.",
    "order": "2",
    "date": "2026-11-21",
    "reviewed": "no",
    "next": "tell",
    "needs_facts": "none",
}


def _page(text: str = "One sentence.", slug: str = "now", **changed: str):
    above = "\n".join(f"{key}: {value}" for key, value in {**ABOVE, **changed}.items() if value)
    return read_page(f"---\n{above}\n---\n\n{text}\n", file="en/now.md", slug=slug, language="en")


def test_a_page_says_its_title_place_day_and_next_step():
    page = _page()
    assert (page.title, page.order, page.day.isoformat(), page.next) == (ABOVE["title"], 2, "2026-11-21", "tell")
    assert (page.n_words, page.n_headings, page.slots, page.links) == (2, 0, (), ())


@pytest.mark.parametrize(
    ("reviewed", "is_reviewed"), [("no", False), ("2026-11-20", False), ("2026-11-21", True), ("2026-12-01", True)]
)
def test_a_review_holds_until_the_text_is_changed(reviewed, is_reviewed):
    assert _page(reviewed=reviewed).is_reviewed is is_reviewed


@pytest.mark.parametrize("key", sorted(ABOVE))
def test_what_is_missing_above_the_text_is_named(key):
    with pytest.raises(PackError, match=f"field {key}"):
        _page(**{key: ""})


@pytest.mark.parametrize(
    ("key", "value"), [("order", "0"), ("order", "x"), ("date", "21.11.2026"), ("reviewed", "yes"), ("next", "leave")]
)
def test_a_wrong_value_above_the_text_is_named(key, value):
    with pytest.raises(PackError, match=f"en/now.md, field {key}, value '{value}'"):
        _page(**{key: value})


def test_an_unknown_word_above_the_text_is_refused():
    with pytest.raises(PackError, match="unknown above the text"):
        _page(author="Somebody")


def test_a_page_without_anything_above_its_text_is_refused():
    with pytest.raises(PackError, match="no front matter"):
        read_page("One sentence.", file="en/now.md", slug="now", language="en")


@pytest.mark.parametrize("needs", ["none", "ambulance", "police ambulance"])
def test_the_facts_named_above_are_those_of_the_text(needs):
    with pytest.raises(PackError, match="police"):
        _page("Call {{ fact:police }}.", needs_facts=needs)
    assert _page("Call {{ fact:police }}.", needs_facts="police").needs == {"police"}


@pytest.mark.parametrize("slug", ["Now", "what_now", "../now", "now1", "-now"])
def test_a_name_that_is_no_address_is_refused(slug):
    with pytest.raises(PackError, match="not the name of a page"):
        _page(slug=slug)
