"""A case by hand, its forms, its drafts, two who write at once."""

import uuid

import pytest

from qorgan.web.care.actions import writing
from qorgan.web.care.models import Case
from qorgan.web.care.records import open_case
from qorgan.web.sealed.models import Draft

OPENING = {"called": "Aigerim", "came": "phone", "speaks": "kk", "agreed_by": "herself", "is_adult": "yes"}


@pytest.fixture
def case(worker):
    return writing.begin_case(
        by=worker.actor,
        opening={"called": "Aigerim", "is_adult": "yes", "speaks": "kk"},
        consents=[{"purpose": "case", "giver": "herself", "given": "2026-11-20"}],
    )


def test_a_case_is_opened_by_hand_with_her_consent(worker):
    response = worker.post("/en/cases/new", OPENING)
    assert response.status_code == 302, response.content.decode()
    case = Case.objects.get()
    assert case.assigned_to == worker.actor.member
    page = worker.get(response["Location"]).content.decode()
    assert "Aigerim" in page
    assert "Aigerim" in worker.get("/en/cases").content.decode()


def test_form(worker, case):
    address = f"/en/cases/{case.pk}/opening"
    page = worker.get(address).content.decode()
    assert "Aigerim" in page
    r = worker.post(address, {"called": "Dina", "is_adult": "yes", "began_from": "1"})
    assert r.status_code == 302
    r = worker.post(address, {"called": "Madina", "is_adult": "yes", "speaks": "ru", "began_from": "1"})
    assert r.status_code == 409
    text = r.content.decode()
    assert "Madina" in text
    assert "Dina" in text
    worker.post(address, {"called": "Madina", "hours": "10-12", "keep": "1", "began_from": "2"})
    assert Draft.objects.count() == 1
    assert "10-12" in worker.get(address).content.decode()
    assert "Begun and not saved" in worker.get(f"/en/cases/{case.pk}").content.decode()
    assert worker.get(f"/en/cases/{case.pk}/opening/paper").status_code == 200
    e = uuid.uuid4()
    assert worker.get(f"/en/cases/{case.pk}/consent/{e}").status_code == 200
    r = worker.post(f"/en/cases/{case.pk}/consent/{e}", {"purpose": "contact", "giver": "herself"})
    assert r.status_code == 302
    assert len(open_case(case, worker.actor.intake).entries("consent")) == 2
