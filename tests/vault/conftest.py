"""A small standing cast for the vault: keys by fixed seeds, one place, every one-bit forgery."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from qorgan.vault.envelope import Binding
from qorgan.vault.secret import KeyPair, Secret

Flips = Callable[[bytes], Iterator[bytes]]

# Session scope throughout: nothing here changes, and Hypothesis runs one test many times on one fixture.


@pytest.fixture(scope="session")
def survivor() -> KeyPair:
    return KeyPair.from_seed(b"survivor".ljust(32, b"."))


@pytest.fixture(scope="session")
def centre() -> KeyPair:
    return KeyPair.from_seed(b"centre".ljust(32, b"."))


@pytest.fixture(scope="session")
def stranger() -> KeyPair:
    return KeyPair.from_seed(b"stranger".ljust(32, b"."))


@pytest.fixture(scope="session")
def key() -> Secret:
    return Secret(b"key".ljust(32, b"."))


@pytest.fixture(scope="session")
def other_key() -> Secret:
    return Secret(b"other key".ljust(32, b"."))


@pytest.fixture(scope="session")
def owner() -> uuid.UUID:
    return uuid.UUID(int=7)


@pytest.fixture(scope="session")
def binding() -> Binding:
    return Binding("disclosure", uuid.UUID(int=1), uuid.UUID(int=2), 3, "to-centre")


@pytest.fixture(scope="session", params=["kind", "id", "thread", "sequence", "direction", "version"])
def elsewhere(request: pytest.FixtureRequest) -> Binding:
    """The place of `binding` with one thing changed."""
    place: dict[str, object] = {
        "kind": "disclosure",
        "id": uuid.UUID(int=1),
        "thread": uuid.UUID(int=2),
        "sequence": 3,
        "direction": "to-centre",
        "version": 1,
    }
    changed = {
        "kind": "message",
        "id": uuid.UUID(int=9),
        "thread": uuid.UUID(int=9),
        "sequence": 4,
        "direction": "to-survivor",
        "version": 2,
    }
    return Binding(**{**place, request.param: changed[request.param]})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def flips() -> Flips:
    """All ways to flip one bit."""

    def flipped(data: bytes) -> Iterator[bytes]:
        for place in range(len(data) * 8):
            changed = bytearray(data)
            changed[place // 8] ^= 1 << place % 8
            yield bytes(changed)

    return flipped


# The points of order 1, 2, 4 and 8 of curve and twist, and two of them again plus p = 2^255 - 19: cr.yp.to/ecdh.html
LOW_ORDER = {
    "0": bytes(32),
    "1": b"\x01" + bytes(31),
    "order-8": bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    "order-8-too": bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    "p-1": (2**255 - 20).to_bytes(32, "little"),
    "p": (2**255 - 19).to_bytes(32, "little"),
    "p+1": (2**255 - 18).to_bytes(32, "little"),
}


@pytest.fixture(scope="session", params=LOW_ORDER.values(), ids=list(LOW_ORDER))
def low_order_point(request: pytest.FixtureRequest) -> bytes:
    """Public keys with which every shared point is zero."""
    point: bytes = request.param
    return point
