"""Two analysts at the staff door."""

import re
from datetime import timedelta

import pytest
from tests.cast import Door
from tests.ledger import COUNT, SHARE, YEARLY, checked, published

from qorgan.web.know.actions import staff as actions
from qorgan.web.know.models import Version

CHECK = {"compared": "on", "shown_until": "2027-05-01"}


def test_two_people_bring_a_figure_to_the_public_door(analyst, second_analyst):
    address = analyst.post("/en/ledger/new", COUNT)["Location"]
    assert "A second person opens the source" in analyst.get(address).content.decode()
    assert second_analyst.post(f"{address}/check", CHECK).status_code == 302
    assert analyst.post(f"{address}/publish").status_code == 302
    assert "Made-up centres" in Door("public").get("/en/numbers").content.decode()


def test_a_check_by_the_proposer_is_refused_in_words(analyst):
    address = analyst.post("/en/ledger/new", COUNT)["Location"]
    response = analyst.post(f"{address}/check", CHECK)
    assert (response.status_code, "A second person checks it" in response.content.decode()) == (422, True)


def test_a_check_without_having_compared_is_asked_for_again(analyst, second_analyst):
    address = analyst.post("/en/ledger/new", COUNT)["Location"]
    response = second_analyst.post(f"{address}/check", {"shown_until": "2027-05-01"})
    assert (response.status_code, Version.objects.get().state) == (422, "proposed")


def test_a_rule_stops_the_publication_until_a_second_person_answers(analyst, second_analyst):
    actions.propose(by=analyst.actor, fields=YEARLY)
    version = checked(analyst, second_analyst)
    address = f"/en/ledger/{version.figure_id}"
    assert analyst.post(f"{address}/publish").status_code == 422
    page = second_analyst.get(address).content.decode()
    assert "forbids publication" in page
    assert "Answer to it in writing" not in analyst.get(address).content.decode()
    for key in set(re.findall(r'name="finding" value="(\w+)"', page)):
        second_analyst.post(f"{address}/answer", {"finding": key, "words": "It is of a life.", "language": "en"})
    assert analyst.post(f"{address}/publish").status_code == 302
    assert Version.objects.get(id=version.id).state == "published"


def test_an_answer_without_words_is_asked_for_again(analyst, second_analyst):
    actions.propose(by=analyst.actor, fields=YEARLY)
    version = checked(analyst, second_analyst)
    address = f"/en/ledger/{version.figure_id}"
    key = re.search(r'name="finding" value="(\w+)"', second_analyst.get(address).content.decode()).group(1)
    assert second_analyst.post(f"{address}/answer", {"finding": key, "words": " ", "language": "en"}).status_code == 422


@pytest.mark.parametrize(
    ("field", "typed"),
    [("wording", "many many"), ("period", "ever"), ("event", "a and"), ("retrieved", "soon"), ("id", "ä b")],
)
def test_what_cannot_be_read_is_said_beside_its_field(field, typed, analyst):
    response = analyst.post("/en/ledger/new", {**SHARE, field: typed})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Version.objects.exists()


def test_a_name_that_is_taken_is_said(analyst):
    analyst.post("/en/ledger/new", SHARE)
    response = analyst.post("/en/ledger/new", {**SHARE, "says": "another"})
    assert (response.status_code, Version.objects.count()) == (422, 1)


def test_a_change_keeps_name_and_history(analyst, second_analyst):
    version = published(analyst, second_analyst, COUNT)
    address = f"/en/ledger/{version.figure_id}"
    assert 'name="id"' not in analyst.get(f"{address}/change").content.decode()
    analyst.post(f"{address}/change", {**COUNT, "id": "other", "wording": "100,000"})
    page = second_analyst.get(address).content.decode()
    assert "more than 99,000" in page
    assert "100,000" in page
    assert {one.figure.name for one in Version.objects.all()} == {"made-up-count"}


def test_a_withdrawal_without_a_reason_is_asked_for_again(analyst, second_analyst):
    version = published(analyst, second_analyst, COUNT)
    address = f"/en/ledger/{version.figure_id}/withdraw"
    assert analyst.post(address, {"words": ""}).status_code == 422
    assert analyst.post(address, {"words": "Taken back."}).status_code == 302
    assert Version.objects.get().state == "withdrawn"


def test_the_list_finds_by_words_of_any_case_and_language(analyst):
    actions.propose(by=analyst.actor, fields=SHARE)
    actions.propose(by=analyst.actor, fields=COUNT)
    for said, found in {
        "ЦЕНТРЫ": ["made-up-count"],
        "Office": ["made-up-count", "made-up-share"],
        "nothing": [],
    }.items():
        rows = analyst.get("/en/ledger", query_params={"q": said}).context["rows"]
        assert sorted(one["row"].figure.name for one in rows) == found


def test_boxes_hold_what_stands_there(analyst, second_analyst, frozen):
    published(analyst, second_analyst, COUNT)
    checked(analyst, second_analyst)
    frozen.advance(timedelta(days=163))
    second_analyst_rows = {
        box: [one.figure.name for one in _in(box)]
        for box in ("proposed", "checked", "published", "expired", "withdrawn")
    }
    expected = {"proposed": [], "checked": ["made-up-share"], "published": [], "expired": ["made-up-count"], "withdrawn": []}  # fmt: skip
    assert second_analyst_rows == expected


def _in(box):
    from qorgan.web.know.staff.ledger import _in as found

    return found(box)


def test_the_country_s_figures_come_with_their_findings(analyst):
    analyst.post("/en/ledger/pack")
    rows = analyst.get("/en/ledger").context["rows"]
    assert any(one["n_findings"] for one in rows)
    assert "waits for a second person" in analyst.get(f"/en/ledger/{rows[0]['row'].figure_id}").content.decode()


def test_an_administrator_invites_an_analyst(administrator):
    data = {"sign_in_name": "new", "name": "New", "email": "", "language": "en", "roles": ["analyst"]}
    assert administrator.post("/en/members", data).context["code"]
