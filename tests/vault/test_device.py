"""A device's mark: it fits one name, one pass phrase and one installation."""

import pytest

from qorgan.vault.device import DEVICE_SIZE, MARK_SIZE, device_mark, new_device
from qorgan.vault.secret import Secret

KEY = Secret(b"\x01" * 32)
GIVEN = {"device": b"d" * DEVICE_SIZE, "name": b"n" * 32, "salt": b"s" * 16, "staff_key": KEY}


def test_a_mark_is_the_same_each_time():
    assert device_mark(**GIVEN) == device_mark(**GIVEN)
    assert len(device_mark(**GIVEN)) == MARK_SIZE


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("device", b"e" * DEVICE_SIZE),
        ("name", b"m" * 32),
        ("salt", b"t" * 16),
        ("staff_key", Secret(b"\x02" * 32)),
    ],
)
def test_a_mark_depends_on_each_part(part, other):
    assert device_mark(**{**GIVEN, part: other}) != device_mark(**GIVEN)


def test_no_two_devices_are_alike():
    assert len({new_device() for _ in range(100)}) == 100
