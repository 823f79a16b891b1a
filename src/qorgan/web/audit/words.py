"""What an auditor reads for each fixed word of the audit."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from qorgan.web.accounts.models import Role
from qorgan.web.shell.journal import COUNTRY, SURVIVORS

SAID = {
    "answer.sent": _("answered"),
    "answers.seen": _("read an answer"),
    "audit.read": _("read the audit"),
    "backup.restored": _("put the database back from a backup"),
    "centre.changed": _("changed what survivors read about a centre"),
    "centre.confirmed": _("confirmed a centre"),
    "centre.cover": _("set cover"),
    "centre.proposed": _("proposed a centre"),
    "conversation.deleted": _("deleted a conversation of her own"),
    "conversation.shredded": _("destroyed a conversation, because she asked"),
    "conversation.shredded-again": _("destroyed again what a copy of the database had brought back"),
    "conversation.shredded-when-due": _("destroyed by itself, seven days after she deleted it"),
    "deletion.undone": _("brought back a deleted conversation"),
    "disclosure.accepted": _("took a conversation back or reopened it"),
    "disclosure.aside": _("set a conversation aside"),
    "disclosure.assigned": _("gave a conversation to a colleague"),
    "disclosure.closed": _("closed a conversation"),
    "disclosure.labelled": _("changed labels"),
    "disclosure.opened": _("opened a conversation"),
    "disclosure.sent": _("told a centre"),
    "disclosures.listed": _("opened a list"),
    "file.opened": _("opened a file"),
    "file.sent": _("sent a file"),
    "member.code-refused": _("a wrong code was given after the right pass phrase"),
    "keys.given-up": _("gave up old keys"),
    "keys.resealed": _("sealed older conversations anew"),
    "keys.renewed": _("renewed keys"),
    "member.confirmed": _("confirmed a member"),
    "member.confirmed-at-machine": _("was confirmed by who keeps the machine"),
    "member.ended": _("ended a membership"),
    "member.invited": _("invited a member"),
    "member.invited-again": _("invited a member again"),
    "member.joined": _("joined"),
    "member.keys-given": _("handed the audit’s keys on"),
    "member.passphrase-changed": _("changed her pass phrase"),
    "member.roles": _("changed roles"),
    "member.signed-in-with-recovery-code": _("signed in with a recovery code"),
    "member.signed-in-with-totp": _("signed in"),
    "message.sent": _("wrote again"),
    "note.written": _("wrote a note"),
    "notice.failed": _("a notice could not be sent"),
    "notice.no-address": _("a notice had no mail address"),
    "notice.sent": _("a notice was sent"),
    "notice.waiting": _("a notice waits for another try"),
    "notices.made": _("notices were made"),
    "phrases.saved": _("saved her phrases"),
    "receipt.issued": _("gave a survivor a new code"),
    "receipt.kept": _("said that she kept her code"),
    "recovery.allowed": _("let somebody use recovery papers"),
    "recovery.made": _("made new recovery papers"),
    "recovery.refused": _("gave recovery papers that do not open the keys"),
    "recovery.used": _("got a centre’s keys by recovery papers"),
    "recovery.void": _("recovery papers became void"),
    "safe-word.missed": _("gave another safe word"),
    "safe-word.refused": _("could not make sure that it was she"),
    "short-address.made": _("made a short address"),
    "short-address.opened": _("opened a short address"),
    "wishes.changed": _("changed how she may be reached"),
}
CHAINS = {COUNTRY: _("The country"), SURVIVORS: _("Survivors, without names or times")}
DETAILS = {
    "check": _("checked by"),
    "copy": _("which copy"),
    "count": _("how many"),
    "refused": _("could not be opened"),
    "roles": _("roles"),
    "to": _("to"),
    "version": _("version"),
}
# Fixed words inside a detail; a detail without a list of its own is a count, or a member's name.
VALUES: dict[str, dict[str, Any]] = {
    "check": {"otherwise": _("another way agreed with her"), "safe-word": _("her safe word")},
    "copy": {"original": _("as it came"), "reading": _("without hidden data")},
    "roles": dict(Role.choices),
}
