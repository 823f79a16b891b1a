"""How a member of staff holds her key: passphrase, wrapped private key, recovery codes."""

import re
import unicodedata
import uuid

from nacl import bindings

from qorgan.kernel.errors import PassphraseError, SealError
from qorgan.vault import sodium
from qorgan.vault.digits import grouped_digits, plain_digits, random_digits
from qorgan.vault.framing import framed
from qorgan.vault.secret import Passphrase, Secret

MEMORY_BYTES = 64 * 1024 * 1024
PASSES = 3
SALT_SIZE = bindings.crypto_pwhash_SALTBYTES

N_WORDS = 5
# Only letters that mean the same sound to a reader of Cyrillic or look like no letter of hers: without c p x y, which
# she reads as s r kh u; without b h, whose capitals she reads as v n; without q w, which have no letter there.
CONSONANTS = "dfgjklmnrstvz"
VOWELS = "aeiou"
_WORD = (CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS)
N_CHOICES = len(CONSONANTS) ** 3 * len(VOWELS) ** 2

_CODE_DIGITS = 16
# The punctuation block from HYPHEN to HORIZONTAL BAR, then the minus sign.
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")


def generate_passphrase() -> Passphrase:
    """Return five pronounceable random words, consonant-vowel-consonant-vowel-consonant.

    Notes
    -----
    13 consonants and 5 vowels give 13^3 * 5^2 = 54,925 words, so 54,925^5 passphrases, all equally likely: 78.7 bits.
    """
    return Passphrase(" ".join(_word(sodium.random_below(N_CHOICES)) for _ in range(N_WORDS)))


def new_salt() -> bytes:
    """Return 16 random bytes, one person's own salt."""
    return sodium.random_bytes(SALT_SIZE)


def derive_wrapping_key(passphrase: Passphrase, salt: bytes, staff_key: Secret) -> Secret:
    """Derive the key that wraps a private key: BLAKE2b(key = staff key, Argon2id(passphrase, 64 MiB, 3 passes)).

    Parameters
    ----------
    passphrase : Passphrase
        As typed; letter case, full-width forms, and which spaces or dashes stand between words do not matter.
    salt : bytes
        16 bytes, her own.
    staff_key : Secret
        From the staff key file: the database alone does not allow guessing.

    Returns
    -------
    Secret
        32 bytes.

    Notes
    -----
    Takes 64 MiB; the caller runs one at a time in a process of its own.
    """
    stretched = bindings.crypto_pwhash_alg(
        32, _normalised(passphrase), salt, PASSES, MEMORY_BYTES, bindings.crypto_pwhash_ALG_ARGON2ID13
    )
    return Secret(sodium.keyed_digest(stretched, staff_key, person="qorgan.wrapping"))


def wrap_private_key(private: Secret, wrapping_key: Secret, owner: uuid.UUID) -> bytes:
    """Seal ``private`` for the database, to its owner's row.

    Parameters
    ----------
    private : Secret
        32 bytes.
    wrapping_key : Secret
        From `derive_wrapping_key`.
    owner : uuid.UUID
        Whose row it is.
    """
    return sodium.seal(private.reveal(), wrapping_key, framed("qorgan/private-key", owner))


def unwrap_private_key(wrapped: bytes, wrapping_key: Secret, owner: uuid.UUID) -> Secret:
    """Undo `wrap_private_key`; this is the only check of a passphrase.

    Raises
    ------
    PassphraseError
        If the passphrase was another one, or the row is altered or another person's: these look the same.
    """
    try:
        return Secret(
            sodium.open_sealed(wrapped, wrapping_key, framed("qorgan/private-key", owner), what="private key")
        )
    except SealError:
        raise PassphraseError(
            "This passphrase does not open the key. Rule: it is the five words as they were given. "
            "Next: type them once more, or ask a colleague to help you recover."
        ) from None


def generate_recovery_codes(n: int = 10) -> list[str]:
    """Return ``n`` single-use codes for a lost second factor, each 16 digits (53.1 bits) in groups of four.

    Digits, because they look the same on every keyboard layout she may have to type them on.
    """
    return [grouped_digits(random_digits(_CODE_DIGITS), 4) for _ in range(n)]


def hash_recovery_code(code: str, staff_key: Secret, owner: uuid.UUID) -> bytes:
    """Return what the database keeps of a recovery code.

    Parameters
    ----------
    code : str
        As typed; spaces, dashes and the script of its digits do not matter.
    staff_key : Secret
        From the staff key file. The hash is quick, so the codes are safe only while this key is.
    owner : uuid.UUID
        Whose code it is; compare by `qorgan.vault.sodium.is_equal`.

    Returns
    -------
    bytes
        32 bytes.
    """
    return sodium.keyed_digest(
        framed("qorgan/recovery-code", owner, plain_digits(code)), staff_key, person="qorgan.recovery"
    )


def _word(number: int) -> str:
    letters = []
    for alphabet in _WORD:
        number, place = divmod(number, len(alphabet))
        letters.append(alphabet[place])
    return "".join(letters)


def _normalised(passphrase: Passphrase) -> bytes:
    # Lower-casing can leave NFKC ("İ" becomes two characters), so it is brought back after.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", passphrase.reveal()).lower())
    return _SEPARATORS.sub(" ", folded).strip().encode("utf-8", "surrogatepass")
