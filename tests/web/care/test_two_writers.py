"""Two workers write in the same form: the later one loses nothing and sees what changed meanwhile."""

import uuid

import pytest

from qorgan.web.care.actions.writing import save_form
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS


@pytest.fixture
def incident(worker, case):
    """Return the address of an incident that stands in its first revision."""
    entry = str(uuid.uuid4())
    data = {"words": "first", "place": "home", "q_physical_assault": "yes"}
    save_form(by=worker.actor, case=case, form=FORMS["incident"], entry=entry, began_from=0, data=data)
    return f"/en/cases/{case.pk}/incident/{entry}"


def _now(worker, case):
    return open_case(case, worker.actor.intake).entries("incident")[0]


HERS = {"words": "second, hers", "place": "home", "q_physical_assault": "yes", "began_from": "1"}
OTHERS = {"words": "first", "place": "work", "q_physical_assault": "yes", "began_from": "1"}


def test_what_both_changed_stands_side_by_side_and_nothing_is_saved_over(worker, supervisor, case, incident):
    assert supervisor.post(incident, {**OTHERS, "words": "second, the other's"}).status_code == 302
    answer = worker.post(incident, HERS)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "second, hers" in page
    assert "second, the other&#x27;s" in page
    assert _now(worker, case).data["words"] == "second, the other's"


def test_what_she_did_not_touch_is_taken_over_into_her_form(worker, supervisor, case, incident):
    supervisor.post(incident, OTHERS)
    answer = worker.post(incident, HERS)
    assert answer.context["form"]["place"].value() == "work"
    assert answer.context["form"]["words"].value() == "second, hers"
    assert [(one.label, one.both) for one in answer.context["differences"]] == [("Where", False)]


def test_the_next_save_is_over_what_she_has_seen(worker, supervisor, case, incident):
    supervisor.post(incident, OTHERS)
    seen = worker.post(incident, HERS).context["began_from"]
    merged = {**HERS, "place": "work", "began_from": str(seen)}
    assert worker.post(incident, merged).status_code == 302
    now = _now(worker, case)
    assert (now.revision, now.data["place"], now.data["words"]) == (3, "work", "second, hers")
    assert [one.data["place"] for one in open_case(case, worker.actor.intake).history("incident", now.entry)] == [
        "home",
        "work",
        "work",
    ]


def test_a_form_that_is_sent_twice_is_saved_once(worker, case, incident):
    assert worker.post(incident, HERS).status_code == 302
    assert worker.post(incident, HERS).status_code == 302
    assert _now(worker, case).revision == 2


def test_a_draft_remembers_which_revision_it_began_from(worker, supervisor, case, incident):
    worker.post(incident, {**HERS, "keep": "1"})
    supervisor.post(incident, OTHERS)
    page = worker.get(incident)
    assert page.context["began_from"] == 1
    assert worker.post(incident, {**HERS, "began_from": "1"}).status_code == 409
