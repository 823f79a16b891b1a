"""How she may be reached and what she allows: one document, so that neither is ever older than the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qorgan.hear.contact import SafeContact
from qorgan.kernel.consent import Consents


@dataclass(frozen=True)
class Wishes:
    """What she wishes now; the newest document of a thread holds.

    Parameters
    ----------
    cover : tuple of str
        Ids of the centres that hold its keys because she lets others read what stays unread.
    moved : tuple of str
        Ids of the centres that she chose after hers had closed, the newest last.
    """

    contact: SafeContact
    consents: Consents
    cover: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Return what is sealed."""
        told = {"contact": self.contact.to_document(), "consents": self.consents.to_document()}
        return {**told, "cover": list(self.cover), "moved": list(self.moved)}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Wishes":
        """Undo `to_document`."""
        contact, consents = document["contact"], document["consents"]
        cover = tuple(str(one) for one in document.get("cover", ()))
        moved = tuple(str(one) for one in document.get("moved", ()))
        return cls(SafeContact.from_document(contact), Consents.from_document(consents), cover, moved)
