"""Form tokens of the public door: a signed number that makes sending twice the same as sending once.

From the number, under a key file, follows the receipt. So a form that is sent again, after a broken connection or by a
double tap, leads to the same conversation, and nothing about it need be kept before she sends.
"""

import base64
import hmac
import secrets
from datetime import date, timedelta

from qorgan.kernel.errors import QorganError
from qorgan.vault.receipt import Receipt, ReceiptSecret
from qorgan.vault.values import tag
from qorgan.web.shell import keys

_NONCE = 16
_MAC = 16
GOOD_FOR = timedelta(days=2)  # somebody may leave the page open overnight and finish in the morning


class FormStale(QorganError):
    """The form is too old or was not made here; a new one is given with all that was written."""


def new_token(today: date) -> str:
    """Return a token for one form."""
    body = secrets.token_bytes(_NONCE) + today.toordinal().to_bytes(4, "big")
    return _spelt(body + _mac(body))


def nonce_of(token: str, today: date | None) -> bytes:
    """Return the nonce of a token; without a day its age does not matter.

    Raises
    ------
    FormStale
        If it was not made here, or more than two days ago.
    """
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        raw = b""
    body, mac = raw[:-_MAC], raw[-_MAC:]
    # One spelling only: the decoder passes over signs that are no base64, and work is done over the token as it is spelt.
    is_ours = len(raw) == _NONCE + 4 + _MAC and _spelt(raw) == token
    if not is_ours or not hmac.compare_digest(mac, _mac(body)):
        raise FormStale("This form is not from here. Send it once more.")
    if today is not None and date.fromordinal(int.from_bytes(body[_NONCE:], "big")) + GOOD_FOR < today:
        raise FormStale("This form is some days old. Send it once more.")
    return body


def receipt_for(nonce: bytes) -> Receipt:
    """Return the receipt that this form leads to."""
    return Receipt.for_nonce(nonce, ReceiptSecret("form", keys.key("public", "form")))


def spent_tag(nonce: bytes) -> bytes:
    """Return what a sent form is known by."""
    return tag(nonce.hex(), keys.key("public", "form"), purpose="spent form")


def _spelt(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _mac(body: bytes) -> bytes:
    return tag(body.hex(), keys.key("public", "form"), purpose="form token")[:_MAC]
