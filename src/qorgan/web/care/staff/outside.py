"""What a case tells services outside, at a glance: letters, and the exceptions to her consent."""

from typing import Any

from qorgan.web.care.records import OpenedCase
from qorgan.web.care.staff import exception, letter


def at_a_glance(opened: OpenedCase) -> dict[str, Any]:
    """Return what the page of the case shows."""
    return {"exceptions": exception.at_a_glance(opened), "letters": letter.at_a_glance(opened)}
