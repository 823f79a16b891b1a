"""Who must hear what she changes or ends in her conversation: put in from above, for *hear* knows no cases."""

from collections.abc import Callable

from qorgan.web.accounts.actor import Actor


class _Port:
    hear: Callable[[Actor], None] | None = None


def follow(hear: Callable[[Actor], None] | None) -> None:
    """Put in who hears; called with the member whose keys open her wishes, inside the transaction of what she does."""
    _Port.hear = hear


def hear(by: Actor) -> None:
    """Let what rests on her conversations hear them now."""
    if _Port.hear is not None and by.intake:
        _Port.hear(by)
