"""How much sums over the people of a sample move from sample to sample: with weights, strata and clusters, or without."""

import math
from dataclasses import dataclass

import numpy as np

from qorgan.know.survey.design import Design, Floats, Ints
from qorgan.know.survey.variance import Lonely, covariance, degrees_of_freedom


@dataclass(frozen=True)
class Sample:
    """Rows that count, within the design that they were drawn by.

    Parameters
    ----------
    weights : array, shape (n,)
        Of the rows; they sum to n.
    design : Design or None
        None: everybody was drawn alone with the same chance.
    rows : array of int, shape (n,)
        Where the rows stand in the design.
    lonely : {"fail", "certainty", "adjust", "average"}
        What a stratum adds from which one unit alone was drawn; see `qorgan.know.survey.variance.variance`.
    """

    weights: Floats
    design: Design | None
    rows: Ints
    lonely: Lonely = "fail"

    @classmethod
    def of(cls, design: Design | None, rows: Ints, lonely: Lonely = "fail") -> "Sample":
        """Return the sample of some rows of a design."""
        if design is None:
            return cls(np.ones(len(rows)), None, rows)
        weights = design.weights[rows]
        return cls(weights * (len(rows) / weights.sum()), design, rows, lonely)

    @property
    def df(self) -> float:
        """Degrees of freedom: units of the first stage less strata; inf without a design."""
        return math.inf if self.design is None else float(degrees_of_freedom(self.design, self.rows))

    def covariance(self, terms: Floats) -> Floats:
        """Return the covariance of weighted sums.

        Parameters
        ----------
        terms : array, shape (n, p)
            One row a person, weights not yet in. Their weighted sums are about 0, as those of scores are.

        Returns
        -------
        array, shape (p, p)
        """
        weighted = terms * self.weights[:, None]
        if self.design is None:
            return np.asarray(weighted.T @ weighted)
        return covariance(self.design, self.rows, weighted, lonely=self.lonely)
