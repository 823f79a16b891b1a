"""Print how long a worker waits for an inbox of 10,000 sealed messages that nobody has opened.

In this process, over a SQLite file; the pages through Django's own client, without a network. The messages are the
invented ones of `tests/reference/flood`, drawn anew for each thousand. First looks open envelopes; later ones, summaries.
"""

import argparse
import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any


@contextmanager
def installation() -> Iterator[Any]:
    """Put up an empty installation and return one of its two administrators."""
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
        yield _administrator()


def _administrator() -> Any:
    from tests import cast

    from qorgan.web.accounts.actions import confirming
    from qorgan.web.accounts.actions import members as member_actions

    first, second = (cast.signed_in(name, code) for name, code in member_actions.bootstrap(names=("a", "b")).items())
    confirming.confirm(by=first.actor, member=second.actor.member)
    second.actor.member.refresh_from_db()
    first.others, second.others = [second], [first]
    return first


def supervisor(administrator: Any) -> Any:
    """Open a centre and return somebody who reads in it."""
    from tests import cast

    from qorgan.web.accounts.models import Role

    centre = cast.open_centre(administrator, administrator.others[0], name="Centre")
    return cast.join(administrator, centre, "reader", Role.SUPERVISOR)


def fill(worker: Any, n: int) -> None:
    """Put in messages as the public door does, without deriving a receipt for each."""
    from django.db import transaction
    from tests import flooding

    from qorgan.hear.contact import SafeContact
    from qorgan.kernel.consent import Consents, Speaker
    from qorgan.vault.receipt import ReceiptKeys
    from qorgan.vault.secret import KeyPair
    from qorgan.web.accounts.keyrings import sealing_keys
    from qorgan.web.accounts.models import Duty
    from qorgan.web.hear.models import Disclosure, Offer
    from qorgan.web.hear.wishes import Wishes
    from qorgan.web.sealed import sealing
    from qorgan.web.shell import clock

    centre, today = worker.actor.centre, clock.today()
    readers = sealing_keys([centre], Duty.INTAKE)
    wishes = Wishes(SafeContact(), Consents.none(Speaker.SURVIVOR, today)).to_document()
    messages = [one for seed in range(1 + n // 1000) for one in flooding.corpus(seed)][:n]
    with transaction.atomic():
        for one in messages:
            pair = KeyPair.generate()
            thread = sealing.begin_thread(2, today)
            row = sealing.new_survivor_key(thread, 1, ReceiptKeys(secrets.token_bytes(32), pair, ""))
            disclosure = Disclosure.objects.create(thread=thread, received_day=today)
            Offer.objects.create(disclosure=disclosure, centre=centre, from_day=today)
            first = {"words": one.words, "speaker": "survivor", "language": one.language, "answers": {}}
            documents = [("disclosure", {**first, "public_key": pair.public.hex()}), ("wishes", wishes)]
            sender = sealing.Survivor(row, pair)
            sealing.seal_first(thread=thread, documents=documents, sender=sender, readers=readers, day=today)


def best(what: Callable[[], Any], times: int = 7) -> tuple[float, float]:
    """Return the seconds of the quickest of some runs: by the clock, and of the processor."""
    found = []
    for _ in range(times):
        began, worked = time.perf_counter(), time.process_time()
        what()
        found.append((time.perf_counter() - began, time.process_time() - worked))
    return min(found)


def main() -> None:
    """Fill, measure and print."""
    options = argparse.ArgumentParser()
    options.add_argument("--messages", type=int, default=10_000)
    given = options.parse_args()
    load = os.getloadavg()[0]
    with installation() as administrator:
        worker = supervisor(administrator)
        from qorgan.web.hear.actions.staff import bulk, reading
        from qorgan.web.hear.models import Disclosure

        fill(worker, given.messages)
        first_look = best(lambda: bulk.propose(by=worker.actor), 3)
        while bulk.propose(by=worker.actor).n_unseen:
            pass
        rows = list(Disclosure.objects.select_related("centre", "thread", "assigned_to"))
        groups = bulk.propose(by=worker.actor).groups
        print(f"{date.today()}  {os.cpu_count()} cores, load {load:.2f} before; {given.messages} messages, SQLite")  # noqa: DTZ011
        lines = {
            f"first look at {bulk.LOOK_AT} unseen": first_look,
            "open the list: all summaries": best(lambda: reading.list_disclosures(by=worker.actor, rows=rows)),
            "inbox, first page": best(lambda: worker.get("/en/inbox/offered")),
            "inbox, all rows looked through for a label": best(
                lambda: worker.post("/en/inbox/offered", {"label": "nothing has it"})
            ),
            "groups of what is much alike": best(lambda: bulk.propose(by=worker.actor)),
            "page of groups": best(lambda: worker.get("/en/inbox/alike")),
            "set the largest group aside": best(lambda: bulk.set_all_aside(by=worker.actor, chosen=groups[0]), 1),
        }
        for name, (seconds, worked) in lines.items():
            print(f"{name:<46} {seconds:>7.3f} s, of the processor {worked:>7.3f} s")
        print("design: open a list of 10,000 sealed cases <= 0.5 s")


if __name__ == "__main__":
    main()
