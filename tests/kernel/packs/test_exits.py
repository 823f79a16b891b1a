from pathlib import Path

import pytest

from qorgan.kernel.errors import PackError
from qorgan.kernel.packs import Pack, load_pack


def test_there_is_a_page_to_leave_for_in_every_language(kz: Pack) -> None:
    assert [page.language for page in kz.exit_pages] == list(kz.languages)
    assert all(kz.exit_page(code).url.startswith("https://") for code in kz.languages)


def test_no_page_claims_to_have_been_confirmed(kz: Pack) -> None:
    assert all(page.fact.confidence == "C" and page.fact.checked_by is None for page in kz.exit_pages)


def test_a_language_without_a_page_is_refused(folder: Path) -> None:
    path = folder / "exit.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    with pytest.raises(PackError, match="no page to leave for"):
        load_pack(folder)
