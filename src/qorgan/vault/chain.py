"""A chain of MACs over rows in order, so that none is changed, moved, added or taken out unseen."""

from collections.abc import Iterable

from qorgan.kernel.errors import SealError
from qorgan.vault import sodium
from qorgan.vault.framing import framed
from qorgan.vault.secret import Secret

GENESIS = bytes(32)


def next_mac(key: Secret, *, chain: str, sequence: int, previous: bytes, content: bytes) -> bytes:
    """Return the MAC of the next row.

    Parameters
    ----------
    key : Secret
        From a key file.
    chain : str
        Which chain, such as a centre's id.
    sequence : int
        The row's number, at least 0.
    previous : bytes
        MAC of the row before, or `GENESIS`.
    content : bytes
        All that the row says, sealed or not.

    Returns
    -------
    bytes
        32 bytes: the new head.
    """
    return sodium.keyed_digest(framed("qorgan/chain", chain, sequence, previous, content), key, person="qorgan.chain")


def verify_chain(key: Secret, chain: str, rows: Iterable[tuple[int, bytes, bytes]]) -> bytes:
    """Check a chain from its beginning and return its head.

    Parameters
    ----------
    key : Secret
        From a key file.
    chain : str
        Which chain.
    rows : Iterable[tuple[int, bytes, bytes]]
        Sequence number, content and MAC of each, in order, the first included.

    Returns
    -------
    bytes
        MAC of the last row, `GENESIS` if there is none.

    Raises
    ------
    SealError
        Naming the sequence number of the first row that does not follow.

    Notes
    -----
    Rows cut off at the end leave a sound, shorter chain: compare the head with one kept elsewhere.
    """
    head = GENESIS
    for sequence, content, mac in rows:
        expected = next_mac(key, chain=chain, sequence=sequence, previous=head, content=content)
        if not sodium.is_equal(expected, mac):
            raise SealError(
                f"The chain breaks at row {sequence}. Rule: each row's MAC covers the row and the one before. "
                "Next: compare the rows up to here with a backup."
            )
        head = mac
    return head
