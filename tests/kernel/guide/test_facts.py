"""The facts of the guide: a row without a source or with half a check is refused."""

from pathlib import Path

import pytest

import qorgan
from qorgan.kernel.errors import PackError
from qorgan.kernel.guide.facts import read_facts
from qorgan.kernel.text import LANGUAGES

HEAD = "id,value_kk,value_ru,value_en,source,source_date,retrieved,confidence,checked_by,checked_on,shown_until,note\n"
ROW = "made-up-days,9 күн,9 дней,9 days,a made-up source,2026-01-02,2026-01-03,B,{check},\n"


def _read(tmp_path: Path, check: str = ",,"):
    path = tmp_path / "facts.csv"
    path.write_text(HEAD + ROW.format(check=check), encoding="utf-8")
    return read_facts(path, languages=LANGUAGES)


def test_a_row_has_its_value_in_each_language_its_source_and_its_check(tmp_path):
    (one,) = _read(tmp_path, "A. B.,2026-02-01,2026-05-01")
    assert (one.id, one.fact.value.in_language("ru"), one.fact.source) == ("made-up-days", "9 дней", "a made-up source")
    assert one.fact.shown_until.isoformat() == "2026-05-01"


def test_whoever_checks_says_until_when(tmp_path):
    with pytest.raises(PackError, match="a check is incomplete"):
        _read(tmp_path, "A. B.,2026-02-01,")


def test_no_fact_of_the_shipped_guide_says_that_it_was_checked():
    """Nobody has; whoever does changes this test to the day and the name."""
    facts = read_facts(Path(qorgan.__file__).parent / "packs/kz/guide/facts.csv", languages=LANGUAGES)
    assert facts
    assert [one.id for one in facts if one.fact.checked_by] == []
