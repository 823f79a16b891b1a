"""What the ends of the list could hide: whoever holds all items, or none, gives herself away by a true answer."""

from dataclasses import dataclass

import numpy as np

from qorgan.know.sensitive.experiment import Experiment
from qorgan.know.sensitive.mixture import End


@dataclass(frozen=True, slots=True)
class Edge:
    """An end of the list.

    Parameters
    ----------
    end : {"ceiling", "floor"}
        All plain items hold (one more would say that the sensitive one does), or none.
    share : float
        Of those with the plain list, in [0, 1].
    hidden_at_most : float
        Share of all people who could hold the sensitive item and have said one item fewer there.
    """

    end: End
    share: float
    hidden_at_most: float

    def to_dict(self) -> dict[str, object]:
        """Return the part of ``--json``."""
        return {"share": self.share, "hidden_at_most": self.hidden_at_most}


def edges(experiment: Experiment) -> tuple[Edge, Edge]:
    """Return ceiling and floor.

    Notes
    -----
    At the ceiling those who hold all plain items, less those of the other half who said J + 1; at the floor those who said
    none of the longer list, and not more than said none of the plain one. No model is behind it, and no interval.

    Examples
    --------
    >>> from qorgan.know.sensitive.experiment import experiment_of
    >>> one = experiment_of(np.array([0.0, 1, 1, 1, 0, 1, 2, 1]), np.repeat([0.0, 1.0], 4), 1)
    >>> [(edge.end, edge.share, edge.hidden_at_most) for edge in edges(one)]
    [('ceiling', 0.75, 0.5), ('floor', 0.25, 0.25)]
    """
    plain, longer = experiment.shares
    top = experiment.n_items
    return (
        Edge("ceiling", float(plain[top]), float(np.clip(plain[top] - longer[top + 1], 0, 1))),
        Edge("floor", float(plain[0]), float(min(longer[0], plain[0]))),
    )
