"""Count how often printed addresses are opened: a number per day, kept in memory and written down now and then.

Anybody can open one as often as he likes. So an opening takes no turn among the writers and is no row of the audit; a
door that is killed forgets the openings of its last half minute.
"""

from collections import Counter
from datetime import date
from threading import Lock

from django.db.models import F

from qorgan.web.hear.models import ShortAddress, ShortAddressDay
from qorgan.web.shell import clock
from qorgan.web.shell.turns import in_turn

SECONDS = 30  # between two writings

_LOCK = Lock()
_COUNTS: Counter[tuple[int, date]] = Counter()


def count_short_address(*, address: ShortAddress) -> None:
    """Count one opening on this day."""
    with _LOCK:
        _COUNTS[address.pk, clock.today()] += 1


def write_openings() -> None:
    """Write down what was counted since the last time; where that fails it stays counted."""
    with _LOCK:
        counts = dict(_COUNTS)
    if not counts:
        return
    _add(counts)
    with _LOCK:
        _COUNTS.subtract(counts)
        for key in [key for key, count in _COUNTS.items() if not count]:
            del _COUNTS[key]


@in_turn()
def _add(counts: dict[tuple[int, date], int]) -> None:
    for (address, day), count in counts.items():
        row, _ = ShortAddressDay.objects.get_or_create(address_id=address, day=day)
        ShortAddressDay.objects.filter(pk=row.pk).update(count=F("count") + count)
