"""A private key held during a session under a key that lives only in the person's cookie."""

from qorgan.vault import sodium
from qorgan.vault.framing import framed
from qorgan.vault.secret import Secret


def new_session_key() -> Secret:
    """Return a fresh 32-byte key, to go into the cookie and nowhere else."""
    return sodium.random_key()


def seal_session(value: bytes, key: Secret, *, session: str) -> bytes:
    """Seal what the server keeps during a session.

    Parameters
    ----------
    value : bytes
        Of a fixed length, such as a private key: it is not padded.
    key : Secret
        From `new_session_key`.
    session : str
        Which door and which session; must be the same at opening.
    """
    return sodium.seal(value, key, framed("qorgan/session", session))


def open_session(sealed: bytes, key: Secret, *, session: str) -> bytes:
    """Undo `seal_session`.

    Raises
    ------
    SealError
        If value, key or session are not those of the sealing.
    """
    return sodium.open_sealed(sealed, key, framed("qorgan/session", session), what="session")
