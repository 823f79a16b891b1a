"""Recovery by two of three shares: any two open a private key together, and one alone opens nothing."""

from __future__ import annotations

from dataclasses import dataclass

from qorgan.kernel.errors import ShareError
from qorgan.vault import sodium
from qorgan.vault.digits import grouped_digits, plain_digits, random_digits
from qorgan.vault.framing import framed
from qorgan.vault.receipt import damm_digit
from qorgan.vault.secret import KeyPair, Secret

N_SHARES = 3
PAIRS = ((1, 2), (1, 3), (2, 3))

N_GROUPS = 10
GROUP = 5  # four digits and their check digit
_N_RANDOM = N_GROUPS * (GROUP - 1) - 1  # the first digit is the share's number


class Share:
    """One of three: its number and 39 random digits, 129.6 bits; shown only by `groups` and `reveal`.

    Parameters
    ----------
    digits : str
        50 ASCII digits: ten groups of four digits and a check digit over all that came before it but other check digits.

    Raises
    ------
    ShareError
        With ``kind`` "digits", "length" or "check", in this order, the last with its ``group``.
    """

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        if not (digits.isascii() and digits.isdecimal()):
            raise ShareError("A share has only digits. Look at it and type it once more.", kind="digits")
        if len(digits) != N_GROUPS * GROUP:
            raise ShareError(
                f"A share has {N_GROUPS} groups of {GROUP} digits. Look at it and type it once more.", kind="length"
            )
        wrong = _first_wrong_group(digits)
        if wrong or int(digits[0]) not in range(1, N_SHARES + 1):
            group = wrong or 1
            raise ShareError(
                f"A digit of group {group} is different. Compare it with the paper.", kind="check", group=group
            )
        self._digits = digits

    @classmethod
    def parse(cls, text: str) -> Share:
        """Read a share as somebody typed it: spaces, dashes and the digits of any script are fine.

        Raises
        ------
        ShareError
            As for the class; an empty text is of the wrong length.
        """
        return cls(plain_digits(text) or "0")

    @classmethod
    def generate(cls, number: int) -> Share:
        """Return share ``number``, 1 to 3, of 39 uniform random digits."""
        payload = f"{number}{random_digits(_N_RANDOM)}"
        ends = range(GROUP - 1, len(payload) + 1, GROUP - 1)
        return cls("".join(f"{payload[end - GROUP + 1 : end]}{damm_digit(payload[:end])}" for end in ends))

    @property
    def number(self) -> int:
        """Return which of the three it is; no secret."""
        return int(self._digits[0])

    def groups(self) -> str:
        """Return the digits in ten groups of five, to be printed once."""
        return grouped_digits(self._digits, GROUP)

    def reveal(self) -> str:
        """Return the 50 digits, for the one call that needs them."""
        return self._digits

    def __repr__(self) -> str:
        return "Share(hidden)"


@dataclass(frozen=True)
class SharedKey:
    """A key pair whose private half any two shares open.

    Parameters
    ----------
    public : bytes
        32 bytes, to be checked by the caller before anything is sealed to it.
    boxes : tuple of bytes
        The private half, wrapped for each of `PAIRS`, in their order.
    """

    public: bytes
    boxes: tuple[bytes, ...]


def share_key(place: str) -> tuple[SharedKey, tuple[Share, ...]]:
    """Make a key pair and the three shares of it; neither shares nor private half are to be kept anywhere.

    Parameters
    ----------
    place : str
        What it recovers, unmistakably, such as a row's id; must be the same at opening.
    """
    shares = tuple(Share.generate(number) for number in range(1, N_SHARES + 1))
    pair = KeyPair.generate()
    boxes = tuple(
        sodium.seal(pair.private.reveal(), _wrapping_key(shares[i - 1], shares[j - 1], place), _bound(place, i, j))
        for i, j in PAIRS
    )
    return SharedKey(pair.public, boxes), shares


def open_shared(shared: SharedKey, one: Share, other: Share, *, place: str) -> KeyPair:
    """Open the key pair with two shares, in either order.

    Raises
    ------
    SealError
        If one of them, or both, is of another set or the same as the other, or a box was altered: these look the same.

    Notes
    -----
    A wrapping key is BLAKE2b-256 over both shares, 259 bits that nobody can guess; so no slow derivation stands before it.
    Which box they open follows from their numbers: none is tried that is not theirs.
    """
    low, high = sorted((one, other), key=lambda share: share.number)
    if (low.number, high.number) not in PAIRS or len(shared.boxes) != len(PAIRS):
        raise sodium.refused("recovery")
    box = shared.boxes[PAIRS.index((low.number, high.number))]
    bound = _bound(place, low.number, high.number)
    private = sodium.open_sealed(box, _wrapping_key(low, high, place), bound, what="recovery")
    pair = KeyPair.from_private(Secret(private))
    if not sodium.is_equal(pair.public, shared.public):
        raise sodium.refused("recovery")
    return pair


def _wrapping_key(low: Share, high: Share, place: str) -> Secret:
    return Secret(sodium.digest(framed("qorgan/shares", place, low.reveal(), high.reveal())))


def _bound(place: str, low: int, high: int) -> bytes:
    return framed("qorgan/shared-key", place, low, high)


def _first_wrong_group(digits: str) -> int:
    payload = ""
    for number, start in enumerate(range(0, len(digits), GROUP), start=1):
        payload += digits[start : start + GROUP - 1]
        if damm_digit(payload) != int(digits[start + GROUP - 1]):
            return number
    return 0
