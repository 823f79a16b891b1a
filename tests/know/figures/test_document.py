"""A report as sentences and cells."""

from tests.know.figures.figures import figure, ledger

from qorgan.know.figures.claims import Claim, System
from qorgan.know.figures.document import document_of
from qorgan.know.figures.report import check, check_ledger


def test_claims_are_shown_with_what_they_could_be_mended_to():
    claims = Claim("a", "A", None, 0.3, 0.3), Claim("b", "A and B", "C", 0.4, 0.5), Claim("c", "A", None, 0.2, 0.2)
    document = document_of(check(System(("A", "B", "C"), claims)))
    assert document.head == ("claim", "share of", "among", "claimed, %", "could be mended to, %")
    assert document.rows == (
        ("a", "A", "everybody", "30", ""),
        ("b", "A and B", "C", "40 to 50", ""),
        ("c", "A", "everybody", "20", "30"),
    )


def test_claims_that_hold_together_have_no_column_for_mending():
    document = document_of(check(System(("A",), (Claim("a", "A", None, 0.3, 0.3),), "not A")))
    assert len(document.head) == 4
    assert document.notes == ("Then «not A» is 70 %.",)


def test_weights_are_said_with_the_total():
    claims = Claim("a", "A", None, 0.3, 0.3, 2), Claim("b", "A", None, 0.2, 0.2, 3)
    assert document_of(check(System(("A",), claims))).notes == (
        "Smallest change that mends everything: 20 % of everybody in all, weighted.",
    )


def test_what_a_figure_does_not_say_is_shown_as_not_said():
    row = document_of(check_ledger(ledger(figure("a", "17 %", period=None, owner=None)))).rows[0]
    assert row == (
        "a",
        "17 %",
        "16.5 to 17.5 %",
        "says a",
        "not said",
        "not said",
        "https://example.org, 2024-01-01",
        "fact",
    )


def test_periods_and_counts_are_written_for_readers():
    figures = [
        figure("a", "more than 99,000", period="2023", unit="calls"),
        figure("b", "69", period="2026-01-01", unit="calls"),
        figure("c", "at least 3", period="../2025-10", unit="calls"),
        figure("d", "", period="2024-03/.."),
        figure("e", "17 %", period="lifetime"),
    ]
    shown = [(row[2], row[4]) for row in document_of(check_ledger(ledger(*figures))).rows]
    assert shown == [
        ("99,000 to 100,000", "2023-01-01 to 2023-12-31"),
        ("69", "2026-01-01"),
        ("at least 3", "until 2025-10-31"),
        ("", "since 2024-03-01"),
        ("16.5 to 17.5 %", "lifetime"),
    ]
