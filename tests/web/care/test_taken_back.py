"""In the middle of the work she takes back her consent to the file: what each address of the case refuses from then on."""

import re
import uuid
from dataclasses import dataclass

import pytest
from django.utils import translation
from tests.cast import tell
from tests.web.care.test_exceptions import answered, asked
from tests.web.care.test_letters import consented, saved, sent, written

from qorgan.hear.contact import SafeContact, Way
from qorgan.kernel.consent import Purpose
from qorgan.web import handing_over
from qorgan.web.care.actions import referring
from qorgan.web.care.conversation import HEARD
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS
from qorgan.web.hear.actions.staff import reading
from qorgan.web.shell import clock
from qorgan.web.urls import staff

INCIDENT, ACTION, REFERRAL = (f"6f0c9d0e-0000-4000-8000-00000000000{n}" for n in (2, 3, 4))
SECRET, WHERE, LETTER = "what happened in the kitchen", "+0 000 of hers", "a blow to the head"
PLAN = {"now": "after-leaving", "part_after_leaving": "Nobody knows the street.", "paper_is_safe": "yes"}
PLAN["not_needed"] = ["children", "documents", "money", "phone-and-accounts", "work", "code-word"]
TAKEN_BACK = "She has taken back her consent to this file."


@dataclass
class Work:
    """A case in the middle of the work, and all that was made of it."""

    case: Case
    her: object
    exception: str
    letter: str
    referral: Referral
    at_the_other: Case
    part: str = ""

    def __getitem__(self, rest: str) -> str:
        return f"/en/cases/{self.case.pk}{rest}"


@pytest.fixture(autouse=True)
def _in_english(frozen):
    with translation.override("en"):
        yield


@pytest.fixture
def her(centre, supervisor):
    contact = SafeContact((Way.CALL,), WHERE, "10-12", "", "kettle")
    return tell(centre, purposes=(Purpose.CASE, Purpose.CONTACT, Purpose.STATISTICS), contact=contact)


@pytest.fixture
def work(worker, supervisor, worker_elsewhere, her):
    reading.open_disclosure(by=worker.actor, disclosure=her.disclosure)
    case = handing_over.begin_from(
        by=worker.actor, row=her.disclosure, opening={"called": "Saule", "is_adult": "yes", "speaks": "en"}
    )
    answers = {"q_penetration": "no", "q_sexual_contact": "no", "q_physical_assault": "yes"}
    saved(worker, case, "incident", INCIDENT, words=SECRET, happened="2026-10-01", place_region="KZ-75", **answers)
    saved(worker, case, "safety-plan", **PLAN)
    saved(worker, case, "action", ACTION, service="law", until="2026-12-20")
    there = worker_elsewhere.actor.centre
    saved(
        worker, case, "consent", REFERRAL, purpose="referral", centre=str(there.id), giver="herself", given="2026-11-20"
    )
    consented(worker, case)
    exception, _answer = asked(worker, case)
    referral = referring.send(
        by=worker.actor, case=case, centre=there, keys=[f"incident/{INCIDENT}"], words="", is_transfer=False
    )
    at_the_other = referring.accept(by=worker_elsewhere.actor, row=referral)
    return Work(case, her, exception, written(worker, case, happened=LETTER), referral, at_the_other)


def by_her(worker, work):
    """Take it back at the public door, as she does."""
    work.her.come_back()
    work.her.post("/en/talk/word", {"word": "kettle"})
    wishes = {"ways": "call", "where": WHERE, "word": "kettle", "consent_contact": "on", "consent_statistics": "on"}
    assert "Kept" in work.her.post("/en/talk/wishes", wishes).text


def by_a_worker(worker, work):
    """Write down at the desk that she took it back."""
    found = open_case(work.case, worker.actor.intake).entries("consent")
    (own,) = [one for one in found if one.data["purpose"] == "case"]
    saved(worker, work.case, "consent", own.entry, 1, **{**own.data, "withdrawn": clock.today().isoformat()})


WAYS = [pytest.param(by_her, id="by-her"), pytest.param(by_a_worker, id="by-a-worker")]


def _page(member, address, says="", hides=(SECRET, LETTER, PLAN["part_after_leaving"])):
    answer = member.get(address)
    assert answer.status_code == 200, address
    assert says in answer.text, address
    assert [one for one in hides if one in answer.text] == [], address


def _written(member, address):
    """Return what stands in the case of an address, but for what is noted of her conversation by itself."""
    case = Case.objects.get(pk=address.split("/")[3])
    return [one for one in open_case(case, member.actor.intake).records.all if one.form != HEARD]


def _refused(member, address, form, says=""):
    before = _written(member, address)
    answer = member.post(address, form)
    assert answer.status_code in (409, 422), address
    assert says in answer.text, address
    assert _written(member, address) == before, f"{address} wrote something"


def _case(worker, supervisor, work):
    _page(worker, work[""], TAKEN_BACK, hides=("What is due", "Hand to another centre</a>"))


def _assigned(worker, supervisor, work):
    """Somebody has to close it, so that it still goes from hand to hand."""
    assert supervisor.post(work["/assign"], {"to": str(worker.actor.member.id)}).status_code == 302


def _not_decided(worker, supervisor, work):
    _refused(supervisor, work["/decide"], {"to": "close"}, "does not wait to be closed")


def _copy(worker, supervisor, work):
    """A copy goes to nobody but her, and only as she asks for it: that is hers also when she ends the file."""
    _page(worker, work["/copy"], TAKEN_BACK)


def _plan(worker, supervisor, work):
    _refused(supervisor, work["/plan"], {"to": "approve", "revision": "1"}, "taken back her consent to this file")


def _not_counted(worker, supervisor, work):
    _page(worker, work["/statistics"], "Nothing of this case is counted", hides=(SECRET, "Physical assault"))


def _not_handed(worker, supervisor, work):
    _page(worker, work["/hand"], "She has not allowed that her file goes to another centre")
    form = {"centre": str(work.referral.to_centre_id), "how": "part", "send": "yes"}
    _refused(worker, work["/hand"], form, "she has not allowed it")


def _lent_no_more(worker, supervisor, work):
    _page(worker, work[f"/handed/{work.referral.pk}"], "taken back", hides=())
    work.referral.refresh_from_db()
    assert work.referral.state == Referral.State.REVOKED


def _words(worker, supervisor, work):
    """Words go to her alone, as her consent to be reached says; not a word of the file is among them."""
    _page(worker, work["/words"], TAKEN_BACK)


def _no_letter(worker, supervisor, work):
    _page(worker, work["/letter"], TAKEN_BACK)
    before = _written(worker, work[""])
    assert sent(worker, work.case, "keep").status_code in (409, 422)
    assert _written(worker, work[""]) == before


def _letter_not_printed(worker, supervisor, work):
    _page(worker, work.letter, "It is not printed today", hides=(LETTER,))


def _no_exception(worker, supervisor, work):
    answer = answered(supervisor, work.case, work.exception)
    assert answer.status_code == 409
    assert "an exception to her consent holds" not in supervisor.get(work[""]).text


def _no_form(worker, supervisor, work):
    for name, about in FORMS.items():
        if not about.many and name != "closure":
            _refused(worker, work[f"/{name}"], {"called": "Saule", "began_from": "1"})


def _no_entry(worker, supervisor, work):
    _page(worker, work[f"/incident/{INCIDENT}"], "Nothing more is written in it", hides=())
    _refused(worker, work[f"/incident/{INCIDENT}"], {"words": "more", "began_from": "1"}, "more")
    _refused(worker, work[f"/exception/{uuid.uuid4()}"], {"reason": "x", "began_from": "0"})


def _no_paper(worker, supervisor, work):
    _page(worker, work["/safety-plan/paper"], "It is not printed")
    _page(worker, work["/opening/paper"], "It is not printed", hides=(WHERE,))


def _no_entry_on_paper(worker, supervisor, work):
    _page(worker, work[f"/incident/{INCIDENT}/paper"], "It is not printed", hides=(SECRET, "Physical assault"))


REFUSES = {
    "case": _case,
    "assign-case": _assigned,
    "decide-case": _not_decided,
    "release": _copy,
    "case-plan": _plan,
    "case-statistics": _not_counted,
    "hand": _not_handed,
    "referral": _lent_no_more,
    "case-words": _words,
    "case-letter": _no_letter,
    "case-letter-paper": _letter_not_printed,
    "case-exception": _no_exception,
    "case-form": _no_form,
    "case-entry": _no_entry,
    "case-paper": _no_paper,
    "case-entry-paper": _no_entry_on_paper,
}


def test_every_address_of_a_case_says_here_what_it_refuses():
    found = [one for one in staff._IN_A_LANGUAGE if str(one.pattern).startswith("cases/<uuid:number>")]
    assert {one.name for one in found} == set(REFUSES)


@pytest.mark.parametrize("take_back", WAYS)
@pytest.mark.parametrize("name", REFUSES)
def test_from_that_moment_each_address_refuses_what_is_its_to_refuse(worker, supervisor, work, take_back, name):
    take_back(worker, work)
    REFUSES[name](worker, supervisor, work)


@pytest.mark.parametrize("take_back", WAYS)
def test_the_other_centre_opens_nothing_of_it_and_writes_nothing_more(worker, worker_elsewhere, work, take_back):
    take_back(worker, work)
    worker.get(work[""])  # who holds the keys has to come by; until then nobody can know it
    _page(worker_elsewhere, f"/en/incoming/{work.referral.pk}", "Nothing of it can be opened here")
    _page(worker_elsewhere, f"/en/cases/{work.at_the_other.pk}", TAKEN_BACK)
    _refused(worker_elsewhere, f"/en/cases/{work.at_the_other.pk}/risk", {"began_from": "0"})


@pytest.mark.parametrize("take_back", WAYS)
def test_nothing_of_it_is_due_or_waits_for_a_supervisor_any_more(worker, supervisor, work, take_back):
    take_back(worker, work)
    worker.get(work[""])
    for address in ("/en/approvals", "/en/calendar?span=week&day=2026-12-20"):
        assert re.search(rf'href="{work[""]}(/plan)?"', supervisor.get(address).text) is None, address


@pytest.mark.parametrize("take_back", WAYS)
def test_what_is_left_is_to_close_it(worker, supervisor, work, take_back):
    take_back(worker, work)
    assert worker.post(work["/closure"], {"reason": "consent", "began_from": "0"}).status_code == 302
    assert supervisor.post(work["/decide"], {"to": "close"}).status_code == 302
    work.case.refresh_from_db()
    assert work.case.state == Case.State.CLOSED
