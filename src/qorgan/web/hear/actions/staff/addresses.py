"""Short printable addresses."""

from django.db import transaction

from qorgan.web.accounts.actor import Actor
from qorgan.web.hear.actions.staff.reading import record
from qorgan.web.hear.models import ShortAddress


@transaction.atomic
def make_address(*, by: Actor, code: str, language: str) -> ShortAddress:
    """Make a short address that leads to help."""
    address = ShortAddress.objects.create(code=code, language=language)
    record(by, "short-address.made", None)
    return address
