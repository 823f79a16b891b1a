"""The few calls of libsodium that the whole vault is made of.

Randomness is libsodium's own and is called directly, not handed in: a test that could replace it could weaken it.
"""

from nacl import bindings
from nacl.exceptions import CryptoError

from qorgan.kernel.errors import SealError
from qorgan.vault.framing import framed
from qorgan.vault.secret import KEY_SIZE, Secret

NONCE_SIZE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
TAG_SIZE = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES


def refused(what: str) -> SealError:
    """Return the one error for all that does not open; why is not told, for the reason would serve a forger."""
    return SealError(
        f"This {what} was refused. Rule: it opens only with its own key, unaltered and in its own place. "
        "Next: compare with a backup, and tell whoever keeps the keys."
    )


def random_bytes(size: int) -> bytes:
    """Return ``size`` bytes nobody can foretell."""
    # Not nacl.utils.random: that is os.urandom.
    return bindings.randombytes(size)


def random_key() -> Secret:
    """Return a fresh 32-byte key."""
    return Secret(random_bytes(KEY_SIZE))


def random_below(bound: int) -> int:
    """Return a uniform integer from 0 to ``bound`` - 1, of any size.

    Notes
    -----
    By rejection, without bias; libsodium's ``randombytes_uniform`` ends at 32 bits and PyNaCl does not offer it.
    """
    n_bits = (bound - 1).bit_length()
    n_bytes = (n_bits + 7) // 8
    while True:
        drawn = int.from_bytes(random_bytes(n_bytes), "little") & ((1 << n_bits) - 1)
        if drawn < bound:
            return drawn


def digest(data: bytes) -> bytes:
    """Return BLAKE2b-256 of ``data``, unkeyed, as ``b2sum -l 256`` prints it."""
    return bindings.crypto_generichash_blake2b_salt_personal(data, digest_size=32)


def keyed_digest(data: bytes, key: Secret, *, person: str) -> bytes:
    """Return keyed BLAKE2b-256 of ``data``.

    Parameters
    ----------
    data : bytes
        Framed by the caller where it has several fields.
    key : Secret
        32 bytes.
    person : str
        What the digest is for, at most 16 ASCII letters, one constant per use; the same key gives unrelated
        digests under different persons.

    Raises
    ------
    SealError
        If the key is not 32 bytes long: BLAKE2b would take an empty key in silence and be a plain hash.
    """
    return bindings.crypto_generichash_blake2b_salt_personal(
        data, digest_size=32, key=_checked(key), person=person.encode("ascii")
    )


def derive_key(key: Secret, *labels: str) -> Secret:
    """Return the subkey of ``key`` for the use that ``labels`` name; deterministic."""
    return Secret(keyed_digest(framed("qorgan/subkey", *labels), key, person="qorgan.subkey"))


def is_equal(one: bytes, other: bytes) -> bool:
    """Compare in constant time."""
    return bindings.sodium_memcmp(one, other)


def seal(plaintext: bytes, key: Secret, associated_data: bytes) -> bytes:
    """Encrypt and authenticate by XChaCha20-Poly1305-IETF.

    Parameters
    ----------
    plaintext : bytes
        Padded by the caller where its length would tell something.
    key : Secret
        32 bytes.
    associated_data : bytes
        Where the ciphertext belongs; framed, authenticated, not stored.

    Returns
    -------
    bytes
        24 random bytes of nonce, then the ciphertext with its tag. At 24 bytes random nonces do not repeat.
    """
    nonce = random_bytes(NONCE_SIZE)
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plaintext, associated_data, nonce, _checked(key))


def open_sealed(ciphertext: bytes, key: Secret, associated_data: bytes, *, what: str) -> bytes:
    """Undo `seal`.

    Parameters
    ----------
    ciphertext, key, associated_data : bytes, Secret, bytes
        As `seal` made and had them.
    what : str
        What is being opened, in plain words, for the error.

    Raises
    ------
    SealError
        If anything differs from what was sealed.

    Notes
    -----
    The tag does not commit to the key: somebody who chose two keys can make a ciphertext that opens under both.
    Keys are therefore never found by trying which one opens something.
    """
    if len(ciphertext) < NONCE_SIZE + TAG_SIZE:
        raise refused(what)
    nonce, body = ciphertext[:NONCE_SIZE], ciphertext[NONCE_SIZE:]
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(body, associated_data, nonce, _checked(key))
    except CryptoError:
        raise refused(what) from None


def _checked(key: Secret) -> bytes:
    value = key.reveal()
    if len(value) != KEY_SIZE:
        raise SealError(f"A key was refused. Rule: it is {KEY_SIZE} bytes long. Next: look at where it comes from.")
    return value
