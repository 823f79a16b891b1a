"""The object that others rely on."""

import json

from qorgan.know.figures.claims import Claim, System
from qorgan.know.figures.report import check

CLAIMS = (Claim("a", "A", None, 0.3, 0.3), Claim("b", "A or B", None, 0.4, 0.4))


def test_it_has_these_fields_and_no_other():
    found = check(System(("A", "B"), CLAIMS, "B given A")).as_json()
    assert found == {
        "feasible": True,
        "min_total_slack": 0.0,
        "conflicts": [],
        "bounds": {"B given A": [0.0, 1.0]},
        "findings": [],
    }


def test_bounds_are_empty_without_a_target_and_null_where_nothing_follows():
    clash = Claim("c", "A or B", None, 0.2, 0.2)
    assert check(System(("A", "B"), CLAIMS)).as_json()["bounds"] == {}
    assert check(System(("A", "B"), (*CLAIMS, clash), "B")).as_json()["bounds"] == {"B": None}
    assert check(System(("A", "B"), CLAIMS, "A given B and not B")).as_json()["bounds"] == {"A given B and not B": None}


def test_conflicts_and_findings_name_claims_by_id_in_the_same_order():
    clash = Claim("c", "A or B", None, 0.2, 0.2)
    found = json.loads(json.dumps(check(System(("A", "B"), (*CLAIMS, clash))).as_json()))
    assert found["conflicts"] == [["a", "c"], ["b", "c"]]
    assert [one["claims"] for one in found["findings"]] == found["conflicts"]
    assert {one["rule"] for one in found["findings"]} == {"coherence"}
