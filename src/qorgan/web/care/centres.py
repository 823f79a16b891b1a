"""Centres as a file can be handed to, by id and name."""

from qorgan.web.accounts.models import Centre
from qorgan.web.care.records import OpenedCase
from qorgan.web.shell.templatetags.shell import spoken


def all_centres() -> list[tuple[str, str]]:
    """Return every centre that is or was, by id."""
    return [(str(one.id), spoken(one.name)) for one in Centre.objects.all()]


def other_centres(opened: OpenedCase | None) -> list[tuple[str, str]]:
    """Return the centres that a case can be handed to, and those that stand in its consents already."""
    own = str(opened.case.centre_id) if opened else ""
    named = {one.data.get("centre", "") for one in opened.entries("consent")} if opened else set()
    open_now = {str(one) for one in Centre.objects.listed().values_list("id", flat=True)}
    return [(number, name) for number, name in all_centres() if number != own and number in open_now | named]
