"""A centre's spreadsheet becomes cases, all rows or none; and every form is an empty sheet for days without power."""

import pytest
from django.apps import apps

from qorgan.web.care.models import Case
from qorgan.web.care.records import open_case
from qorgan.web.care.registry import FORMS

CELLS = "called\tagreed_day\treference\tregion\tnotes\nSaule\t05.10.2026\t17\tKZ-75\tx\nDana\t2026-10-06\t18\t\ty\n"


def _send(worker, cells=CELLS, **more):
    return worker.post("/en/cases/import", {"cells": cells, **more})


def _everything_kept():
    """Return every value of every row of the database."""
    rows = [row for model in apps.get_models() for row in model.objects.values_list()]
    return b" ".join(
        bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode() for row in rows for one in row
    )


def test_a_look_at_it_opens_no_case_and_says_what_would_be_made(worker):
    page = _send(worker, look="1")
    assert (page.status_code, page.context["n_rows"], Case.objects.count()) == (200, 2, 0)
    assert page.context["found"].left_out == ("notes",)
    assert page.context["rows"][0][:2] == ["Saule", "5 October 2026"]


def test_the_second_button_seals_every_row_as_a_case_of_hers(worker):
    columns = {"column-called": "called", "column-agreed_day": "agreed_day", "column-region": "region"}
    assert _send(worker, bring="1", **columns).status_code == 302
    opened = [open_case(one, worker.actor.intake) for one in Case.objects.select_related("thread")]
    found = {one.data("opening")["called"]: one for one in opened}
    assert set(found) == {"Saule", "Dana"}
    assert found["Saule"].data("opening") == {"called": "Saule", "region": "KZ-75"}
    assert [one.data["given"] for one in found["Dana"].entries("consent")] == ["2026-10-06"]
    assert {one.assigned_to for one in Case.objects.all()} == {worker.actor.member}


def test_one_refused_cell_keeps_everything_out_and_is_named_by_row_and_column_only(worker):
    cells = CELLS.replace("2026-10-06", "2031-01-01")
    page = _send(worker, cells, bring="1")
    assert Case.objects.count() == 0
    (fault,) = page.context["faults"]
    assert (fault["row"], fault["column"], str(fault["rule"])) == (3, "agreed_day", "this day has not come yet")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ("", "cells"),
        ("called\tcalled\nA\tB", "cells"),
        ("called\nSaule", "column-agreed_day"),
        ("agreed_day\n2026-10-06", "column-called"),
        ("called\tagreed_day\n" + "A\t2026-10-06\n" * 501, "cells"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_the_field_and_nothing_is_lost(worker, cells, field):
    page = _send(worker, cells, bring="1")
    assert (page.status_code, Case.objects.count()) == (422, 0)
    assert field in page.context["form"].errors
    assert page.context["form"]["cells"].value() == cells


def test_a_column_that_is_chosen_twice_is_refused(worker):
    page = _send(worker, bring="1", **{"column-called": "called", "column-agreed_day": "called"})
    assert (page.status_code, Case.objects.count()) == (422, 0)


def test_cells_that_were_not_brought_in_lie_nowhere(worker):
    _send(worker, CELLS.replace("Saule", "қанат-import"), look="1")
    assert "қанат-import".encode() not in _everything_kept()


def test_cells_that_were_brought_in_are_sealed(worker):
    assert _send(worker, CELLS.replace("Saule", "қанат-import"), bring="1").status_code == 302
    assert Case.objects.count() == 2
    assert "қанат-import".encode() not in _everything_kept()


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_form_is_an_empty_sheet_with_its_questions(worker, name, language):
    page = worker.get(f"/{language}/paper/{name}")
    labels = [one["label"] for group in page.context["groups"] for one in group["fields"]]
    assert page.status_code == 200
    assert len(labels) >= len(FORMS[name].form.base_fields) - len(FORMS[name].form.OFF_PAPER)


def test_the_first_sheet_asks_for_her_consent(worker):
    page = worker.get("/en/paper/opening")
    assert str(page.context["groups"][0]["title"]) == "Her consent"


def test_a_sheet_that_is_none_does_not_exist(worker):
    assert worker.get("/en/paper/nothing").status_code == 404
