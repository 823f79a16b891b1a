from collections.abc import Callable
from pathlib import Path

import pytest

from qorgan.kernel.errors import PackError
from qorgan.kernel.packs import load_pack

Edit = Callable[[str, str, str], None]


def test_an_older_unit_that_leads_nowhere_is_refused(folder: Path) -> None:
    lines = (folder / "maps.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "maps.csv").write_text("".join(line for line in lines if "KZ-2017:akmola" not in line), encoding="utf-8")
    with pytest.raises(PackError, match="KZ-2017:akmola"):
        load_pack(folder)


def test_another_country_with_one_map_needs_only_headings_for_the_past(folder: Path, edit: Edit) -> None:
    edit("pack.toml", '[[maps]]\nid = "KZ-2017"\n\n[[maps]]\nid = "KZ-2018"\nsince = 2018-06-19\n', "")
    edit("pack.toml", "since = 2022-06-08\n", "")
    for file in ("units.csv", "maps.csv"):
        heading = (folder / file).read_text(encoding="utf-8").splitlines()[0]
        (folder / file).write_text(heading + "\n", encoding="utf-8")
    assert len(load_pack(folder).maps.units) == 20
