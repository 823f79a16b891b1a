"""Print the numbers of the doors beside those of the design: page weight, form pages, disclosures.

Run with ``make bench``. The load generator is on the same cores as the doors, and says so. Peers that cannot be
installed here are quoted with their source and "not rerun".
"""

import argparse
import json
import os
import platform
import re
import tempfile
import time
from datetime import date
from pathlib import Path

from tests import servers
from tests.senders import send_at_once
from tests.servers import Browser, Doors


def page_weight(doors: Doors) -> int:
    """Return the bytes that come over the line for the first page, its style file, its script and its icon."""
    page = Browser(doors.public_port).get("/en/").text
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    return sum(_transferred(doors, path) for path in ("/en/", *dict.fromkeys(assets)))


def _transferred(doors: Doors, path: str) -> int:
    return len(Browser(doors.public_port).ask("GET", path, headers={"Accept-Encoding": "gzip"}).body)


def form_pages(doors: Doors, seconds: float) -> float:
    """Return form pages per second, asked for by one client that keeps its connection."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", doors.public_port)
    count, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        connection.request("GET", "/en/tell/survivor")
        response = connection.getresponse()
        response.read()
        assert response.status == 200
        count += 1
    return count / seconds


def cpu_seconds(pid: int) -> float:
    """Return user and system seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _public_pid(doors: Doors) -> int:
    for pid in doors.pids():
        if b"qorgan.web.server\0public" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return pid
    raise AssertionError("the public door is not running")


def measure(folder: Path, environment: dict[str, str], seconds: float) -> dict[str, float]:
    """Open the doors over a demonstration and measure."""
    data = servers.make_demonstration(folder, environment)
    doors = servers.open_doors(data, folder, environment)
    try:
        pid = _public_pid(doors)
        form_pages(doors, 1)
        before = cpu_seconds(pid)
        per_second = form_pages(doors, seconds)
        per_core = per_second * seconds / (cpu_seconds(pid) - before)
        before = cpu_seconds(pid)
        words = "She wrote this, some two thousand characters long. " * 40
        sending = send_at_once(
            doors.public_port, n_senders=50, n_each=max(2, int(seconds * 2)), words=words, is_shown=False
        )
        return {
            "first_page_gzip_bytes": page_weight(doors),
            "form_pages_per_second": per_second,
            "form_pages_per_core_second": per_core,
            "disclosures_per_second": len(sending.receipts) / sending.seconds,
            "door_cpu_ms_per_disclosure": 1000 * (cpu_seconds(pid) - before) / max(1, len(sending.receipts)),
            "disclosures": len(sending.receipts),
            "faults": len(sending.faults),
            "lost": 50 * max(2, int(seconds * 2)) - len(set(sending.receipts)),
        }
    finally:
        doors.stop()


def main() -> None:
    """Measure and print one line a number."""
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=5)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    load = os.getloadavg()[0]
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        found["sqlite"] = measure(Path(folder), {}, given.seconds)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as database:
        import pgserver

        server = pgserver.get_server(database)
        server.psql("CREATE DATABASE qorgan")
        found["postgresql"] = measure(Path(folder), {"DATABASE_URL": server.get_uri("qorgan")}, given.seconds)
        server.cleanup()
    machine = (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {load:.2f} before"
    )
    if given.json:
        print(json.dumps({"date": date.today().isoformat(), "machine": machine, **found}, indent=1))  # noqa: DTZ011
        return
    print(f"{date.today()}  {machine}; the load generator runs on the same cores")  # noqa: DTZ011
    for database, numbers in found.items():
        for name, value in numbers.items():
            print(f"{database:<11} {name:<28} {value:>12,.1f}")
    print("design: <= 14,336 bytes; >= 200 form pages per core-second; >= 60 disclosures per second, 0 faults, 0 lost")
    print(
        "peers, not rerun: Hush Line 96 kB, 25-70 form pages/s, 19.5 disclosures/s; GlobaLeaks 4.15 647 kB (design, section 10)"
    )


if __name__ == "__main__":
    main()
