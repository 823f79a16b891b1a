"""What a demonstration shows of the ledger, and how it says that nobody has checked it."""

import pytest
from tests.cast import Door

from qorgan.web import demonstrated_figures
from qorgan.web.know.models import LedgerFigure, Version


@pytest.fixture
def _filled(analyst, second_analyst):
    demonstrated_figures.fill(first=analyst.actor, second=second_analyst.actor)


@pytest.mark.usefixtures("_filled")
def test_the_whole_ledger_of_the_country_is_there_and_a_few_are_published_as_a_play():
    assert LedgerFigure.objects.count() == 99
    published = Version.objects.filter(state="published")
    assert {one.figure.name for one in published} == set(demonstrated_figures.TEXTS)
    assert not Version.objects.filter(is_demonstration=False).exclude(checked_by=None).exists()


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_what_is_not_confirmed_stands_only_where_it_says_so(language):
    page = Door("public").get(f"/{language}/numbers").content.decode()
    unconfirmed = Version.objects.filter(state="published", is_confirmed=False)
    apart = page.index({"kk": "Біз растай", "ru": "Что мы не смогли", "en": "What we could not"}[language])
    names = [one.fields["says" if language == "en" else f"says_{language}"][1:] for one in unconfirmed]
    assert len(names) == 4
    assert all(page.index(name) > apart for name in names)


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_english_stands_on_the_page_of_another_language_but_owners_and_sources(language):
    page = Door("public").get(f"/{language}/numbers").content.decode()
    assert 'lang="en">' not in page.replace('<span lang="en">', "").replace('class="address" lang="en">', "").replace('lang="en" hreflang="en">', "")  # fmt: skip


@pytest.mark.usefixtures("_filled")
def test_the_page_says_that_the_check_is_played():
    assert "nobody has looked at these numbers" in Door("public").get("/en/numbers").content.decode()
