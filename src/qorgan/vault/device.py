"""A mark by which a device shows that somebody has signed in on it before; it names nobody and opens nothing."""

from qorgan.vault import sodium
from qorgan.vault.framing import framed
from qorgan.vault.secret import Secret

DEVICE_SIZE = 16
MARK_SIZE = 32


def new_device() -> bytes:
    """Return 16 random bytes, one device's own."""
    return sodium.random_bytes(DEVICE_SIZE)


def device_mark(device: bytes, name: bytes, salt: bytes, staff_key: Secret) -> bytes:
    """Return the mark of one name on one device; deterministic.

    Parameters
    ----------
    device : bytes
        From `new_device`. Lies beside the mark, in the browser.
    name : bytes
        What a sign-in name is found by: without the key nobody can tell whose mark it is, or whether two are one's.
    salt : bytes
        That of her pass phrase: with a new pass phrase every mark of hers is worth nothing.
    staff_key : Secret
        From the staff key file.

    Returns
    -------
    bytes
        32 bytes.
    """
    subkey = sodium.derive_key(staff_key, "device mark")
    return sodium.keyed_digest(framed("qorgan/device-mark", device, name, salt), subkey, person="qorgan.device")
