"""Every number of the reference folder is met by a test, or stands here with the reason why not."""

import numpy as np
import pytest
from tests.know.overlap import test_decomposable, test_designs, test_selection
from tests.know.overlap.reference import rows, table

from qorgan.know.overlap.latent import Settings, latent_class

CHAINS = [row for row in rows() if row["peer"] == "LCMCR"]
PUBLISHED = {  # where each published row is met
    "SCV 2024 Table 6, exhaustive, max order 2": "test_bootstrap: interval overlap",
    "same, max order 4": "test_bootstrap: interval overlap",
    "Ball et al. 2002 ICTY report": "test_selection, point; its interval was written from memory",
    "Silverman-Chan-Vincent 2024 Table 2, BCa 95 %, ntop=1": "test_bootstrap: interval overlap",
    "same, ntop=10": "test_bootstrap: interval overlap",
    "same, ntop=113 (all)": "test_bootstrap: as of 10 models, the choice stands still",
    "same, Table 4: of 1000 bootstrap BIC minima, rank<=1,5,10,50,100 in original ranking": "a description of draws",
    "SCV 2024 Table 3, ntop=1": "draws; over all models in test_bootstrap",
    "same, ntop=2": "draws; over all models in test_bootstrap",
    "same, ntop=6 (all)": "test_bootstrap: interval overlap",
    "Silverman 2014 / Home Office: 10,000 to 13,000 (stepwise, 5 lists)": "test_selection, with the ends unrounded",
    "Chan-Silverman-Vincent 2021 stepwise p=0.02, model DE": "test_selection, point; stepwise is not chosen again here",
    "same, main effects only": "test_selection, point: independence",
    "CSV 2021, main effects selected": "test_selection, point; stepwise is not chosen again here",
    "SCV 2024 exhaustive upper 97.5 %": "draws",
    "CSV 2021: 500 simulated sets from the stepwise fit: RMSE": "a simulation; ours is bench/accuracy",
}
OTHER_CONVENTIONS = {
    "closedp.t Mb": "lists in the order of time",
    "closedp.t Mbh": "lists in the order of time",
    "closedp.bc Mt (bias corrected)": "not maximum likelihood",
}
MISTAKES = {
    ("Artificial_3", "closedp.t Mh Poisson2"), ("Artificial_3", "closedp.t Mh Darroch"), ("Artificial_3", "closedp.t Mh Gamma3.5"),
    ("Artificial_3", "closedp.t Mth Poisson2"), ("Artificial_3", "closedp.t Mth Darroch"), ("Artificial_3", "closedp.t Mth Gamma3.5"),
    ("Artificial_3", "closedpMS.t best AIC (maxorder 2, 8 models)"), ("Artificial_3", "closedpMS.t best BIC (maxorder 2, 8 models)"),
    ("UKdat", "closedpCI.t Mth Chao LB profile CI"), ("hare", "closedpCI.t Mth Chao LB profile CI"),
}  # fmt: skip


def test_every_row_is_met_or_has_its_reason():
    met = [*test_selection.PEER_MODELS, *test_selection.PEER_BIC, *test_selection.PEER_STEPS, *test_selection.PEER_MAIN]
    met += [*test_designs.CLOSED, *test_designs.PROFILES, *test_decomposable.PEER, *CHAINS]
    known = {(row["dataset"], row["peer"], row["spec"]) for row in met}
    left = [
        (row["dataset"], row["spec"])
        for row in rows()
        if (row["dataset"], row["peer"], row["spec"]) not in known
        and row["spec"] not in OTHER_CONVENTIONS
        and (row["dataset"], row["spec"]) not in MISTAKES
        and not (row["peer"].startswith("published") and row["spec"] in PUBLISHED)
    ]
    assert left == []


@pytest.mark.parametrize("row", CHAINS, ids=lambda row: row["dataset"])
def test_latent_classes_overlap_with_the_chains_of_a_peer(row):
    one = table(row["dataset"])
    found, _ = latent_class(one, np.random.default_rng(11), settings=Settings(16, 1500, 1500, 1500, 5))
    low, high = float(row["lower"]), float(row["upper"])
    shared = min(high, found.high) - max(low, found.low)
    assert shared > 0.6 * (high - low)
    assert low < found.point < high
