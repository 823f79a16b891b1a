"""Claims from files: three forms of the same, and every fault with its place."""

import json

import pytest

from qorgan.cli.files import read_text
from qorgan.kernel.errors import DataError
from qorgan.know.figures.claims import Claim
from qorgan.know.figures.reading import read


def read_system(path):
    return read(str(path), read_text(path))


CLAIM = {"event": "A", "lo": 0.1, "hi": 0.2}


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write


def _refusal(path):
    with pytest.raises(DataError) as refused:
        read_system(path)
    return refused.value.message()


def test_the_three_forms_say_the_same(file):
    table = file("a.csv", "id,event,given,lo,hi,weight\na,A or B,,0.1,0.2,\n,A,B,.3,0.3,2\n")
    claims = [{"id": "a", "event": "A or B", "lo": 0.1, "hi": 0.2}, {"event": "A", "given": "B", "lo": 0.3, "hi": 0.3, "weight": 2}]  # fmt: skip
    as_json = file("a.json", {"events": ["A", "B"], "claims": claims, "target": None})
    as_toml = file(
        "a.toml",
        'events = ["A", "B"]\n[[claims]]\nid = "a"\nevent = "A or B"\nlo = 0.1\nhi = 0.2\n'
        '[[claims]]\nevent = "A"\ngiven = "B"\nlo = 0.3\nhi = 0.3\nweight = 2\n',
    )
    assert read_system(table) == read_system(as_json) == read_system(as_toml)
    assert read_system(table).claims[1] == Claim("2", "A", "B", 0.3, 0.3, 2.0)


def test_target_and_nestings_are_read(file):
    system = read_system(file("a.json", {"events": ["A", "B"], "claims": [CLAIM], "target": "A given B", "nested": [["A", "B"]]}))  # fmt: skip
    assert (system.target, system.nested) == ("A given B", (("A", "B"),))


def test_a_table_names_its_events_in_order(file):
    assert read_system(file("a.csv", "event,lo,hi,given\nB or C,0,1,D\nA,0,1,\n")).events == ("B", "C", "D", "A")


def test_other_fields_are_left_alone(file):
    content = {"name": "x", "expected": {}, "events": ["A"], "claims": [CLAIM | {"source": "inform.kz", "owner": None}]}
    assert read_system(file("a.json", content)).claims == (Claim("1", "A", None, 0.1, 0.2),)
    assert read_system(file("a.csv", "source,event,lo,hi\ninform.kz,A,0.1,0.2\n")).claims[0].event == "A"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_tables_of_other_systems_are_read(file, ends):
    system = read_system(file("a.csv", "\ufeffid,event,lo,hi" + ends + 'x,"A or B",0.5,1' + ends + ends))
    assert system.claims == (Claim("x", "A or B", None, 0.5, 1.0),)


def test_letters_written_in_two_ways_are_the_same_event(file):
    claims = [{"event": "буллинг\u0438\u0306", "lo": 0, "hi": 1}]
    assert read_system(file("a.json", {"events": ["буллинг\u0439"], "claims": claims})).events == ("буллинг\u0439",)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("a,A,,17 %,0.2", "not a number (FILE, line 3, field lo, value '17 %'). Rule: a number with a point, such as 0.17. Next: write 17 % as 0.17"),
        ('a,A,,"0,17",0.2', "value '0,17'"),
        ("a,A,,17,20", "this is no share (FILE, line 3, field lo, value '17')"),
        ("a,A,,nan,0.2", "not a number"),
        ("a,A,,1e999,0.2", "not a number"),
        ("a,A,,,0.2", "a number is missing (FILE, line 3, field lo)"),
        ("a,,,0.1,0.2", "a claim has no event (FILE, line 3, field event)"),
        ("a,A,,0.3,0.2", "lo is above hi, which is 0.2 (FILE, line 3, field lo, value '0.3')"),
        ("a,A an B,,0.1,0.2", "at character 3 (FILE, line 3, field event, value 'A an B')"),
        ("z,A,,0.1,0.2", "two claims have the same id (FILE, field id, value 'z')"),
        ("a,A,,0,1,2,3", "7 cells under 5 columns (FILE, line 3, value '2')"),
        ('a,"A,,0,1', "not a table"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_with_line_field_and_value(file, rows, said):
    path = file("a.csv", f"id,event,given,lo,hi\nz,Z,,0,1\n{rows}\n")
    assert said.replace("FILE", str(path)) in _refusal(path)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id;event;given;lo;hi", "a column is missing"),
        ("id,event,low,hi", "did you mean lo?"),
        ("event,givn,lo,hi", "did you mean given?"),
        ("event,lo,hi,wieght", "did you mean weight?"),
        ("event,lo,hi,lo", "a column stands twice"),
    ],
)
def test_a_wrong_header_is_refused(file, header, said):
    path = file("a.csv", f"{header}\nA,0,1\n")
    assert said in _refusal(path)
    assert "line 1" in _refusal(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([{}, {}], "a list of 2, not one system"),
        ("{]", "not JSON: Expecting property name enclosed in double quotes"),
        ('{"events": ["A"], "claims": [{"event": "A", "lo": NaN, "hi": 1}]}', "NaN is no number"),
        ('{"events": ["A"], "claims": [{"event": "A", "lo": 0, "lo": 1, "hi": 1}]}', "the field 'lo' stands twice"),
        ("[" * 100_000, "not JSON"),
        ("17", "no system"),
        ({"claims": [CLAIM]}, "a field is missing (FILE, field events)"),
        ({"events": "A", "claims": [CLAIM]}, "not of its kind (FILE, field events, value 'A')"),
        ({"events": ["A"], "claims": CLAIM}, "not of its kind (FILE, field claims"),
        ({"events": ["A"], "claims": [CLAIM], "target": ["A"]}, "not of its kind (FILE, field target"),
        ({"events": ["A"], "claims": [CLAIM], "nested": [["A"]]}, "not of its kind (FILE, field nested"),
        ({"events": ["A"], "claims": [CLAIM], "tagret": "A"}, "did you mean target?"),
        ({"events": ["A"], "claims": [CLAIM | {"givn": "A"}]}, "did you mean given?"),
        ({"events": ["A"], "claims": []}, "there is no claim"),
        ({"events": ["A"], "claims": [CLAIM | {"lo": "0.1"}]}, "without quotation marks"),
        ({"events": ["A"], "claims": [CLAIM | {"lo": True}]}, "not a number"),
        ({"events": ["A"], "claims": [CLAIM | {"lo": [0]}]}, "not a number"),
        ({"events": ["A"], "claims": [CLAIM | {"weight": [0]}]}, "Next: write 1 or leave it out"),
        ({"events": ["A"], "claims": [CLAIM | {"event": 3}]}, "not a text (FILE, line 1, field event, value '3')"),
        ({"events": ["A"], "claims": [CLAIM], "target": ""}, "at character 1"),
    ],
)
def test_wrong_json_is_refused(file, content, said):
    path = file("a.json", content)
    assert said.replace("FILE", str(path)) in _refusal(path)


def test_a_wrong_claim_of_json_is_named_with_its_line(file):
    content = {"claims": [CLAIM, CLAIM, CLAIM | {"hi": 2}], "events": ["A"]}
    path = file("a.json", json.dumps(content, indent=1))
    assert "line 13, field hi, value '2'" in _refusal(path)


def test_a_wrong_claim_of_toml_is_named_with_its_line(file):
    head = 'events = ["A"]\n'
    tables = '[[claims]]\nevent = "A"\nlo = 0\nhi = 1\n\n[[claims]]\nevent = "B"\nlo = 0\nhi = 1\n'
    assert "line 7, field event, value 'B'" in _refusal(file("a.toml", head + tables))
    inline = 'claims = [{event = "A", lo = 0, hi = 1}, {event = "B", lo = 0, hi = 1}]\n'
    assert "field event of claim 2, value 'B'" in _refusal(file("b.toml", head + inline))
    assert "line 1" in _refusal(file("c.toml", "events = [\n"))


def test_all_faults_of_a_file_are_named_at_once(file):
    said = _refusal(file("a.csv", "id,event,given,lo,hi\na,A,,x,0.2\nb,B or,,0.1,0.2\nc,C,D and,0.5,0.2\n"))
    assert said.splitlines()[0] == "4 faults:"
    assert [f"line {line}" in said for line in (2, 3, 4)] == [True] * 3


def test_what_is_no_file_of_claims_is_refused(file, tmp_path):
    assert "its name ends in .csv, .json or .toml" in _refusal(file("a.txt", "x"))
    assert "No such file" in _refusal(tmp_path / "none.json")
    assert "the file is empty" in _refusal(file("a.csv", "\n"))
    (tmp_path / "folder.json").mkdir()
    assert "name a file that can be read" in _refusal(tmp_path / "folder.json")


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("id,event,lo,hi\nнет,A,0,1\n".encode("cp1251"))
    assert "not UTF-8" in _refusal(path)
    assert "line 2" in _refusal(path)
