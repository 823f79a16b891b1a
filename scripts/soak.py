"""The long counts, resumable: run again after a stop and it goes on where it was. Writes docs/reference/soak.md.

Each count runs the code of the tests with larger numbers, in parts. Each part that is done is noted in a file of its count
below test-output/soak, so that two counts can be made side by side (``--only``); another commit starts a count anew.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
STATE = ROOT / "test-output" / "soak"  # one file a count
PAGE = ROOT / "docs" / "reference" / "soak.md"
SEED = 20261125


@dataclass
class Count:
    """One long count and what came of the parts that are done, all at one commit."""

    name: str
    commit: str = ""
    scale: float = 1.0
    what: str = ""
    parts: int = 0
    done: int = 0
    failures: int = 0
    seconds: float = 0.0
    day: str = ""


def properties(folder: str, scale: float, part: int) -> tuple[str, int, int]:
    """Run every property of the vault and the kernel on many more examples."""
    return _examples(max(60, int(3000 * scale)), "tests/vault", "tests/kernel")


def in_any_order(folder: str, scale: float, part: int) -> tuple[str, int, int]:
    """Let people and the calendar act on cases in many more orders, each of more steps."""
    return _examples(max(20, int(400 * scale)), "tests/web/care/test_in_any_order.py", seed=SEED + part)


def _examples(examples: int, *places: str, seed: int = SEED) -> tuple[str, int, int]:
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "soak", "QORGAN_SOAK_EXAMPLES": str(examples)}
    command = [sys.executable, "-m", "pytest", *places, "-q", "-p", "no:cacheprovider"]
    command += ["--hypothesis-seed", str(seed)]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return result.stdout.strip().splitlines()[-1], examples, 0 if result.returncode == 0 else 1


def senders(folder: str, scale: float, part: int) -> tuple[str, int, int]:
    """Let fifty senders send many disclosures, each form twice, on the embedded database."""
    from tests import servers
    from tests.senders import send_at_once

    place = Path(folder)
    # Room for all: so many from one machine within minutes are a flood, and what is counted here is what is lost.
    doors = servers.open_doors(servers.make_demonstration(place), place, {"QORGAN_ROOM": "1000000"})
    try:
        each = max(1, int(100 * scale))
        sending = send_at_once(doors.public_port, n_senders=50, n_each=each, twice=True)
    finally:
        doors.stop()
    lost = 50 * each - len(set(sending.receipts))
    said = f"; the first: {sending.faults[0]}" if sending.faults else ""
    told = f"{50 * each} sent twice, {lost} lost, {len(sending.faults)} faults{said}"
    return told, 50 * each, max(lost, len(sending.faults))


def killed(folder: str, scale: float, part: int, *, on_postgresql: bool = False) -> tuple[str, int, int]:
    """Kill doors, backups and the database at random moments while people write."""
    from tests.killing import Killing, PostgreSQL

    kills = max(2, int(25 * scale))
    killing = Killing(Path(folder), SEED + part, PostgreSQL() if on_postgresql else None)
    try:
        killing.run(kills)
    finally:
        killing.end()
    faults = killing.log.faults
    told = f"{killing.log.count()} disclosures acknowledged and there, {killing.n_backups} backups opened"
    return faults[0] if faults else told, kills, len(faults)


def killed_on_postgresql(folder: str, scale: float, part: int) -> tuple[str, int, int]:
    """Do the same on PostgreSQL, and kill its server and its backends as well."""
    return killed(folder, scale, part, on_postgresql=True)


def requests(folder: str, scale: float, part: int) -> tuple[str, int, int]:
    """Send mutated requests to both doors."""
    from tests import pestering

    count = max(50, int(2500 * scale))
    begun = pestering.begin(Path(folder), SEED + part)
    try:
        begun.run(count // 5)
        warm = begun.memory()
        begun.run(count - count // 5)
        grown = max(size - warm[door] for door, size in begun.memory().items())
        begun.check_normal()
    finally:
        begun.doors.stop()
    faults = begun.faults + [f"a door grew by {grown} bytes"] * (grown > pestering.MOST_KEPT)
    return faults[0] if faults else f"a door grew by {grown / 2**20:.0f} MiB at most", count, len(faults)


# How each is done, and in how many parts.
COUNTS: dict[str, tuple[Callable[[str, float, int], tuple[str, int, int]], int]] = {
    "properties of vault and kernel": (properties, 1),
    "cases in any order": (in_any_order, 4),
    "fifty senders at once": (senders, 1),
    "killed at random moments, SQLite": (killed, 8),
    "killed at random moments, PostgreSQL": (killed_on_postgresql, 8),
    "mutated requests": (requests, 8),
}


def main() -> None:
    """Run what is not done yet and write the page."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", type=float, default=1.0, help="1 is the full count; tests use far less")
    options.add_argument("--only", default="", help="a part of a count's name")
    choice = options.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    STATE.mkdir(parents=True, exist_ok=True)
    is_bad = False
    for name, (count, parts) in COUNTS.items():
        if choice.only not in name:
            continue
        one = _begun(name, commit.stdout.strip(), choice.scale)
        while one.parts < parts:
            one = _next(one, count)
            _file(name).write_text(json.dumps(asdict(one), indent=1), encoding="utf-8")
            _write()
        is_bad = is_bad or one.failures > 0
    sys.exit(1 if is_bad else 0)


def _next(one: Count, count: Callable[[str, float, int], tuple[str, int, int]]) -> Count:
    """Do the next part of a count."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        what, done, failures = count(folder, one.scale, one.parts)
    return replace(
        one,
        what=one.what if one.failures else what,  # the first thing that went wrong stays
        parts=one.parts + 1,
        done=one.done + done,
        failures=one.failures + failures,
        seconds=round(one.seconds + time.monotonic() - began, 1),
        day=date.today().isoformat(),  # noqa: DTZ011 - the day of whoever runs it
    )


def _file(name: str) -> Path:
    return STATE / f"{name.replace(' ', '-').replace(',', '')}.json"


def _begun(name: str, commit: str, scale: float) -> Count:
    """Return a count as far as it was made at this commit."""
    kept = _kept(name)
    return kept if kept and (kept.commit, kept.scale) == (commit, scale) else Count(name, commit, scale)


def _kept(name: str) -> Count | None:
    return Count(**json.loads(_file(name).read_text(encoding="utf-8"))) if _file(name).exists() else None


def _write() -> None:
    lines = [
        "# Soak",
        "",
        f"The long counts of `make soak`, seed {SEED}. Each is made at one commit, in parts; what stands here is what was done.",
        "",
        "| count | commit | parts | done | failures | seconds | day | what came of it (the last part, or the first that failed) |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    for name, (_count, parts) in COUNTS.items():
        one = _kept(name)
        if one is None:
            continue
        scale = "" if one.scale == 1 else f" (scale {one.scale:g})"
        row = (
            name,
            one.commit + scale,
            f"{one.parts} of {parts}",
            one.done,
            one.failures,
            one.seconds,
            one.day,
            one.what,
        )
        lines.append(f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |")
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
