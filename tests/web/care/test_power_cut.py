"""A power cut while she writes: what she had kept is there when the doors are open again, and readable by nobody else."""

import signal
from pathlib import Path

import pytest
from tests import servers

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("power-cut")]

KEPT = {"agreed_by": "herself", "called": "Kept before the cut", "hours": "after ten", "keep": "script"}


def test_a_draft_outlasts_a_kill_of_both_doors(tmp_path: Path):
    data = servers.make_demonstration(tmp_path)
    doors = servers.open_doors(data, tmp_path)
    try:
        worker = servers.sign_in(doors, "dana")
        sent = KEPT | {"form_token": worker.hidden("/en/cases", "form_token")}
        assert worker.post("/en/cases/new", sent).status == 204
    finally:
        doors.stop(signal.SIGKILL)
    again = servers.open_doors(data, tmp_path)
    try:
        page = servers.sign_in(again, "dana").get("/en/cases/new").text
        assert "after ten" in page
        assert "It is not saved yet" in page
    finally:
        again.stop()
