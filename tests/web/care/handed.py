"""Saying, handing over, taking up and taking back, each in one step: for tests of what goes to another centre."""

from tests.recovering import fresh

from qorgan.hear.contact import SafeContact
from qorgan.kernel.consent import Consents, Speaker
from qorgan.web.care.actions import referring, writing
from qorgan.web.care.consents import is_taken_back
from qorgan.web.care.models import Referral
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.wishes import Wishes
from qorgan.web.shell import clock

CONSENT = "6f0c9d0e-0000-4000-8000-000000000001"
INCIDENT = "6f0c9d0e-0000-4000-8000-000000000002"
KEYS = [f"incident/{INCIDENT}"]


def save(by, case, form, entry, data, *, began_from=0):
    return writing.save_form(by=fresh(by), case=case, form=FORMS[form], entry=entry, began_from=began_from, data=data)


def say(by, case, centre, *, began_from=0, **more):
    today = clock.today().isoformat()
    data = {"purpose": "referral", "centre": str(centre.id), "giver": "herself", "given": today, **more}
    return save(by, case, "consent", CONSENT, data, began_from=began_from)


def take_back(by, case, centre):
    return say(by, case, centre, began_from=1, withdrawn=clock.today().isoformat())


def send(by, case, centre, **more):
    told = {"keys": KEYS, "words": "", "is_transfer": False, **more}
    return referring.send(by=fresh(by), case=case, centre=centre, **told)


def accept(by, row):
    return referring.accept(by=fresh(by), row=Referral.objects.get(pk=row.pk))


def opened_by(by, row):
    return referring.open_referral(by=fresh(by), row=Referral.objects.get(pk=row.pk))


def wish(her, *purposes):
    consents = Consents(frozenset(purposes), clock.today(), Speaker.SURVIVOR)
    her_actions.change_wishes(found=her.sent.found, wishes=Wishes(SafeContact(), consents))


def is_over(worker, case) -> bool:
    return is_taken_back(open_case(case, worker.actor.intake), today=clock.today())
