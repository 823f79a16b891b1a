"""The searches for what a cut-off write leaves behind find it; else killing doors would show nothing."""

import shutil

import psycopg
import pytest
from tests import servers
from tests.wholeness import HALF_THERE, Database

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("wholeness")]

FILE = """INSERT INTO sealed_file (id, thread_id, envelope_id, day)
    SELECT id, thread_id, id, day FROM sealed_envelope WHERE kind = 'disclosure'"""
CUTS = {
    "a thread of nothing": "DELETE FROM hear_disclosure",
    "a disclosure without a key of hers": "DELETE FROM sealed_survivorkey",
    "a case or referral that lacks one of the documents it has counted, or has none": (
        "DELETE FROM sealed_envelope WHERE kind = 'record' AND sequence = 1"
    ),
    "a disclosure that lacks its first two documents, or one of those it has counted": (
        "UPDATE sealed_thread SET last_sequence = last_sequence + 1"
    ),
    "an envelope that no centre opens": "DELETE FROM sealed_wrap WHERE to_keyring_id IS NOT NULL",
    "an envelope that she cannot open": "DELETE FROM sealed_wrap WHERE to_survivor_id IS NOT NULL",
    "a disclosure with no centre": "UPDATE hear_disclosure SET state = 'waiting', centre_id = NULL",
    "an envelope of a file without the file": "UPDATE sealed_envelope SET kind = 'file' WHERE kind = 'wishes'",
    "a file that lacks a piece": FILE,
    "an audit chain that lacks a row": "DELETE FROM audit_auditentry WHERE sequence = 1",
    "disclosures that no form was sent for": "DELETE FROM hear_spentform",
    "points nowhere": "DELETE FROM accounts_keyringkey",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory):
    return Database(servers.make_demonstration(tmp_path_factory.mktemp("whole")))


def test_a_whole_database_has_no_faults(whole):
    assert whole.faults() == []


@pytest.mark.parametrize("what", CUTS)
def test_what_was_cut_is_found(whole, tmp_path, what):
    cut = Database(shutil.copytree(whole.data, tmp_path / "data"))
    cut.ask(CUTS[what])
    assert any(fault.startswith(what) for fault in cut.faults())


def test_every_search_is_tried():
    assert {*HALF_THERE, "points nowhere"} == set(CUTS)


@pytest.mark.postgres
def test_a_row_that_points_nowhere_is_found_on_postgresql(postgresql, tmp_path):
    with psycopg.connect(postgresql) as database:
        database.execute("CREATE TABLE above (id int PRIMARY KEY)")
        database.execute("CREATE TABLE below (above_id int REFERENCES above)")
        database.execute("INSERT INTO above VALUES (1)")
        database.execute("INSERT INTO below VALUES (1), (NULL)")
    asked = Database(tmp_path, postgresql)
    assert [one for one in asked.dangling() if "below" in one] == []
    asked.ask("ALTER TABLE above DISABLE TRIGGER ALL")
    asked.ask("DELETE FROM above")
    try:
        assert [one for one in asked.dangling() if "below" in one] == ["points nowhere: below.above_id (1,)"]
    finally:
        asked.ask("DROP TABLE below, above")
