"""Every page keeps the rules of accessibility, light and dark, and fits a small phone in each language."""

import pytest

from tests.journeys.conftest import Person
from tests.journeys.looking import Looking, in_every_way, is_wide, look_everywhere, violations

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.xdist_group("journeys-script")]


def test_no_page_breaks_a_rule_of_accessibility_light_or_dark_or_is_wider_than_a_small_phone(
    person: Person, member: Person
):
    look = Looking(in_every_way)
    look_everywhere(person, member, look, size="phone")
    assert look.wrong == {}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_nothing_is_wider_than_a_small_phone(person: Person, member: Person, language: str):
    look = Looking(is_wide)
    look_everywhere(person, member, look, language=language, size="narrow")
    assert look.wrong == {}


def test_what_is_faint_in_the_dark_or_wide_on_a_small_phone_alone_is_found(person: Person):
    her = person(size="desktop")
    her.open("help")
    assert in_every_way(her.page) == []
    for rule in (
        "@media (prefers-color-scheme: dark) { main p { color: #555 !important } }",
        "@media (max-width: 400px) { h1 { width: 380px } }",
    ):
        her.page.evaluate(
            "rule => document.styleSheets[0].insertRule(rule, document.styleSheets[0].cssRules.length)", rule
        )
    found = in_every_way(her.page)
    assert found[-1] == "wide"
    assert {one.split(":")[0] for one in found[:-1]} == {"dark"}


def test_pages_of_the_country_and_the_audit_break_no_rule(person: Person, member: Person):
    look = Looking(lambda page: [*violations(page), *(["wide"] if is_wide(page) else [])])
    pages = {"admin-1": ["centres", "members", "addresses", "unreviewed", "account"], "auditor": ["audit", "account"]}
    for name, paths in pages.items():
        walk = member(name, size="narrow")
        for path in paths:
            walk.open(path)
            look(walk, path)
        if name == "admin-1":
            walk.open("centres")
            walk.follow_first("/centres/")
            look(walk, "centre")
    assert look.wrong == {}


def test_choosing_what_help_shows_stands_in_no_address_and_sets_no_cookie(person: Person):
    her = person(script=False)
    her.open("help")
    shown = her.page.locator("article.card").count()
    her.field("region").select_option("KZ-75")
    her.press()
    assert her.page.url.endswith("/en/help#centres")
    assert 0 < her.page.locator("article.card").count() < shown
    assert her.cookies() == []
