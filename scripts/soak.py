"""The long counts, resumable: run again after a stop and it goes on where it was. Writes docs/reference/soak.md.

Each count runs the code of the tests with larger numbers. What is done is noted in test-output/soak.json together with
the commit; another commit starts anew.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
STATE = ROOT / "test-output" / "soak.json"
PAGE = ROOT / "docs" / "reference" / "soak.md"
SEED = 20261125


@dataclass
class Count:
    """One long count and what came of it."""

    name: str
    what: str
    done: int
    failures: int
    seconds: float
    day: str


def properties(folder: str, scale: float) -> tuple[str, int, int]:
    """Run every property of the vault and the kernel on many more examples."""
    examples = max(60, int(3000 * scale))
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "soak", "QORGAN_SOAK_EXAMPLES": str(examples)}
    command = [sys.executable, "-m", "pytest", "tests/vault", "tests/kernel", "-q", "-p", "no:cacheprovider"]
    command += ["--hypothesis-seed", str(SEED)]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return result.stdout.strip().splitlines()[-1], examples, 0 if result.returncode == 0 else 1


def senders(folder: str, scale: float) -> tuple[str, int, int]:
    """Let fifty senders send many disclosures, each form twice, on the embedded database."""
    from tests import servers
    from tests.senders import send_at_once

    place = Path(folder)
    doors = servers.open_doors(servers.make_demonstration(place), place)
    try:
        each = max(1, int(100 * scale))
        sending = send_at_once(doors.public_port, n_senders=50, n_each=each, twice=True)
    finally:
        doors.stop()
    lost = 50 * each - len(set(sending.receipts))
    return f"{50 * each} sent twice, {lost} lost, {len(sending.faults)} faults", 50 * each, lost + len(sending.faults)


COUNTS = {"properties of vault and kernel": properties, "fifty senders at once": senders}


def main() -> None:
    """Run what is not done yet and write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", type=float, default=1.0, help="1 is the full count; tests use far less")
    scale = options.parse_args().scale
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    state = _state(commit.stdout.strip(), scale)
    for name, count in COUNTS.items():
        if name not in state["counts"]:
            began = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                what, done, failures = count(folder, scale)
            seconds = round(time.monotonic() - began, 1)
            today = date.today().isoformat()  # noqa: DTZ011 - the day of whoever runs it
            state["counts"][name] = asdict(Count(name, what, done, failures, seconds, today))
            STATE.write_text(json.dumps(state, indent=1), encoding="utf-8")
    _write(state)
    sys.exit(1 if any(one["failures"] for one in state["counts"].values()) else 0)


def _state(commit: str, scale: float) -> dict:
    STATE.parent.mkdir(exist_ok=True)
    fresh = {"commit": commit, "scale": scale, "counts": {}}
    if not STATE.exists():
        return fresh
    kept = json.loads(STATE.read_text(encoding="utf-8"))
    return kept if (kept["commit"], kept["scale"]) == (commit, scale) else fresh


def _write(state: dict) -> None:
    lines = [
        "# Soak",
        "",
        f"The long counts of `make soak` at commit {state['commit']}, seed {SEED}, scale {state['scale']}.",
        "",
        "| count | done | failures | seconds | day | what came of it |",
        "| --- | ---: | ---: | ---: | --- | --- |",
    ]
    for one in state["counts"].values():
        row = (one["name"], one["done"], one["failures"], one["seconds"], one["day"], one["what"])
        lines.append(f"| {' | '.join(str(cell) for cell in row)} |")
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
