"""The ledger that comes with Kazakhstan: every claim and every statistic, and what the rules find among them by themselves."""

import re

import pytest

from qorgan.kernel.packs import installed_codes
from qorgan.know.figures.pack import ledger_of, pack_figures, pack_meanings
from qorgan.know.figures.rules import find_all

FIGURES = pack_figures("kz")
FOUND = find_all(ledger_of(FIGURES, "kz"))

# Ids of the two tables that were typed over (2026-11-20); what one row holds several numbers of, stands as several figures.
CLAIMS = [
    "A0",
    "A1a",
    "A1b",
    "A1c",
    "A2",
    "A3",
    "A4",
    "A5",
    "A6",
    "A7",
    "A8",
    "A9",
    "A10",
    "A11",
    "A12",
    "A13",
    "A14",
    "A15",
    "B1a",
    "B1b",
    "B2",
    "B3",
    "B4",
    "B5",
    "B6",
    "B7",
    "B8",
    "B9",
    "B10",
    "B11",
    "B12",
    "B13",
    "B14",
    "B15",
]
STATISTICS = [
    "prev-ipv-life",
    "prev-psy-life",
    "survey-n",
    "attitude-2015",
    "attitude-2024",
    "attitude-2024-rural",
    "attitude-2015-rural",
    "attitude-2024-urban",
    "attitude-2024-turkistan",
    "attitude-2024-zhetisu",
    "attitude-2024-kostanay",
    "attitude-2024-mangystau",
    "attitude-2024-aktobe",
    "attitude-2024-atyrau",
    "sigi-2019",
    "reports-2020-8m",
    "reports-2023",
    "reports-2024",
    "reports-2024-8m",
    "reports-2025-8m",
    "calls102-2025-10m",
    "orders-2023",
    "special-2023",
    "orders-2024",
    "court-2024",
    "orders-2025-10m",
    "breach-2025-10m",
    "crim-2023",
    "crim-2024",
    "crim-2025-10m",
    "crim-battery-2024",
    "crim-2025-mvd",
    "deaths-2023",
    "deaths-2020",
    "deaths-2022-5m",
    "deaths-400",
    "victims-2025",
    "centres-2022",
    "centres-2024",
    "fsc-2025",
    "fsc-year",
    "c111-4m",
    "c111-2025",
    "rape-complaints",
    "pop-2026",
    "pop-2025",
    "pop-2019",
    "wko-2026-2m",
    "turk-2025",
    "shym-2025-6m",
    "kaz-1999",
]


def _found(rule: str) -> list[set[str]]:
    return [set(one.claims) for one in FOUND if one.rule == rule]


@pytest.mark.parametrize("code", installed_codes())
def test_every_pack_has_a_ledger_that_can_be_read(code):
    assert ledger_of(pack_figures(code), code).figures != ()


def test_every_claim_and_every_statistic_is_in_the_ledger():
    assert (len(CLAIMS), len(STATISTICS)) == (34, 51)
    ids = {figure.id for figure in FIGURES}
    assert [one for one in CLAIMS if one not in ids] == []
    assert [one for one in STATISTICS if not any(id_ == one or id_.startswith(f"{one}-") for id_ in ids)] == []


def test_every_figure_has_a_source_with_a_date_and_nobody_has_checked_one():
    assert all(figure.printed.source and figure.printed.source_date_text for figure in FIGURES)
    assert {figure.printed.checked_by for figure in FIGURES} == {None}


def test_every_word_of_the_ledger_has_a_name_and_nobody_is_named_that_no_figure_counts():
    meanings = pack_meanings("kz")
    populations = {figure.population for figure in FIGURES} - {None}
    assert populations <= meanings.names.keys()
    counters = {counter for names in meanings.follows.values() for counter in names} | meanings.follows.keys()
    assert counters <= meanings.names.keys()
    assert {language for name in meanings.names.values() for language in name.texts} == {"en", "ru", "kk"}


def test_the_impossible_triple_is_found():
    assert _found("coherence") == [{"B12", "B14"}]
    finding = next(one for one in FOUND if one.rule == "coherence")
    assert "«physical or sexual or psychological»" in finding.part("meant")
    assert "«физическое или сексуальное или психологическое»" in finding.part("meant", "ru")


def test_the_title_that_contradicts_its_text_is_found():
    assert _found("title-against-text") == [{"A0", "A1b"}]


def test_the_every_year_on_a_lifetime_share_is_found():
    (claims,) = _found("period-changed")
    assert {"A14", "prev-ipv-life"} <= claims


def test_the_two_meanings_of_17_are_found_and_17_regions_and_3_cities_is_let_be():
    assert _found("other-map") == [{"B2"}]


def test_more_orders_than_calls_are_found():
    assert _found("counters-differ") == [{"orders-2025-10m", "calls102-2025-10m"}]


def test_the_inverted_98_percent_is_found():
    assert _found("inverted-conditional") == [{"unfpa-98", "B11", "rape-complaints"}]


def test_the_owners_of_one_17_percent_are_found():
    four = {"prev-ipv-life", "circulating-unfpa", "circulating-hrw", "circulating-kazinform"}
    assert any(four <= claims for claims in _found("other-owner"))


def test_the_lost_ever_partnered_and_the_lost_denominator_are_found():
    assert any("circulating-hrw" in claims for claims in _found("denominator-changed"))
    assert _found("denominator-lost") == [{"B10"}]


def test_counts_and_series_that_are_none_are_found():
    assert _found("no-time-stamp") == [{"A0"}, {"A1b"}]
    assert _found("two-numbers") == [{"deaths-2023", "deaths-400"}]
    assert _found("sum-over-hundred") == [{"victims-2025-women", "victims-2025-children", "victims-2025-elderly"}]
    series = next(one for one in FOUND if one.rule == "one-series" and "crim-2023" in one.claims)
    assert "from 2024-06-16 criminal offences are counted otherwise" in series.says()


def test_no_rule_knows_a_figure_by_its_id():
    renamed = [type(one)(**({name: getattr(one, name) for name in one.__dataclass_fields__} | {"id": f"x{place}"})) for place, one in enumerate(FIGURES)]  # fmt: skip
    places = {f"x{place}": one.id for place, one in enumerate(FIGURES)}
    found = find_all(ledger_of(tuple(renamed), "kz"))
    assert {(one.rule, frozenset(places[id_] for id_ in one.claims)) for one in found} == {(one.rule, frozenset(one.claims)) for one in FOUND}  # fmt: skip


def test_findings_are_said_without_gaps_in_every_language():
    for finding in FOUND:
        for language in ("en", "ru", "kk"):
            assert not re.search(r"[{}]|None|\s{2}", finding.says(language)), finding.says(language)
