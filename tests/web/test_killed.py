"""Doors, backups and database, killed at random moments: what was acknowledged is there, and nothing is half there.

The log of what was acknowledged is kept by the test, outside whatever is killed. `make soak` kills 200 times.
"""

import random

import pytest
from tests.acknowledged import check
from tests.killing import Killing, PostgreSQL
from tests.lives import WORKER

pytestmark = pytest.mark.server

KILLS = 8
SEED = 20261125
WAYS = {"public", "staff", "both", "backup"}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("sqlite", marks=pytest.mark.xdist_group("killed-sqlite")),
        pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.xdist_group("killed-postgresql")]),
    ],
)
def killing(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    server = PostgreSQL() if request.param == "postgresql" else None
    begun = Killing(tmp_path_factory.mktemp("killed"), SEED, server)
    yield begun
    begun.end()


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(killing):
    killing.run(KILLS)
    assert killing.log.faults == []
    assert killing.log.count() >= KILLS
    assert set(killing.blows) >= WAYS
    assert sum(killing.blows.values()) == KILLS
    assert killing.n_backups


def test_the_checks_find_what_is_lost(killing):
    """Runs after the test above, on what it left."""
    lost, hidden = [one for one in killing.log.conversations.values() if one.number and not one.deletion][:2]
    changes = {
        lost: "UPDATE sealed_envelope SET ciphertext = substr(ciphertext, 2) WHERE kind = 'disclosure' AND",
        hidden: "UPDATE hear_disclosure SET state = 'hidden', hidden_day = received_day WHERE",
    }
    for conversation, change in changes.items():
        number = conversation.number if killing.postgresql else conversation.number.replace("-", "")
        killing.database.ask(f"{change} thread_id = '{number}'")
    killing.log.touched = set(killing.log.conversations)
    check(killing.log, killing.doors, killing.people.session(WORKER), [], also=0, rng=random.Random(1))  # noqa: S311
    assert {fault.split(":")[0] for fault in killing.log.faults} == {lost.first.name, hidden.first.name}
    for who in ("she", "the centre"):
        assert f"{lost.first.name}: {who} misses {lost.first.name}" in killing.log.faults
    assert f"{hidden.first.name}: her code is answered with 422" in killing.log.faults
    assert f"{hidden.first.name}: it is hidden and she did not delete it" in killing.log.faults
