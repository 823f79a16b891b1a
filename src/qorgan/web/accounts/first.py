"""Where a member is led first when she signs in, where something of hers must not wait: put in from above."""

from collections.abc import Callable

from qorgan.web.accounts.actor import Actor


class _Port:
    look: Callable[[Actor], str] | None = None


def lead(look: Callable[[Actor], str] | None) -> None:
    """Put in who looks; it returns the name of a page, or nothing where nothing presses."""
    _Port.look = look


def place_of(actor: Actor) -> str:
    """Return the page that she must see first, empty where there is none."""
    return _Port.look(actor) if _Port.look is not None else ""
