"""Print how long a worker waits for lists of sealed cases: 10,000 of a centre, and the 300 of a real worker's centre.

In this process, over SQLite, or PostgreSQL by ``DATABASE_URL``; pages through Django's own client, without a network. Rows
are put in in bulk, with the summaries that saving forms would have written; lists read nothing else.
"""

import argparse
import os
import random
import resource
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

NAMES = ["Айгерім", "Ботагөз", "Динара", "Елена", "Жанар", "Мадина", "Сауле", "Ольга", "Гүлнәр", "Томирис"]


@contextmanager
def installation() -> Iterator[tuple[Any, Any]]:
    """Put up an empty installation and return a supervisor and a worker of its only centre."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"QORGAN_DATA": folder, "DJANGO_SETTINGS_MODULE": "qorgan.web.settings.tests"}
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        from qorgan.web.shell import keys

        settings.DATA_DIR, settings.KEY_DIR = Path(folder), Path(folder) / "keys"
        settings.ALLOWED_HOSTS = ["*"]
        keys.create_missing(settings.KEY_DIR)
        call_command("migrate", verbosity=0)
        yield _people()


def _people() -> tuple[Any, Any]:
    from tests import cast

    from qorgan.web.accounts.actions import confirming
    from qorgan.web.accounts.actions import members as member_actions
    from qorgan.web.accounts.models import Role

    first, second = (cast.signed_in(name, code) for name, code in member_actions.bootstrap(names=("a", "b")).items())
    confirming.confirm(by=first.actor, member=second.actor.member)
    second.actor.member.refresh_from_db()
    first.others, second.others = [second], [first]
    centre = cast.open_centre(first, second, name="Centre")
    supervisor = cast.join(first, centre, "leads", Role.SUPERVISOR)
    return supervisor, cast.join(supervisor, centre, "works", Role.WORKER)


def fill(supervisor: Any, worker: Any, n: int, n_hers: int) -> None:
    """Put in cases, the last ones the worker's."""
    from qorgan.web.care.models import Case
    from qorgan.web.sealed import summaries
    from qorgan.web.sealed.models import Summary, Thread
    from qorgan.web.shell import clock

    rng, today = random.Random(7), clock.today()  # noqa: S311 - invented names
    threads = [Thread(id=uuid.uuid4(), day=today) for _ in range(n)]
    Thread.objects.bulk_create(threads, batch_size=500)
    centre = supervisor.actor.centre
    cases = [
        Case(
            thread=one,
            centre=centre,
            assigned_to=worker.actor.member if place >= n - n_hers else supervisor.actor.member,
            opened_day=today - timedelta(days=rng.randrange(700)),
        )
        for place, one in enumerate(threads)
    ]
    Case.objects.bulk_create(cases, batch_size=500)
    told = {one.id: _summary(rng, place, today) for place, one in enumerate(threads)}
    Summary.objects.bulk_create(summaries.sealed(told, supervisor.actor.intake[0]), batch_size=500)


def _summary(rng: random.Random, place: int, today: date) -> dict[str, Any]:
    day = today + timedelta(days=rng.randrange(-20, 60))
    return {
        "name": f"{rng.choice(NAMES)} {place}",
        "ref": f"{place}/2026",
        "language": rng.choice(["kk", "ru"]),
        "region": "KZ-75",
        "labels": ["сот"] if place % 7 == 0 else [],
        "step": rng.choice(["introduction", "assessment", "plan", "action", "follow-up"]),
        "risk": rng.choice(["high", "not-high", "not-known"]),
        "due": day.isoformat(),
        "orders": [day.isoformat()] if place % 5 == 0 else [],
        "contact": today.isoformat(),
    }


def best(what: Callable[[], Any], times: int = 9) -> tuple[float, float]:
    """Return the seconds of the quickest of some runs: by the clock, and of the processor."""
    found = []
    for _ in range(times):
        began, worked = time.perf_counter(), time.process_time()
        what()
        found.append((time.perf_counter() - began, time.process_time() - worked))
    return min(one for one, _ in found), min(one for _, one in found)


def main() -> None:
    """Fill, measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--cases", type=int, default=10_000)
    options.add_argument("--hers", type=int, default=300)
    given = options.parse_args()
    load = os.getloadavg()[0]
    with installation() as (supervisor, worker):
        from django.db import connection

        from qorgan.web.care.actions import reading
        from qorgan.web.care.models import Case

        fill(supervisor, worker, given.cases, given.hers)
        print(f"{date.today()}  {os.cpu_count()} cores, load {load:.2f} before; {connection.vendor}")  # noqa: DTZ011
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ours = Case.objects.visible_to(supervisor.actor.member)
        wanted = {"words": "сауле сот", "risk": "high"}
        lines: dict[str, Callable[[], Any]] = {
            f"open {given.cases} summaries": lambda: reading.list_cases(by=supervisor.actor, cases=ours),
            f"page of {given.cases}, what is due first": lambda: supervisor.get("/en/cases/box/centre"),
            f"page of {given.cases}, searched and filtered": lambda: supervisor.post("/en/cases/box/centre", wanted),
            f"page of her {given.hers}": lambda: worker.get("/en/cases"),
            f"page of her {given.hers}, searched and filtered": lambda: worker.post("/en/cases/box/mine", wanted),
        }
        for name, what in lines.items():
            seconds, worked = best(what)
            print(f"{name:<48} {seconds:>7.3f} s, of the processor {worked:>7.3f} s")
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"{'memory at most, and what lists added to it':<48} {after / 1024:.0f} MB, {(after - before) / 1024:.0f} MB"
        )
        print("design: 10,000 in 0.5 s, 300 in 0.1 s")


if __name__ == "__main__":
    main()
