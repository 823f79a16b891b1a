"""A lower bound that holds however people differ in being found, as long as lists do not avoid one another.

People differ: some are on many lists, some on none. Then the numbers on 1, 2, 3, … lists curve upwards more than equal
people's would, and what follows from those on one and two lists is too few, never too many [chao1987]_. As a log-linear
model it is independence with one bend for each number of lists from three on; bends downwards are against the idea and
leave the model [rivest2007]_.
"""

import numpy as np
from scipy.stats import norm

from qorgan.know.overlap.cells import Floats, sizes
from qorgan.know.overlap.designs import DesignFit, fit_design, list_columns, profile
from qorgan.know.overlap.estimates import Estimate, checked, none_of
from qorgan.know.overlap.sentences import message, whole
from qorgan.know.overlap.tables import CaptureTable

ASSUMPTIONS = (message("assumption.no_avoidance"), message("assumption.closed"))


def chao(table: CaptureTable, *, level: float = 0.95) -> Estimate:
    """Bound the number of people from below.

    Returns
    -------
    Estimate
        ``point`` is the estimated bound; the interval is that of the bound, not of the number of people.
    """
    columns, fitted = bent(table, list_columns(table.n_lists))
    if fitted is None:
        return none_of("chao", level, message("note.no_bound"))
    found = profile(columns, table, level)
    hidden, reach = fitted.hidden, np.exp(norm.ppf((1 + level) / 2) * fitted.error)
    low, high = (table.observed + hidden / reach, table.observed + hidden * reach) if found is None else found[1:]
    n_bends = columns.shape[1] - table.n_lists - 1
    return checked(
        Estimate(
            "chao", table.observed + hidden, low, None if np.isinf(high) else high, level,
            message("note.bends", n=whole(n_bends)), ASSUMPTIONS, (), "rivest2007",
        ),
        table.observed,
    )  # fmt: skip


def bent(table: CaptureTable, columns: Floats) -> tuple[Floats, DesignFit | None]:
    """Add the bends to some columns and fit, leaving out the bends that go downwards, one by one."""
    n_lists = sizes(table.n_lists)
    bends = [np.maximum(n_lists - start, 0.0) for start in range(2, table.n_lists)]
    bends = [bend for bend in bends if table.array[bend > 0].any()]  # nobody is on so many lists: nothing to bend
    while True:
        tried = np.column_stack([columns, *bends])
        fitted = fit_design(tried, table.array, table.possible)
        if fitted is None and not bends:
            return tried, None
        falling = [len(bends) - 1] if fitted is None else [*np.flatnonzero(fitted.values[columns.shape[1] :] < 0)]
        if not falling:
            return tried, fitted
        del bends[int(falling[0])]
