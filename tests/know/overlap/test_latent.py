"""Latent classes: where a peer's chains settle, and that chains that disagree are seen."""

import numpy as np
import pytest
from tests.know.overlap.reference import table

from qorgan.know.overlap import latent
from qorgan.know.overlap.latent import Settings, latent_class, r_hat_of, sample, split_r_hat
from qorgan.know.overlap.tables import CaptureTable
from qorgan.know.sentences import say

SHORT = Settings(16, 800, 1200, 1200, 4)


def test_a_table_of_independent_lists_gives_back_its_people():
    """1,000 people, chances 0.5, 0.4 and 0.3: 210 are on no list."""
    chances = (0.5, 0.4, 0.3)
    counts = [
        round(1000 * np.prod([one if cell >> bit & 1 else 1 - one for bit, one in enumerate(chances)]))
        for cell in range(8)
    ]
    found, draws = latent_class(
        CaptureTable(("a", "b", "c"), (0, *counts[1:])), np.random.default_rng(3), settings=SHORT
    )
    assert found.low < 1000 < found.high
    assert found.point == pytest.approx(1000, rel=0.06)
    assert r_hat_of(draws) < 1.1


def test_a_published_table_settles_where_a_peer_does():
    found, _ = latent_class(table("kosovo"), np.random.default_rng(2), settings=Settings(16, 1500, 2000, 2000, 4))
    assert found.point == pytest.approx(10420, rel=0.07)
    assert found.low < 10420 < found.high
    assert found.low > table("kosovo").observed


def test_chains_that_disagree_are_seen():
    found, draws = latent_class(table("UKdat_5"), np.random.default_rng(2), settings=Settings(16, 1000, 1000, 1000, 4))
    assert r_hat_of(draws) > latent.MAX_R_HAT
    assert "R-hat" in say(found.note)
    assert "chain medians" in say(found.note)


def test_shifts_change_how_fast_chains_move_and_not_where_to(monkeypatch):
    one = table("MadiganYork_spina3")
    long = Settings(16, 1000, 6000, 6000, 5)
    with_shifts = np.quantile(sample(one, np.random.default_rng(1), long), [0.1, 0.5, 0.9])
    monkeypatch.setattr(latent, "_SHIFTS", 0)
    without = np.quantile(sample(one, np.random.default_rng(1), long), [0.1, 0.5, 0.9])
    assert with_shifts == pytest.approx(without, rel=0.15)


def test_the_seed_decides():
    one, short = table("Korea"), Settings(16, 50, 100, 100, 5)
    draws = [sample(one, np.random.default_rng(seed), short) for seed in (1, 1, 2)]
    assert np.array_equal(draws[0], draws[1])
    assert not np.array_equal(draws[0], draws[2])


def test_sampling_goes_on_until_chains_agree_or_it_is_enough():
    one = table("UKdat_5")
    kept = sample(one, np.random.default_rng(1), Settings(16, 50, 100, 400, 5))
    assert kept.shape[1] > 100 // 5


def test_r_hat_is_one_for_one_distribution_and_large_for_two():
    rng = np.random.default_rng(1)
    same = rng.normal(size=(8, 400))
    assert split_r_hat(same) == pytest.approx(1, abs=0.01)
    assert split_r_hat(same + np.repeat([0, 5], 4)[:, None]) > 2
    assert split_r_hat(np.ones((4, 10))) == 1
    assert split_r_hat(np.repeat([[1.0], [2.0]], 10, axis=1)) == np.inf


def test_two_lists_have_no_latent_classes():
    found, draws = latent_class(CaptureTable(("a", "b"), (0, 5, 6, 7)), np.random.default_rng(1))
    assert found.point is None
    assert np.isnan(r_hat_of(draws))


def test_more_cells_than_people_to_begin_with_is_no_matter():
    one = CaptureTable(tuple("abcdefg"), (0, *[200_000] * 127))
    draws = sample(one, np.random.default_rng(1), Settings(16, 20, 20, 20, 5))
    assert draws.shape == (16, 4)


def test_no_draw_depends_on_how_many_chains_move_at_once():
    one, short = table("Korea"), Settings(16, 50, 100, 200, 5)
    draws = [sample(one, np.random.default_rng(1), short, threads=threads) for threads in (1, 3)]
    assert np.array_equal(draws[0], draws[1])


def test_progress_is_told_and_changes_nothing():
    one, short, told = table("Korea"), Settings(16, 700, 100, 200, 5), []
    with_words = sample(one, np.random.default_rng(1), short, lambda done, every: told.append((done, every)))
    assert told[:3] == [(500, 900), (700, 900), (800, 900)]
    assert np.array_equal(with_words, sample(one, np.random.default_rng(1), short))


def test_an_r_hat_without_end_is_a_sign_and_no_word():
    assert [say(latent.written(one), "ru") for one in (1.0321, np.inf, np.nan)] == ["1,032", "∞", "–"]
