"""`qorgan demo`: a data directory with invented centres, people and conversations, clearly marked."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qorgan.cli import machine
from qorgan.kernel.errors import SetupError

_FILE = "demonstration.json"


def demo(
    data: Annotated[Path, typer.Option(envvar="QORGAN_DATA", help="Data directory; made where it is missing.")] = Path(
        "data"
    ),
) -> None:
    """Fill a data directory with a demonstration; one that is there already is kept."""
    console = Console(highlight=False, soft_wrap=True)
    is_there = (data / _FILE).exists()
    if not machine.begin(data) and not is_there:
        raise SetupError(
            f"{data} holds an installation that is no demonstration. Nothing was changed. Name another directory with --data."
        )
    machine.load(data)
    if not is_there:
        from qorgan.web.demonstration import fill

        console.print("Filling the demonstration. Everybody and everything in it is invented.")
        people = fill()
        (data / _FILE).touch(mode=0o600)
        (data / _FILE).write_text(json.dumps(people, indent=1, ensure_ascii=False), encoding="utf-8")
    say_sign_ins(console, data)


def say_sign_ins(console: Console, data: Path) -> bool:
    """Print the demonstration's sign-ins with codes that work now; says whether this is a demonstration."""
    import pyotp

    if not (data / _FILE).exists():
        return False
    people = json.loads((data / _FILE).read_text(encoding="utf-8"))
    console.print("Demonstration sign-ins. Everybody is invented; never use this directory for real.")
    for one in people["members"]:
        code = pyotp.TOTP(one["seed"]).now()
        console.print(f"  {one['name']:<10} {one['role']}{', ' if one['centre'] else ''}{one['centre']}")
        console.print(f"  {'':<10} pass phrase: {one['passphrase']}   code now: {code}   seed: {one['seed']}")
    for receipt in people["receipts"]:
        console.print(f"Code of an invented survivor ({receipt['language']}): {receipt['receipt']}")
    console.print(f"A code lasts 30 seconds and counts once. For a fresh one: qorgan demo --data {data}")
    return True
