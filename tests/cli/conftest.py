"""`qorgan know` in this process: its exit code, what it printed, and what it said was wrong."""

import sys

import pytest

from qorgan.cli import main


@pytest.fixture
def know(monkeypatch, capsys):
    def run(*words):
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr(sys, "argv", ["qorgan", "know", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main.main()
        shown = capsys.readouterr()
        return ended.value.code, shown.out, shown.err

    return run
