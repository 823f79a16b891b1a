"""Strata beside the pooled table."""

import numpy as np

from qorgan.know.overlap import latent
from qorgan.know.overlap.report import Settings
from qorgan.know.overlap.strata import estimate_strata, pool
from qorgan.know.overlap.tables import from_rows
from qorgan.know.sentences import say

QUICK = Settings(n_replicates=60, top=(1, 10), chains=latent.Settings(16, 60, 60, 60, 2))


def test_strata_that_are_found_differently_are_told_apart_from_the_pooled_table():
    def independent(people, chances):
        return from_rows(("a", "b", "c"), [(cell, round(people * np.prod([one if cell >> bit & 1 else 1 - one for bit, one in enumerate(chances)]))) for cell in range(1, 8)])  # fmt: skip

    both = {"easy": independent(2000, (0.7, 0.7, 0.7)), "hard": independent(8000, (0.05, 0.05, 0.05))}
    found = estimate_strata(both, np.random.default_rng(1), QUICK)
    assert found.table == pool(list(both.values()))
    assert set(found.to_dict()["strata"]) == {"easy", "hard"}
    assert any("strata" in say(text) for text in found.warnings)
    alike = {"one": independent(2000, (0.5, 0.5, 0.5)), "two": independent(2000, (0.5, 0.5, 0.5))}
    assert not any("strata" in say(text) for text in estimate_strata(alike, np.random.default_rng(1), QUICK).warnings)
