"""Whether the people differ in how easily they are found, beyond what a log-linear model of lists says.

People who differ bend the numbers on 1, 2, 3, … lists upwards. The best model is given one more column, a bend whose
steepness lies between those of Chao and Poisson models and those of normal log-odds [rivest2007]_; the signed root of what
the deviance gains is about standard normal if people do not differ.
"""

import math
from typing import Final

import numpy as np
from scipy.stats import norm

from qorgan.know.overlap.cells import Floats, incidence, sizes
from qorgan.know.overlap.designs import fit_design
from qorgan.know.overlap.selection import Selection

_GAMMA: Final = 3.5  # the value of rivest2007
SEEN: Final = float(
    norm.ppf(0.75)
)  # one-sided, as for a preliminary test: missing the bend costs more than seeing one too many


def gamma_bend(n_lists: int) -> Floats:
    """Return the column −log(3.5 + k) + log 3.5 of k lists; shape (2^n_lists,)."""
    number = sizes(n_lists).astype(np.float64)
    return np.asarray(math.log(_GAMMA) - np.log(_GAMMA + number))


def bend(selection: Selection) -> float:
    """Return how far the best model by BIC is from people who do not differ, in standard normal units.

    Returns
    -------
    float
        Positive: bent upwards, as by people who differ. nan if the model leaves nothing to bend.
    """
    best = selection.best()
    if best is None:
        return math.nan
    table = selection.table
    columns = incidence(table.n_lists)[:, selection.models[best]]
    plain = fit_design(columns, table.array, table.possible)
    bent = fit_design(np.column_stack([columns, gamma_bend(table.n_lists)]), table.array, table.possible)
    if plain is None or bent is None:
        return math.nan
    return math.copysign(math.sqrt(max(plain.deviance - bent.deviance, 0.0)), bent.values[-1])
