"""Facts that nobody checked, that have ended or end soon; texts that no native speaker has read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.web.doctor.test_database import DAY

from qorgan.kernel.packs import Pack, installed_pack
from qorgan.kernel.text import Translated
from qorgan.web.doctor.content import check_facts, check_texts
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
