"""`qorgan audit verify --head`: rows that were cut off together with the head show in a head that was kept elsewhere."""

import sqlite3

from tests.backups import Installation
from tests.servers import make_demonstration


def _cut_off(made: Installation) -> str:
    """Take the newest row of the country's chain away, and its head back with it; return the head as it was."""
    with sqlite3.connect(made.data / "qorgan.sqlite3") as database:
        newest, kept = database.execute(
            "SELECT sequence, mac FROM audit_auditentry WHERE chain = 'country' ORDER BY sequence DESC LIMIT 1"
        ).fetchone()
        database.execute("DELETE FROM audit_auditentry WHERE chain = 'country' AND sequence = ?", (newest,))
        (before,) = database.execute(
            "SELECT mac FROM audit_auditentry WHERE chain = 'country' AND sequence = ?", (newest - 1,)
        ).fetchone()
        database.execute(
            "UPDATE audit_chainhead SET sequence = ?, mac = ? WHERE chain = 'country'", (newest - 1, before)
        )
    return bytes(kept).hex()


def test_a_head_kept_elsewhere_shows_what_was_cut_off_together_with_the_head(tmp_path):
    made = Installation(make_demonstration(tmp_path))
    heads = made.told("audit", "verify")["heads"]
    assert made.run("audit", "verify", "--head", heads["country"]).returncode == 0
    assert _cut_off(made) == heads["country"]
    assert made.run("audit", "verify").returncode == 0  # alone, the shorter chain is sound
    result = made.run("audit", "verify", "--head", heads["country"])
    assert result.returncode == 1
    assert "The head you gave is in no chain" in result.stdout
