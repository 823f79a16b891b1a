"""What the staff door signs: centres, the keys of members and centres, and who was given these. One door can make it."""

import json
from functools import lru_cache

from qorgan.vault import signing
from qorgan.web.accounts.models import Centre, Grant
from qorgan.web.shell import keys

# All that survivors read or that decides who may write to a centre; `revision` only says that a page is old.
SIGNED_FIELDS = (
    "name",
    "region",
    "state",
    "languages",
    "needs",
    "reading_hours",
    "must_report",
    "answer_days",
    "is_demonstration",
)


def sign_key(*, owner: str, version: int, public: bytes) -> bytes:
    """Sign a public key; staff door only."""
    return signing.sign_public_key(keys.signing_key(), owner=owner, version=version, public=public)


def check_key(*, owner: str, version: int, public: bytes, signature: bytes) -> bytes:
    """Return a public key once its signature proves it.

    Raises
    ------
    SealError
        If it was put there by anybody but the staff door.
    """
    return _checked_key(keys.verify_key(), owner, version, public, signature)


@lru_cache(maxsize=1024)
def _checked_key(verify_key: bytes, owner: str, version: int, public: bytes, signature: bytes) -> bytes:
    # A true signature stays true, so it is reckoned once; a refusal raises and is never kept.
    return signing.check_signed_key(verify_key, owner=owner, version=version, public=public, signature=signature)


def sign_grant(grant: Grant) -> None:
    """Put the staff door's signature on a grant: this member was given this version; the caller saves it."""
    grant.signature = signing.sign(keys.signing_key(), _what_is_given(grant), bytes(grant.box))


def check_grant(grant: Grant) -> None:
    """Check that the staff door gave a member what her grant says.

    Raises
    ------
    SealError
        If somebody else wrote it, or it stood elsewhere.
    """
    signing.check(keys.verify_key(), _what_is_given(grant), bytes(grant.box), bytes(grant.signature or b""))


def _what_is_given(grant: Grant) -> str:
    return f"grant/{grant.member_id}/{grant.key.keyring_id}/{grant.key.version}"


def sign_centre(centre: Centre) -> None:
    """Put the staff door's signature on a centre as it is now; the caller saves it."""
    centre.signature = signing.sign(keys.signing_key(), _what(centre), centre_body(centre))


def check_centre(centre: Centre) -> Centre:
    """Return a centre once its signature proves what its row says.

    Raises
    ------
    SealError
        If it was written by anybody but the staff door.
    """
    check_said(_what(centre), centre_body(centre), bytes(centre.signature or b""))
    return centre


def check_said(what: str, body: bytes, signature: bytes) -> None:
    """Check that the staff door said this; what is true is remembered.

    Raises
    ------
    SealError
        If anybody else did.
    """
    _check(keys.verify_key(), what, body, signature)


@lru_cache(maxsize=1024)
def _check(verify_key: bytes, what: str, body: bytes, signature: bytes) -> None:
    signing.check(verify_key, what, body, signature)


def _what(centre: Centre) -> str:
    return f"centre/{centre.id}"


def centre_body(centre: Centre) -> bytes:
    """Return what is signed of a centre."""
    told = {name: getattr(centre, name) for name in SIGNED_FIELDS}
    told["checked_on"] = centre.checked_on.isoformat() if centre.checked_on else None
    told["proposed_by"] = str(centre.proposed_by_id or "")
    told["confirmed_by"] = str(centre.confirmed_by_id or "")
    return json.dumps(told, sort_keys=True).encode()
