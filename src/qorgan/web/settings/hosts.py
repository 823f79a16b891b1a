"""The names of the two doors: never one for both, because cookies know names and no ports."""

from qorgan.kernel.errors import SetupError
from qorgan.web.settings.readers import read_list

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_ITSELF = ",".join(LOOPBACK)


def hosts_of(door: str) -> list[str]:
    """Return the names under which a door answers; without a setting, this machine only."""
    read = {
        "public": read_list("QORGAN_PUBLIC_HOSTS", _ITSELF),
        "staff": read_list("QORGAN_STAFF_HOSTS", _ITSELF),
    }
    return [name.lower().rstrip(".") for name in read[door]]


def check_apart() -> None:
    """Check that the doors have no public name in common; before a browser both may be called localhost.

    Raises
    ------
    SetupError
        If they have, or a name stands for many.
    """
    public, staff = ({*hosts_of(door)} - {*LOOPBACK} for door in ("public", "staff"))
    if many := sorted(name for name in public | staff if "*" in name or name.startswith(".")):
        raise SetupError(
            f"{many[0]!r} stands for more than one name. A door answers to names that are written out. "
            "Correct QORGAN_PUBLIC_HOSTS or QORGAN_STAFF_HOSTS, then start again."
        )
    if both := sorted(public & staff):
        raise SetupError(
            f"Both doors have the public name {both[0]!r}. Browsers would send workers' cookies to the public door. "
            "Give each door its own name in QORGAN_PUBLIC_HOSTS and QORGAN_STAFF_HOSTS, then start again."
        )


def door_hosts(door: str) -> list[str]:
    """Return a door's names after that check.

    Raises
    ------
    SetupError
        As `check_apart`.
    """
    check_apart()
    return hosts_of(door)
