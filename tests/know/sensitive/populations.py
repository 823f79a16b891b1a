"""List experiments drawn from people whose sensitive item is known."""

import numpy as np

from qorgan.know.sensitive.experiment import Experiment, experiment_of


def drawn(
    rng: np.random.Generator,
    n: int,
    share: float,
    chance: float = 0.5,
    n_items: int = 4,
    *,
    ceiling: float = 0.0,
    changed: float = 0.0,
) -> Experiment:
    """Draw an experiment.

    Parameters
    ----------
    share, chance : float
        Of people who hold the sensitive item; of each plain item to hold.
    ceiling : float
        Share of those who hold all items and say one fewer.
    changed : float
        Share of those who see the longer list and then name one item fewer, whatever holds.
    """
    holds = rng.random(n) < share
    others = rng.binomial(n_items, chance, size=n)
    treated = rng.permutation(np.arange(n) % 2)
    answers = others + holds * treated
    answers -= (answers == n_items + 1) & (rng.random(n) < ceiling)
    answers -= (treated == 1) & (answers > 0) & (rng.random(n) < changed)
    return experiment_of(answers.astype(float), treated.astype(float), n_items)
