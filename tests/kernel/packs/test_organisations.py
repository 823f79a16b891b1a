from collections.abc import Callable
from pathlib import Path

import pytest

from qorgan.kernel.errors import PackError
from qorgan.kernel.packs import Pack, load_pack

Edit = Callable[[str, str, str], None]


def test_no_shipped_organisation_has_a_phone_or_is_released(kz: Pack) -> None:
    assert len(kz.organisations) == 8
    assert not any(organisation.phone or organisation.ship == "yes" for organisation in kz.organisations)


def test_an_organisation_knows_its_regions(kz: Pack) -> None:
    regions = {organisation.id: organisation.regions for organisation in kz.organisations}
    assert regions["korgau"] == ("KZ-71", "KZ-35")
    assert regions["ucc"] == ()


def test_a_released_organisation_may_have_a_phone(folder: Path, edit: Edit) -> None:
    edit("organisations.csv", "KZ-31,,pointer_only", "KZ-31,87000000000,yes")
    (taraz,) = (each for each in load_pack(folder).organisations if each.id == "taraz")
    assert taraz.phone == "87000000000"


@pytest.mark.parametrize("column", ["address", "Street", "lat", "мекенжай", "адрес приюта", "map_link"])
def test_a_column_that_could_hold_an_address_is_refused_with_its_reason(folder: Path, edit: Edit, column: str) -> None:
    edit("organisations.csv", "place,regions", f"place,{column}")
    with pytest.raises(PackError, match="no address of a place of safety"):
        load_pack(folder)
