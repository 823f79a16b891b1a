"""What is said about figures: what is claimed, why it cannot be, what would mend it."""

from qorgan.know.figures.claims import Claim, System
from qorgan.know.figures.report import check


def _says(events: str, *claims: Claim, nested: tuple[tuple[str, str], ...] = ()) -> list[str]:
    return [one.says() for one in check(System(tuple(events.split()), claims, nested=nested)).findings]


def test_a_conflict_is_said_in_three_sentences():
    says = _says("P S", Claim("1", "P", None, 0.31, 0.31), Claim("2", "P or S", None, 0.3, 0.3))
    assert says == [
        "Claimed: «P» is 31 %; «P or S» is 30 %. "
        "These cannot both be true: if the other holds, «P or S» is at least 31 %. "
        "Smallest change that would mend it: «P or S» at 31 % rather than 30 % (by 1 percentage point). "
        "What could be meant is «P and S»: by the other figures it is at most 31 %, and 30 % fits. "
        "Do not print these together. As long as nobody knows which is wrong, print what the others allow."
    ]


def test_shares_of_a_part_are_said_as_such():
    says = _says(
        "V P H",
        Claim("1", "P", "V", 0.10, 0.10),
        Claim("2", "H", "V", 0.08, 0.08),
        Claim("3", "P or H", "V", 0.25, 0.25),
        Claim("4", "V", None, 0.2, 0.2),
    )
    assert "if the others hold, «P or H» among «V» is at most 18 %" in says[0]
    assert "«P or H» among «V» at 18 % rather than 25 % (by 1.4 % of everybody)" in says[0]


def test_a_claim_that_cannot_be_alone_is_said_to_be_wrong_by_its_meaning():
    says = _says("A", Claim("1", "A and not A", None, 0.1, 0.2))
    assert "This cannot be: by its meaning alone, «A and not A» is at most 0 %." in says[0]


def test_nestings_are_named_where_they_matter():
    claims = Claim("1", "year", None, 0.3, 0.3), Claim("2", "ever", None, 0.2, 0.2)
    says = _says("year ever other", *claims, nested=(("year", "ever"), ("other", "other")))
    assert "By their meaning, whoever is in «year» is in «ever»." in says[0]
    assert "other»" not in says[0]


def test_a_change_by_weights_says_so():
    says = _says("A B", Claim("1", "A", None, 0.3, 0.3, 5), Claim("2", "A and B", None, 0.4, 0.4))
    assert "Smallest change by the weights given that would mend it: «A and B» at 30 %" in says[0]


def test_ends_of_intervals_are_said_as_people_say_them():
    says = _says("A", Claim("1", "A", None, 0, 0.2), Claim("2", "A", None, 0.3, 1))
    assert says[0].startswith("Claimed: «A» is at most 20 %; «A» is at least 30 %.")


def test_shares_that_differ_little_are_written_apart():
    says = _says("A", Claim("1", "A", None, 0.1700001, 0.1700001), Claim("2", "A", None, 0.17, 0.17))
    assert "17.00001 %" in says[0]


def test_shares_of_nobody_are_pointed_out_though_they_contradict_nothing():
    told = Claim("1", "T", "V", 0.1, 0.1), Claim("2", "T", "V", 0.2, 0.2)
    report = check(System(("T", "V", "X"), (*told, Claim("3", "X", None, 0.5, 0.5))))
    assert report.coherence.feasible
    assert [(one.rule, one.claims) for one in report.findings] == [("empty-population", ("1", "2"))]
    assert "only if there is nobody in «V»" in report.findings[0].says()


def test_shares_of_somebody_are_not():
    assert _says("T V", Claim("1", "T", "V", 0.1, 0.1), Claim("2", "T", None, 0.2, 0.2)) == []


def test_a_search_that_was_cut_off_is_said(monkeypatch):
    monkeypatch.setattr("qorgan.know.figures.conflicts.MAX_CANDIDATES", 5)
    report = check(System(("A",), tuple(Claim(str(one), "A", None, one / 50, one / 50) for one in range(9))))
    assert report.findings[-1].claims == tuple(str(one) for one in range(9))
    assert "There may be others" in report.findings[-1].says()
