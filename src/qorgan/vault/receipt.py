"""The receipt: 25 digits that alone open what a survivor sent."""

from __future__ import annotations

from dataclasses import dataclass

from nacl import bindings

from qorgan.kernel.errors import ReceiptError
from qorgan.vault.digits import grouped_digits, plain_digits, random_digits
from qorgan.vault.secret import KeyPair, Secret
from qorgan.vault.sodium import is_equal, keyed_digest

N_RANDOM = 24
N_DIGITS = N_RANDOM + 1
MEMORY_BYTES = 7 * 1024 * 1024
PASSES = 5

# A totally anti-symmetric quasigroup of order 10: H. M. Damm, Total anti-symmetrische Quasigruppen, Marburg 2004.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def damm_digit(digits: str) -> int:
    """Return the check digit to be written behind ``digits``.

    Parameters
    ----------
    digits : str
        ASCII digits.

    Returns
    -------
    int
        0 to 9; 0 exactly if ``digits`` end with their own check digit.

    Notes
    -----
    Any one wrong digit and any swap of two unlike neighbours changes it (H. M. Damm, 2004).

    Examples
    --------
    >>> damm_digit("572"), damm_digit("5724")
    (4, 0)
    """
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return interim


class Receipt:
    """24 random digits, 79.7 bits, and a Damm check digit; shown only by `groups` and `reveal`.

    Parameters
    ----------
    digits : str
        25 ASCII digits, the last of them right.

    Raises
    ------
    ReceiptError
        With ``kind`` "digits", "length" or "check", in this order.
    """

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        if not (digits.isascii() and digits.isdecimal()):
            raise ReceiptError("A receipt has only digits. You can look at it and type it once more.", kind="digits")
        if len(digits) != N_DIGITS:
            raise ReceiptError(
                "A receipt has 25 digits in five groups. You can look at it and type it once more.", kind="length"
            )
        if damm_digit(digits) != 0:
            raise ReceiptError(
                "One of the digits seems different. You can look at the receipt and type it once more.", kind="check"
            )
        self._digits = digits

    @classmethod
    def parse(cls, text: str) -> Receipt:
        """Read a receipt as a person typed it: spaces, dashes and the digits of any script are fine.

        Raises
        ------
        ReceiptError
            With ``kind`` "digits", "length" or "check"; an empty text is of the wrong length.
        """
        # "0" stands for nothing typed, which has the wrong length rather than a wrong character.
        return cls(plain_digits(text) or "0")

    @classmethod
    def generate(cls) -> Receipt:
        """Return a receipt of 24 uniform random digits."""
        return cls._checked(random_digits(N_RANDOM))

    @classmethod
    def for_nonce(cls, nonce: bytes, secret: ReceiptSecret) -> Receipt:
        """Return the one receipt that a form's nonce stands for, so that a form sent twice has one receipt.

        Parameters
        ----------
        nonce : bytes
            From the form, its signature checked by the caller.
        secret : ReceiptSecret
            Without it the receipt cannot be told from a random one.

        Notes
        -----
        A keyed 256-bit digest modulo 10^24: any two receipts are equally likely up to a factor of 1 + 2^-176.
        """
        drawn = int.from_bytes(keyed_digest(nonce, secret.key, person="qorgan.rcpt.make"), "little")
        return cls._checked(f"{drawn % 10**N_RANDOM:0{N_RANDOM}d}")

    @classmethod
    def _checked(cls, digits: str) -> Receipt:
        return cls(f"{digits}{damm_digit(digits)}")

    def groups(self) -> str:
        """Return the digits in five groups of five, to be shown to her once."""
        return grouped_digits(self._digits, 5)

    def reveal(self) -> str:
        """Return the 25 digits, for the one call that needs them."""
        return self._digits

    def __repr__(self) -> str:
        return "Receipt(hidden)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Receipt):
            return NotImplemented
        return is_equal(self._digits.encode(), other._digits.encode())

    # As with Secret: a set or a dictionary would not compare in constant time.
    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class ReceiptSecret:
    """The installation's part of every receipt, kept in a key file; losing it closes every receipt made under it.

    Parameters
    ----------
    version : str
        Name of the key file's version, stored beside each look-up id.
    key : Secret
        32 bytes.
    """

    version: str
    key: Secret


@dataclass(frozen=True)
class ReceiptKeys:
    """What a receipt opens with.

    Parameters
    ----------
    lookup_id : bytes
        32 bytes, under which her thread is found.
    key_pair : KeyPair
        Hers.
    secret_version : str
        Of the `ReceiptSecret` used.
    """

    lookup_id: bytes
    key_pair: KeyPair
    secret_version: str


def stretch(receipt: Receipt, salt: bytes) -> Secret:
    """Derive from a receipt, slowly: Argon2id, 7 MiB, 5 passes, one lane.

    Parameters
    ----------
    receipt : Receipt
        As parsed.
    salt : bytes
        16 bytes, the installation's.

    Returns
    -------
    Secret
        32 bytes, for `keys_for`.

    Notes
    -----
    79.7 random bits need no stretching to withstand guessing; it makes each guess dear for whoever has stolen the
    secret as well. The cost is one of OWASP's equivalent choices (Password Storage Cheat Sheet: m = 7168 KiB, t = 5).
    """
    return Secret(
        bindings.crypto_pwhash_alg(
            32, receipt.reveal().encode(), salt, PASSES, MEMORY_BYTES, bindings.crypto_pwhash_ALG_ARGON2ID13
        )
    )


def keys_for(stretched: Secret, secret: ReceiptSecret) -> ReceiptKeys:
    """Derive look-up id and key pair; quick, so that one `stretch` can be tried under each version of the secret.

    Parameters
    ----------
    stretched : Secret
        From `stretch`.
    secret : ReceiptSecret
        One version.
    """
    seed = keyed_digest(stretched.reveal(), secret.key, person="qorgan.rcpt.seed")
    lookup_id = keyed_digest(stretched.reveal(), secret.key, person="qorgan.rcpt.find")
    return ReceiptKeys(lookup_id, KeyPair.from_seed(seed), secret.version)
