from datetime import date

import pytest

from qorgan.kernel.errors import PackError
from qorgan.kernel.packs.row import Row

WHOLE = {
    "source": "a page",
    "source_date": "2024-04",
    "retrieved": "2026-11-20",
    "confidence": "B",
    "checked_by": "",
    "checked_on": "",
    "shown_until": "",
}


def row(**cells: str) -> Row:
    return Row("table.csv", 2, {**WHOLE, **cells})


def test_a_check_lasts_as_long_as_the_pack_says() -> None:
    fact = row(checked_by="worker", checked_on="2026-11-20").fact("102", days=90)
    assert fact.shown_until == date(2027, 2, 18)


def test_a_last_day_in_the_row_goes_before_the_packs_limit() -> None:
    fact = row(checked_by="worker", checked_on="2026-11-20", shown_until="2026-11-30").fact("102", days=90)
    assert fact.shown_until == date(2026, 11, 30)


def test_a_check_without_any_last_day_is_refused() -> None:
    with pytest.raises(PackError, match="stand together"):
        row(checked_by="worker", checked_on="2026-11-20").fact("102")


def test_a_text_is_written_in_all_languages_or_in_none() -> None:
    assert row(hours_kk="", hours_en="").translated_or_none("hours", ("kk", "en")) is None
    with pytest.raises(PackError, match="hours_kk"):
        row(hours_kk="", hours_en="always").translated_or_none("hours", ("kk", "en"))


def test_a_review_counts_only_where_there_is_a_text() -> None:
    name = row(name_kk="", name_en="Semey", reviewed="kk en").translated_with_gaps("name", ("kk", "en"))
    assert name is not None
    assert (name.is_reviewed("en"), name.has("kk"), name.is_reviewed("kk")) == (True, False, False)


@pytest.mark.parametrize("text", ["kazhydromet.kz", "ftp://a.kz", "https://", "javascript:alert(1)", "//a.kz"])
def test_only_web_addresses_are_addresses(text: str) -> None:
    with pytest.raises(PackError, match="begins with http"):
        row(url=text).address("url")


@pytest.mark.parametrize("text", ["٣", "0", "1.5", "1e3"])
def test_only_plain_digits_are_whole_numbers(text: str) -> None:
    with pytest.raises(PackError, match="whole number"):
        row(count=text).whole("count")
