"""A centre that closes leaves no open case behind that nobody can read."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from tests.cast import tell
from tests.recovering import fresh

from qorgan.kernel.consent import Purpose as Said
from qorgan.web import handing_over
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import Centre, Grant
from qorgan.web.care.actions import referring, writing
from qorgan.web.care.actions.closing import decide_closing, reopen
from qorgan.web.care.actions.common import NotPossible
from qorgan.web.care.models import Case, Referral
from qorgan.web.care.registry import FORMS
from qorgan.web.hear.actions.staff import closing as actions
from qorgan.web.hear.actions.staff import reading
from qorgan.web.shell import clock

READS, KEPT = date(2026, 12, 1), date(2027, 3, 15)
GIVEN = {"purpose": "case", "giver": "herself", "given": "2026-11-20"}
CONSENT = "6f0c9d0e-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def proposed(administrators, worker, centre):
    """It is proposed to close her centre."""
    return actions.propose(by=administrators[0].actor, centre=centre, reads_until=READS, kept_until=KEPT)


def confirm(administrators, centre):
    actions.confirm(by=administrators[1].actor, centre=centre)
    centre.refresh_from_db()


def close_case(worker, supervisor, case):
    data = {"why": "ended", "words": "invented"}
    writing.save_form(by=fresh(worker), case=case, form=FORMS["closure"], entry="only", began_from=0, data=data)
    decide_closing(by=fresh(supervisor), case=case, is_approved=True, reason="")


def send_all(worker, case, there) -> Referral:
    data = {"purpose": "referral", "centre": str(there.id), "giver": "herself", "given": "2026-11-20"}
    writing.save_form(by=fresh(worker), case=case, form=FORMS["consent"], entry=CONSENT, began_from=0, data=data)
    return referring.send(by=fresh(worker), case=case, centre=there, keys=[], words="", is_transfer=True)


def test_a_closing_is_not_confirmed_while_a_case_is_open(administrators, centre, case, proposed):
    with pytest.raises(NotAllowed, match="1 case is open there"):
        confirm(administrators, centre)
    centre.refresh_from_db()
    assert centre.state == Centre.State.OPEN


def test_it_is_confirmed_once_each_case_is_closed(administrators, centre, worker, supervisor, case, proposed):
    close_case(worker, supervisor, case)
    confirm(administrators, centre)
    assert centre.state == Centre.State.CLOSED


def test_it_is_confirmed_once_another_centre_has_accepted_the_case_and_not_when_it_was_sent(
    administrators, centre, worker, worker_elsewhere, case, proposed
):
    row = send_all(worker, case, worker_elsewhere.actor.centre)
    with pytest.raises(NotAllowed):
        confirm(administrators, centre)
    theirs = referring.accept(by=fresh(worker_elsewhere), row=row)
    confirm(administrators, centre)
    assert worker_elsewhere.get(f"/en/cases/{theirs.pk}").status_code == 200


def test_a_centre_whose_keys_are_lost_can_still_be_closed(administrators, centre, case, proposed):
    Grant.objects.filter(key__keyring__centre=centre).delete()
    assert "there are no recovery papers" in administrators[1].get(f"/en/centres/{centre.id}/closing").text
    confirm(administrators, centre)
    assert centre.state == Centre.State.CLOSED


def test_no_case_is_begun_taken_over_or_opened_again_in_a_centre_that_closes(
    administrators, centre, worker, supervisor, worker_elsewhere, case, proposed
):
    close_case(worker, supervisor, case)
    theirs = writing.begin_case(by=worker_elsewhere.actor, opening={"called": "D", "is_adult": "yes"}, consents=[GIVEN])
    row = send_all(worker_elsewhere, theirs, centre)
    her = tell(centre, purposes=(Said.CASE,))
    confirm(administrators, centre)
    reading.open_disclosure(by=fresh(worker), disclosure=her.disclosure)
    for begin in (
        lambda: writing.begin_case(by=fresh(worker), opening={"called": "E"}, consents=[GIVEN]),
        lambda: handing_over.begin_from(by=fresh(worker), row=her.disclosure, opening={"called": "F"}),
        lambda: referring.accept(by=fresh(worker), row=row),
        lambda: reopen(by=fresh(supervisor), case=case, reason="she called"),
    ):
        with pytest.raises(NotPossible, match="Your centre closes"):
            begin()
    assert not Case.objects.filter(centre=centre).exclude(state="closed").exists()


def test_administrators_see_how_many_cases_are_open_before_they_propose_it(administrators, centre, case):
    page = administrators[0].get(f"/en/centres/{centre.id}/closing").text
    assert "1 case is open there." in page
    assert str(case.pk) not in page


@pytest.mark.parametrize("address", ["/en/today", "/en/cases"])
def test_its_workers_are_led_to_handing_them_over(worker, worker_elsewhere, case, proposed, address):
    assert "It is proposed to close this centre." in worker.get(address).text
    assert "/en/cases/box/centre" in worker.get(address).text
    assert "It is proposed to close this centre." not in worker_elsewhere.get(address).text


def test_after_the_last_day_no_case_is_without_somebody_who_can_read_it(
    administrators, centre, worker, worker_elsewhere, case, proposed, frozen
):
    theirs = referring.accept(by=fresh(worker_elsewhere), row=send_all(worker, case, worker_elsewhere.actor.centre))
    confirm(administrators, centre)
    frozen.advance(timedelta(days=(READS - clock.today()).days + 1))
    actions.keep_days(today=clock.today())
    open_now = Case.objects.exclude(state="closed")
    assert [one.pk for one in open_now] == [theirs.pk]
    assert Grant.objects.filter(key__keyring__centre=theirs.centre_id, member__state="active").exists()
