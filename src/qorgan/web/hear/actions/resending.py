"""A form that is sent again with more or other words than the first time: nothing of it is dropped without her knowing.

From the form's token follows her receipt, and with it her key, until she says that she has kept the code: so what is new can
be sealed as she would have done it with her code, and no further than that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qorgan.hear.disclosure import Disclosure as Told
from qorgan.kernel.errors import QorganError, SealError
from qorgan.web.accounts.models import Centre
from qorgan.web.hear.actions.public import change_wishes, current, write_message
from qorgan.web.hear.chosen import choice_of
from qorgan.web.hear.models import Disclosure
from qorgan.web.hear.receipts import Found
from qorgan.web.hear.wishes import Wishes
from qorgan.web.sealed import sealing
from qorgan.web.sealed.models import Envelope
from qorgan.web.shell.turns import in_turn


class OtherReaders(QorganError):
    """This time she chose other centres: what she wrote now is not for those of the first time."""


@dataclass(frozen=True)
class Again:
    """What became of what was new."""

    is_added: bool = False
    is_left_out: bool = False


@in_turn()
def add_what_differs(*, found: Found, told: Told, wishes: Wishes, centres: Sequence[Centre], knows_word: bool) -> Again:
    """Add words that differ as a second message, and take other wishes over where she may change them.

    The whole text is added, not the difference: a sentence cut out of its place can say the opposite.

    Parameters
    ----------
    knows_word : bool
        Whether her own words are open to who sends this. Writing needs no more than the code; her wishes do.

    Raises
    ------
    OtherReaders
        If she chose other centres than the first time. Nothing is added.
    """
    disclosure = current(found)  # locked: the same form may come in twice at this moment
    if {str(one.id) for one in centres} != choice_of(found).readers:
        raise OtherReaders("This form was sent before, to others than are chosen now. Nothing was added.")
    documents = _hers(found, disclosure)
    more = _more(told, documents)
    is_new = bool(more) or told.words not in [one.get("words") for one in documents]
    if is_new:
        write_message(found=found, words=told.words, more=more)
    is_other = _is_other(wishes, [one for one in documents if "consents" in one])
    if is_other and knows_word:
        change_wishes(found=found, wishes=wishes)
    return Again(is_added=is_new or (is_other and knows_word), is_left_out=is_other and not knows_word)


def _hers(found: Found, disclosure: Disclosure) -> list[dict[str, Any]]:
    rows = Envelope.objects.filter(thread=disclosure.pk, direction=sealing.In)
    chosen, opened = choice_of(found).centres, []
    for row in rows.prefetch_related("wraps__from_survivor", "wraps__from_keyring__keyring").order_by("sequence"):
        try:
            opened.append(sealing.open_for_survivor(row, found.survivor, chosen=chosen).document)
        except SealError:
            continue  # altered: better sent twice than lost
    return opened


def _more(told: Told, documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what she told beside her words and has not told before."""
    said: dict[str, str] = {}
    for one in documents:
        said.update(one.get("answers", {}))
    answers = {name: code for name, code in told.answers.items() if said.get(name) != code}
    joins = told.joins if told.joins not in [one.get("joins", "") for one in documents] else ""
    return {**({"answers": answers} if answers else {}), **({"joins": joins} if joins else {})}


def _is_other(wishes: Wishes, documents: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether these wishes are new. The form's own, from the first time, must not come back over newer ones."""
    known = [Wishes.from_document(one) for one in documents]
    seen = [known[0], known[-1]] if known else []
    return all((one.contact, one.consents.given) != (wishes.contact, wishes.consents.given) for one in seen)
