"""Values that never show themselves: secrets, passphrases, key pairs."""

from __future__ import annotations

from dataclasses import dataclass

from nacl import bindings

from qorgan.kernel.errors import SealError

KEY_SIZE = 32


class Secret:
    """Bytes that appear in no log, trace or page.

    It pickles, because a derivation may run in a process of its own. Python cannot wipe memory: what this class
    prevents is showing a value by mistake, not reading it out of a running process.

    Parameters
    ----------
    value : bytes
        What is kept.

    Examples
    --------
    >>> Secret(b"not shown")
    Secret(hidden)
    """

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = bytes(value)

    def reveal(self) -> bytes:
        """Return the bytes, for the one call that needs them."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return bindings.sodium_memcmp(self._value, other._value)

    # A hash would turn up in sets and dictionaries, where comparing is no longer constant-time.
    __hash__ = None  # type: ignore[assignment]


class Passphrase:
    """What a person types to unlock her key; shown nowhere.

    Parameters
    ----------
    value : str
        As she typed it; `qorgan.vault.people` brings it to one form.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the text, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "Passphrase(hidden)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Passphrase):
            return NotImplemented
        return bindings.sodium_memcmp(_encoded(self._value), _encoded(other._value))

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class KeyPair:
    """An X25519 key pair for ``crypto_box``.

    Parameters
    ----------
    public : bytes
        32 bytes, free to be seen but to be checked (`qorgan.vault.registry`) before anything is sealed to it.
    private : Secret
        32 bytes.
    """

    public: bytes
    private: Secret

    @classmethod
    def generate(cls) -> KeyPair:
        """Return a fresh pair from libsodium's randomness."""
        public, private = bindings.crypto_box_keypair()
        return cls(public, Secret(private))

    @classmethod
    def from_private(cls, private: Secret) -> KeyPair:
        """Return the pair that ``private`` belongs to.

        Raises
        ------
        SealError
            If ``private`` is not 32 bytes long.
        """
        _check_size(private.reveal(), "private key")
        return cls(bindings.crypto_scalarmult_base(private.reveal()), private)

    @classmethod
    def from_seed(cls, seed: bytes) -> KeyPair:
        """Return the one pair that ``seed`` stands for; deterministic.

        Raises
        ------
        SealError
            If ``seed`` is not 32 bytes long.
        """
        _check_size(seed, "key seed")
        public, private = bindings.crypto_box_seed_keypair(seed)
        return cls(public, Secret(private))


def _check_size(value: bytes, what: str) -> None:
    if len(value) != KEY_SIZE:
        raise SealError(
            f"This {what} was refused. Rule: it is {KEY_SIZE} bytes long. Next: take it again from where it is kept."
        )


def _encoded(text: str) -> bytes:
    # "surrogatepass": a form may hand in a lone surrogate, and comparing must not fail over it.
    return text.encode("utf-8", "surrogatepass")
