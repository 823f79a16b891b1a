"""What commands share: the data directory, Django loaded once, free ports."""

import os
import socket
from pathlib import Path

from qorgan.kernel.errors import InputError, SetupError
from qorgan.web.shell import memory


def load(data: Path) -> None:
    """Load Django over a data directory, after checking the ground.

    Raises
    ------
    SetupError, KeyFileError
        With one message that names what is wrong and the next step.
    """
    is_new = begin(data)
    from django.conf import settings

    from qorgan.web.accounts import statements
    from qorgan.web.sealed import receipt_secrets
    from qorgan.web.sealed.shredding import replay
    from qorgan.web.shell import clock, ground, keys, tombstones

    ground.check_clock()
    # Keys are made with a new installation only. On an old one a missing key is a loss that nobody may paper over.
    if is_new and not Path(settings.KEY_DIR).exists():
        keys.create_missing(Path(settings.KEY_DIR))
    keys.check(("public", "staff"))
    if is_new:
        tombstones.create()
    tombstones.check()
    ground.prepare_database()
    receipt_secrets.check()
    statements.keep_fresh(today=clock.today())
    replay(today=clock.today())
    ground.note_time()


def check_door(door: str, data: Path) -> None:
    """Check the ground of one door with its own settings, reading nothing that it may not read.

    Raises
    ------
    SetupError, KeyFileError
        With one message that names what is wrong and the next step.
    """
    set_up(data, door)
    from qorgan.web.sealed import receipt_secrets
    from qorgan.web.shell import ground, keys, tombstones

    ground.check_folder(data)
    if door == "staff":  # what was destroyed, and the time, are noted by this one
        ground.check_clock()
        tombstones.check()
    keys.check((door,))
    ground.check_database()
    if door == "public":
        receipt_secrets.check()


def begin(data: Path) -> bool:
    """Load Django and say whether the installation is new; changes nothing but making the data directory.

    Raises
    ------
    SetupError
        If the data directory cannot be written or the database cannot be opened.
    """
    set_up(data, "machine")
    from qorgan.web.shell import ground

    ground.check_folder(data)
    return ground.is_empty()


def set_up(data: Path, settings: str) -> None:
    """Load Django with one of its settings, and touch nothing."""
    harden()
    os.environ["QORGAN_DATA"] = str(data.absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = f"qorgan.web.settings.{settings}"
    import django

    django.setup()
    from qorgan.web.shell import faults

    faults.set_up()


def harden() -> None:
    """Make files for this user only, and leave no memory behind: a core dump would hold keys."""
    os.umask(0o077)
    memory.keep_private()


def key_folder(data: Path) -> Path:
    """Return where the key files lie, for a command that does without Django."""
    from qorgan.web.settings.readers import read_text

    return Path(read_text("QORGAN_KEYS", str(data / "keys"))).absolute()


def address(text: str, option: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``.

    Raises
    ------
    InputError
        If it is no address.
    """
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise InputError(
            "this is no address", field=option, value=text, rule="it reads HOST:PORT", next_step="write 127.0.0.1:8000"
        )
    return host.strip("[]"), int(port)


def check_free(host: str, port: int) -> None:
    """Check that nobody listens there.

    Raises
    ------
    SetupError
        If the port is in use or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise SetupError(
                f"Nothing can listen at {host}:{port}: it is in use, or not an address of this machine. "
                "End the other program, or name another with --public or --staff."
            ) from None
