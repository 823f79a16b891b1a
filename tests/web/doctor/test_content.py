"""Facts that nobody checked, that have ended or end soon; texts that no native speaker has read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.web.doctor.test_database import DAY

from qorgan.kernel.guide import installed_guide
from qorgan.kernel.packs import Pack, installed_pack
from qorgan.kernel.text import Translated
from qorgan.web.doctor.content import check_facts, check_guide_facts, check_guide_texts, check_texts
from qorgan.web.doctor.finding import Finding, Level


def _pack(*, checked_days_ago: int | None, days: int = 100) -> Pack:
    """Return the pack with one number, one region, and a check as old as asked."""
    pack = installed_pack("kz")

    def aged(row):
        if checked_days_ago is None:
            return row
        return replace(row, fact=row.fact.checked(by="A", on=DAY - timedelta(days=checked_days_ago), days=days))

    return replace(
        pack,
        helplines=(aged(pack.helplines[0]),),
        organisations=(),
        exit_pages=(),
        regions=(aged(pack.regions[0]),),
    )


def _wrong(found) -> list[Finding]:
    return [one for one in found if one.level != Level.OK]


@pytest.mark.parametrize(
    ("checked_days_ago", "says"),
    [(None, "never checked"), (101, "have ended"), (80, "end within 30 days"), (10, None), (-1, "never checked")],
)
def test_each_fact_is_named_by_how_its_check_stands(checked_days_ago, says):
    found = _wrong(check_facts(_pack(checked_days_ago=checked_days_ago), DAY))
    assert len(found) == (2 if says else 0)
    assert all(says in one.what for one in found)
    assert all(one.level == Level.LOOK for one in found)
    if says:
        assert found[0].where == "packs/kz/helplines.csv: police"


def test_languages_that_nobody_has_read_are_named():
    (found,) = _wrong(check_texts(replace(_pack(checked_days_ago=1), helplines=()), ["ru", "kk"]))
    assert found.where == "kk, ru"


def test_a_text_beside_a_number_that_nobody_has_read_is_counted():
    pack = _pack(checked_days_ago=1)
    read = {"kk": "бір", "ru": "один"}
    line = replace(
        pack.helplines[0],
        name=Translated(read, frozenset({"kk", "ru"})),
        what_happens=Translated(read, frozenset({"kk"})),
        hours_and_cost=None,
    )
    (found,) = _wrong(check_texts(replace(pack, helplines=(line,)), []))
    assert found.what.startswith("1 texts")
    assert found.where.endswith(": ru")


def test_when_everything_was_read_nothing_is_said():
    assert list(check_texts(replace(_pack(checked_days_ago=1), helplines=()), [])) == []


def test_facts_of_the_guide_that_nobody_vouches_for_are_named():
    guide = installed_guide("kz")
    (found,) = _wrong(check_guide_facts(guide, DAY, country="kz"))
    assert found.where.startswith("packs/kz/guide/facts.csv: pep-hours, police-order-length")
    assert "never checked" in found.what
    ended = tuple(
        replace(one, fact=one.fact.checked(by="A", on=DAY - timedelta(days=9), days=5)) for one in guide.facts
    )
    (found,) = _wrong(check_guide_facts(replace(guide, facts=ended), DAY, country="kz"))
    assert "have ended" in found.what


def test_pages_of_the_guide_that_no_native_speaker_has_read_are_named_by_language():
    guide = installed_guide("kz")
    found = _wrong(check_guide_texts(guide, country="kz"))
    assert [one.where.partition(":")[0] for one in found] == [f"packs/kz/guide/{one}" for one in ("kk", "ru", "en")]
    assert "signs, now, health" in found[0].where
    read = {one: tuple(replace(page, reviewed=page.day) for page in pages) for one, pages in guide.pages.items()}
    assert list(check_guide_texts(replace(guide, pages=read), country="kz")) == []
