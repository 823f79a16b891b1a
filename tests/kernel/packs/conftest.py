import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import qorgan
from qorgan.kernel.packs import Pack, load_pack

SHIPPED = Path(qorgan.__file__).parent / "packs" / "kz"

Edit = Callable[[str, str, str], None]


@pytest.fixture(scope="session")
def kz() -> Pack:
    return load_pack(SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped pack, to break or to change."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "kz"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace the first occurrence of a text in one file of the copy."""

    def edit(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is no longer in {file}: mend this test"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit
