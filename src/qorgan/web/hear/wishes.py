"""How she may be reached and what she allows: one document, so that neither is ever older than the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qorgan.hear.contact import SafeContact
from qorgan.kernel.consent import Consents


@dataclass(frozen=True)
class Wishes:
    """What she wishes now; the newest document of a thread holds."""

    contact: SafeContact
    consents: Consents

    def to_document(self) -> dict[str, Any]:
        """Return what is sealed."""
        return {"contact": self.contact.to_document(), "consents": self.consents.to_document()}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Wishes":
        """Undo `to_document`."""
        return cls(SafeContact.from_document(document["contact"]), Consents.from_document(document["consents"]))
