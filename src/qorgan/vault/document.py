"""How a document becomes bytes and comes back."""

import json
from collections.abc import Mapping
from typing import Any

from qorgan.kernel.errors import SealError
from qorgan.vault.sodium import refused


def encode_document(document: Mapping[str, Any]) -> bytes:
    """Write ``document`` as JSON with sorted keys, in UTF-8.

    Parameters
    ----------
    document : Mapping[str, Any]
        What JSON can hold; keys are text, floats are finite. A tuple comes back as a list.

    Raises
    ------
    SealError
        If it holds something else. The message does not say what.

    Notes
    -----
    Not escaped to ASCII: an escaped Cyrillic letter takes six bytes instead of two, so the length would tell the
    language. Lone surrogates, which a browser may send, are written as they are ("surrogatepass") and come back so.
    """
    encoded = _attempted(document)
    if encoded is None:
        raise SealError(
            "This document was refused. Rule: it holds text, numbers, true, false, null, lists and mappings with "
            "text keys. Next: bring its values to these before sealing."
        )
    return encoded


def decode_document(encoded: bytes, *, what: str) -> dict[str, Any]:
    """Undo `encode_document`.

    Parameters
    ----------
    encoded : bytes
        As authenticated before.
    what : str
        What is being opened, in plain words, for the error.

    Raises
    ------
    SealError
        If it is not a JSON object.
    """
    document = _parsed(encoded)
    if not isinstance(document, dict):
        raise refused(what)
    return document


# Both below answer None instead of raising: the errors of codecs and json carry the whole text they failed on, and
# one raised while another is handled keeps that other as its context.


def _attempted(document: Mapping[str, Any]) -> bytes | None:
    try:
        text = json.dumps(dict(document), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        return None
    return text.encode("utf-8", "surrogatepass")


def _parsed(encoded: bytes) -> Any:
    try:
        return json.loads(encoded.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return None
