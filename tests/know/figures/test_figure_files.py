"""Figures from files: all fields, three forms, every fault with its place."""

import json

import pytest

from qorgan.kernel.errors import DataError
from qorgan.know.figures.figure_files import FIELDS
from qorgan.know.figures.period import Period
from qorgan.know.figures.reading import read

ROW = {
    "id": "B12",
    "says": "17 % of ever-partnered women",
    "wording": "17 %",
    "event": "physical or sexual",
    "population": "ever_partnered_women",
    "place": "KZ",
    "period": "lifetime",
    "made": "2015/2016",
    "owner": "Committee on Statistics",
    "source": "https://example.org",
    "source_date": "2018-11",
    "retrieved": "2026-11-20",
    "confidence": "B",
    "state": "fact",
    "part": "text",
}
CSV = ",".join(ROW) + "\n" + ",".join(ROW.values()) + "\n"


def _toml(row):
    return "[[figures]]\n" + "\n".join(f"{name} = {json.dumps(value)}" for name, value in row.items())


def test_the_three_forms_say_the_same():
    (figure,) = read("a.csv", CSV)
    assert read("a.json", json.dumps({"figures": [ROW]})) == (figure,)
    assert read("a.toml", _toml(ROW)) == (figure,)
    assert read("a.toml", _toml(ROW).replace('"2026-11-20"', "2026-11-20")) == (figure,)


def test_every_field_is_read():
    (figure,) = read("a.csv", CSV)
    assert (figure.event, figure.population, figure.part, figure.given) == (
        "physical or sexual",
        "ever_partnered_women",
        "text",
        None,
    )
    assert (figure.period, figure.made) == (Period("lifetime"), Period.read("2015/2016"))
    assert (figure.printed.value, figure.printed.source_date_text, figure.printed.confidence) == (
        "17 %",
        "2018-11",
        "B",
    )
    assert set(ROW) < set(FIELDS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"wording": "many"}, "not understood (a.json, line 3, field wording, value 'many')"),
        ({"event": "physical or"}, "(a.json, line 3, field event, value 'physical or')"),
        ({"given": "told )"}, "line 3, field given"),
        ({"period": "every year"}, "field period, value 'every year'"),
        (
            {"state": "true"},
            "field state, value 'true'). Rule: one of fact, fact with caveat, claim, disputed, withdrawn",
        ),
        ({"confidence": "D"}, "field confidence"),
        ({"source": ""}, "a required field is empty (a.json, line 3, field source)"),
        ({"retrieved": "20.11.2026"}, "field retrieved, value '20.11.2026'). Rule: YYYY-MM-DD"),
        ({"checked_by": "AB"}, "a check is incomplete"),
        ({"part": "headline"}, "field part"),
        ({"id": ""}, "field id"),
        ({"wordin": "17 %"}, "did you mean"),
        ({"owner": 3}, "not a text (a.json, line 3, field owner, value '3')"),
        ({"language": "de"}, "one of kk, ru, en"),
    ],
)
def test_a_wrong_row_is_named_with_line_field_and_value(change, said):
    row = {name: value for name, value in (ROW | change).items() if not (change.get("wordin") and name == "wording")}
    text = '{"figures": [\n' + json.dumps(ROW | {"id": "first"}) + ",\n" + json.dumps(row) + "]}"
    with pytest.raises(DataError) as refused:
        read("a.json", text)
    assert said in refused.value.message()


def test_every_wrong_row_is_named():
    wrong = (
        CSV
        + CSV.splitlines()[1].replace("17 %", "many")
        + "\n"
        + CSV.splitlines()[1].replace("lifetime", "ever")
        + "\n"
    )
    with pytest.raises(DataError) as refused:
        read("a.csv", wrong)
    assert refused.value.message().startswith("2 faults:")
    assert "line 3" in refused.value.message()
    assert "line 4" in refused.value.message()


@pytest.mark.parametrize("text", ['{"figures": []}', '{"figures": 3}', '{"figures": [3]}'])
def test_a_file_without_figures_is_refused(text):
    with pytest.raises(DataError):
        read("a.json", text)


def test_a_table_of_claims_may_have_a_column_for_the_wording():
    assert read("a.csv", "event,lo,hi,wording\nA,0.1,0.2,about 15 %\n").claims[0].lo == 0.1
