"""A table is looked at before anything is written."""

import csv
import io

from tests.ledger import COUNT, SHARE, proposed

from qorgan.web.know.models import Version

NAMES = [name for name in SHARE if name not in {"says_kk", "says_ru", "why_kk", "why_ru"}]


def table(*rows, names=NAMES):
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _send(analyst, text, **more):
    return analyst.post("/en/ledger/import", {"words": text, **more})


def test_a_preview_writes_nothing(analyst):
    response = _send(analyst, table(SHARE, COUNT))
    assert response.status_code == 200
    assert [row["id"] for row in response.context["preview"].fresh] == ["made-up-share", "made-up-count"]
    assert not Version.objects.exists()


def test_what_was_seen_and_confirmed_is_proposed_by_her(analyst):
    response = _send(analyst, table(SHARE, COUNT), confirmed="1")
    assert response.status_code == 302
    assert set(Version.objects.values_list("state", "proposed_by")) == {("proposed", analyst.actor.member.id)}
    assert Version.objects.count() == 2


def test_a_bad_row_is_named_with_line_value_rule_and_next_step_and_nothing_is_written(analyst):
    response = _send(analyst, table(COUNT, {**SHARE, "confidence": "Z", "id": "bad"}), confirmed="1")
    page = response.content.decode()
    assert response.status_code == 422
    assert "Line 3" in page
    assert "confidence" in page
    assert "“Z”" in page
    assert "Rule: one of A, B, C" in page
    assert not Version.objects.exists()


def test_all_bad_rows_are_named_at_once(analyst):
    rows = [{**SHARE, "id": name, **wrong} for name, wrong in {"a": {"wording": "many many"}, "b": {"period": "ever"}, "c": {"state": "withdrawn"}, "d d": {}}.items()]  # fmt: skip
    faults = _send(analyst, table(*rows, SHARE, SHARE)).context["preview"].faults
    assert [(one.line, one.field) for one in faults] == [(2, "wording"), (3, "period"), (4, "state"), (5, "id"), (7, "id")]  # fmt: skip


def test_a_column_that_is_not_known_is_named(analyst):
    response = _send(analyst, table({**SHARE, "notes": "x"}, names=[*NAMES, "notes"]))
    assert "notes" in response.content.decode()
    assert response.context["preview"].faults[0].what == "no such column"


def test_no_table_at_all_is_told(analyst):
    assert _send(analyst, "hello").status_code == 422
    assert _send(analyst, "").status_code == 422


def test_rows_that_say_the_same_change_nothing_and_translations_stay(analyst):
    proposed(SHARE)
    seen = _send(analyst, table(SHARE, {**COUNT})).context["preview"]
    assert ([one["id"] for one in seen.same], [one["id"] for one in seen.fresh]) == (["made-up-share"], ["made-up-count"])  # fmt: skip
    seen = _send(analyst, table({**SHARE, "wording": "18 %"})).context["preview"]
    assert seen.changed[0]["says_kk"] == SHARE["says_kk"]
    seen = _send(analyst, table({**SHARE, "says": "something else"})).context["preview"]
    assert "says_kk" not in seen.changed[0]


def test_a_check_in_the_table_checks_nothing(analyst):
    checks = {"checked_by": "me", "checked_on": "2026-11-20", "shown_until": "2027-11-20"}
    _send(analyst, table({**SHARE, **checks}, names=[*NAMES, *checks]), confirmed="1")
    row = Version.objects.get()
    assert (row.state, row.checked_by, row.checked_day, row.shown_until) == ("proposed", None, None, None)
