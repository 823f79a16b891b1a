"""A report as a page: in a language, without a script, with every picture's numbers in a table."""

import re
from xml.etree import ElementTree

import pytest
from tests.know.figures.figures import figure, ledger

from qorgan.know.figures.bounds import lines_of
from qorgan.know.figures.claims import Claim, System
from qorgan.know.figures.coherence import Assessor
from qorgan.know.figures.document import document_of, pictures_of
from qorgan.know.figures.page import html_of
from qorgan.know.figures.picture import picture_of
from qorgan.know.figures.report import check, check_ledger

CLASH = (Claim("a", "A", None, 0.3, 0.3), Claim("b", "A and B", None, 0.4, 0.4))
REPORT = check(System(("A", "B"), CLASH, "B"))
LEDGER = check_ledger(ledger(figure("a", "17 %"), figure("b", "30 %", event="physical and sexual")))


def _page(report, language="en"):
    return html_of(document_of(report, language), pictures_of(report))


def test_a_page_of_claims_says_the_verdict_the_findings_and_what_follows():
    page = _page(REPORT)
    for words in ("cannot all be true", "«A and B» is at most 30 %", "Nothing follows for «B»", "<td>30</td>"):
        assert words in page


def test_a_page_of_figures_has_a_row_for_each_with_source_and_state():
    page = _page(LEDGER)
    assert "What was found: 1." in page
    assert "<td>16.5 to 17.5 %</td>" in page
    assert "https://example.org, 2024-01-01" in page
    assert "<td>fact</td>" in page


def test_a_ledger_without_findings_has_no_picture():
    report = check_ledger(ledger(figure("a", "17 %")))
    assert report.as_json() == {"feasible": True, "min_total_slack": 0, "conflicts": [], "bounds": {}, "findings": []}
    assert "No rule finds anything" in _page(report)
    assert "<svg" not in _page(report)


def test_a_ledger_with_a_conflict_says_so_in_the_same_object():
    found = LEDGER.as_json()
    assert (found["feasible"], found["conflicts"]) == (False, [["a", "b"]])
    assert found["min_total_slack"] == pytest.approx(0.295 - 0.175)


@pytest.mark.parametrize("report", [REPORT, LEDGER], ids=["claims", "figures"])
def test_nothing_is_loaded_and_nothing_runs(report):
    page = _page(report)
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "@import" not in page


def test_what_somebody_typed_is_text_and_never_markup():
    page = _page(check_ledger(ledger(figure("<b>", "17 %", owner="<script>x</script>", period=None))))
    assert "<script" not in page
    assert "&lt;script&gt;x" in page


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_page_in_a_language_that_nobody_reviewed_says_so(language):
    page = _page(REPORT, language)
    assert f'lang="{language}"' in page
    assert "cannot" not in page
    assert document_of(REPORT, language).notes[-1] in page
    assert len(document_of(REPORT, language).notes) == len(document_of(REPORT).notes) + 1


def test_every_line_of_a_picture_is_in_the_table_under_it():
    page = _page(REPORT)
    assert "<td>a</td><td>A</td><td>30 %</td><td>at least 40 %</td>" in page
    assert "<td></td><td>B</td><td></td><td>nothing: the others clash</td>" in page


def test_a_picture_is_one_svg_with_title_and_description_and_its_words_stay_words():
    svg = picture_of(lines_of(Assessor(REPORT.system)), "en", name="p")
    root = ElementTree.fromstring(svg)  # noqa: S314 (written by us a line above)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "p-title p-desc"
    assert [one.tag.rpartition("}")[2] for one in root[:2]] == ["title", "desc"]
    assert "A and B" in "".join(root.itertext())


def test_the_same_bounds_give_the_same_picture():
    lines = lines_of(Assessor(REPORT.system))
    assert picture_of(lines) == picture_of(lines)


def test_what_cannot_be_is_hatched_and_not_only_coloured():
    possible = picture_of(lines_of(Assessor(System(("A", "B"), CLASH[:1]))))
    assert "<pattern" not in possible
    assert "<pattern" in picture_of(lines_of(Assessor(REPORT.system)))
