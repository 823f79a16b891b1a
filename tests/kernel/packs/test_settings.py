"""A wrong setting of the pack is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from qorgan.kernel.errors import PackError
from qorgan.kernel.packs import load_pack

Edit = Callable[[str, str, str], None]

WRONG_SETTINGS = [
    ("weekend =", "weekday =", "weekday"),
    ('code = "kz"', 'code = "kaz"', "code"),
    ('languages = ["kk", "ru", "en"]', 'languages = ["kk", "de"]', "languages"),
    ('default_language = "kk"', 'default_language = "de"', "default_language"),
    ("Asia/Almaty", "Asia/Nowhere", "time_zone"),
    ('["saturday", "sunday"]', '["saturday", "someday"]', "weekend"),
    ("holidays = []", 'holidays = ["New Year"]', "holidays"),
    ('"102", "103"', '"+102", "103"', "national_numbers"),
    ('ru = "Казахстан"\n', "", "name"),
    ('ru = "Казахстан"\n', 'ru = " "\n', "name"),
    ("numbers_days = 90", "numbers_days = 0", "limits.numbers_days"),
    ("numbers_days = 90\n", "", "numbers_days"),
    ("since = 2018-06-19", "since = 2022-06-09", "maps"),
    ("since = 2018-06-19", 'since = "2018-06-19"', "maps.since"),
    ('id = "KZ-2018"', 'name = "KZ-2018"', "maps"),
]


@pytest.mark.parametrize(("old", "new", "field"), WRONG_SETTINGS)
def test_a_wrong_setting_is_refused_naming_file_field_and_rule(
    folder: Path, edit: Edit, old: str, new: str, field: str
) -> None:
    edit("pack.toml", old, new)
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert (caught.value.file, caught.value.field) == ("pack.toml", field)
    assert caught.value.rule


def test_a_file_that_is_not_toml_is_refused(folder: Path) -> None:
    (folder / "pack.toml").write_text("code = ", encoding="utf-8")
    with pytest.raises(PackError, match="not TOML"):
        load_pack(folder)
