"""Print how long pages of a ledger of 100,000 figures take: those of the staff door, and those anybody reads.

In this process, over a SQLite file; the pages through Django's own client, without a network. The figures are those of
`bench/speed/know.py`, with a seed: of one ledger one in a hundred is wrong, of the other nearly every two clash. Half are
published, the others wait for a second person.
"""

import argparse
import os
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bench.speed import inbox
from bench.speed.know import mostly_sound, nothing_fits

from qorgan.know.figures.figure import Figure

Rows = dict[str, Callable[[], Any]]

N_LOOKED_AT = 12  # figures whose staff pages are asked for; the slowest counts


def analysts(administrator: Any) -> tuple[Any, ...]:
    """Let two people keep the ledger."""
    from tests import cast

    from qorgan.web.accounts.models import Role

    return tuple(cast.join(administrator, None, name, Role.ANALYST) for name in ("keeps", "checks"))


def fill(by: Any, second: Any, figures: Iterable[Figure]) -> None:
    """Put figures into an empty ledger, in bulk, every other one published."""
    from django.db import transaction

    from qorgan.web.know.models import LedgerFigure, Stamp, Version
    from qorgan.web.know.reading import fields_from, found_by
    from qorgan.web.shell import clock

    today = clock.today()
    later = {"checked_day": today, "published_day": today, "shown_until": today + timedelta(300)}
    with transaction.atomic():
        Version.objects.all().delete()
        LedgerFigure.objects.all().delete()
        said = [replace(one, id=f"figure-{one.id}", says=f"made up {one.id}") for one in figures]
        rows = LedgerFigure.objects.bulk_create([LedgerFigure(name=one.id) for one in said], batch_size=1000)
        versions = []
        for place, (row, figure) in enumerate(zip(rows, said, strict=True)):
            fields = fields_from(figure)
            more: dict[str, Any] = {"state": Version.State.PROPOSED}
            if place % 2:
                people = {"checked_by": second.actor.member, "published_by": by.actor.member}
                more = {"state": Version.State.PUBLISHED, **later, **people}
            versions.append(
                Version(
                    figure=row, number=1, fields=fields, found_by=found_by(fields), is_confirmed=place % 4 == 1,
                    proposed_by=by.actor.member, proposed_day=today, **more,
                )
            )  # fmt: skip
        Version.objects.bulk_create(versions, batch_size=1000)
        Stamp.change()


def pages(analyst: Any, seed: int) -> Rows:
    """Return what is measured by its name; each call finds the ledger changed, so that nothing is remembered."""
    from tests import cast

    from qorgan.web.know.models import LedgerFigure, Stamp, Version

    rng = random.Random(seed)  # noqa: S311
    numbers = list(LedgerFigure.objects.values_list("id", flat=True))
    shown = list(Version.objects.filter(state="published").values_list("figure", flat=True))
    door = cast.Door("public")

    def get(who: Any, address: str) -> None:
        Stamp.change()
        assert who.get(address).status_code == 200, address

    some = {f"staff: one figure, {place}": number for place, number in enumerate(rng.sample(numbers, N_LOOKED_AT), 1)}
    last = len(shown) // 2 // 8
    return {
        "staff: list": lambda: get(analyst, "/en/ledger"),
        "staff: list, its last page": lambda: get(analyst, f"/en/ledger?page={len(numbers) // 2 // 50}"),
        "staff: search that finds": lambda: get(analyst, "/en/ledger?q=figure-99998"),
        "staff: search that finds nothing": lambda: get(analyst, "/en/ledger?box=published&q=nothing"),
        **{name: lambda number=number: get(analyst, f"/en/ledger/{number}") for name, number in some.items()},
        "public: numbers": lambda: get(door, "/en/numbers"),
        "public: numbers, the last page": lambda: get(door, f"/en/numbers?page={last}"),
        "public: one figure": lambda: get(door, f"/en/numbers/{rng.choice(shown)}"),
        "public: one figure, JSON": lambda: get(door, f"/en/numbers/{rng.choice(shown)}/json"),
        "public: one figure, CSV": lambda: get(door, f"/en/numbers/{rng.choice(shown)}/csv"),
    }


def main() -> None:
    """Fill, measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--figures", type=int, default=100_000)
    options.add_argument("--times", type=int, default=5)
    given = options.parse_args()
    load = os.getloadavg()[0]
    with inbox.installation() as administrator:
        by, second = analysts(administrator)
        print(f"{date.today()}  {os.cpu_count()} cores, load {load:.2f} before; {given.figures} figures, SQLite")  # noqa: DTZ011
        for what, make in (("nearly every two clash", nothing_fits), ("one in a hundred is wrong", mostly_sound)):
            fill(by, second, make(given.figures).figures)
            print(what)
            for name, page in pages(by, 5).items():
                seconds, worked = inbox.best(page, given.times)
                print(f"  {name:<44} {seconds:>7.3f} s, of the processor {worked:>7.3f} s", flush=True)
    print("design: list, search and the public page <= 0.3 s")


if __name__ == "__main__":
    main()
