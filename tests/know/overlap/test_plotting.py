"""Pictures show what the report says."""

from dataclasses import replace

import numpy as np
import pytest
from tests.know.overlap.reference import table

from qorgan.know.overlap import latent
from qorgan.know.overlap.register import Counts, estimate_register
from qorgan.know.overlap.report import METHODS, Settings, estimate

QUICK = Settings(n_replicates=60, top=(1, 10), chains=latent.Settings(16, 60, 60, 60, 2))


@pytest.fixture(scope="module")
def report():
    return estimate(table("kosovo"), np.random.default_rng(1), QUICK)


def test_every_method_has_its_line(report):
    figure = report.plot()
    panel = figure.axes[0]
    assert [label.get_text() for label in panel.get_yticklabels()] == list(METHODS)
    ends = [tuple(line.get_xdata()) for line in panel.lines if len(line.get_xdata()) == 2]
    for one in report.panel:
        assert (one.low, one.high) in ends
    assert str(report.observed)[0] in figure.get_suptitle()
    figure.canvas.draw()


def test_the_curve_passes_through_the_estimate_at_one(report):
    curve = report.plot().axes[1].lines[0]
    at_one = [point for point, ratio in zip(curve.get_xdata(), curve.get_ydata(), strict=True) if ratio == 1]
    assert at_one == [report.panel[1].point]


def test_without_a_high_end_there_is_an_arrow(report):
    cut = replace(report.panel[1], high=None)
    evidence = replace(report.evidence, panel=(report.panel[0], cut, *report.panel[2:]))
    panel = replace(report, evidence=evidence, sensitivity=[], draws=np.empty((0, 0))).plot().axes
    assert len(panel) == 1
    assert [line.get_marker() for line in panel[0].lines].count(">") == 1


def test_a_table_without_estimates_is_drawn_too():
    estimate(table("Artificial_3"), np.random.default_rng(1), QUICK).plot().canvas.draw()


def test_a_register_draws_both_methods_in_the_readers_language():
    panel = estimate_register(Counts({1: 100, 2: 25, 3: 5})).plot("ru").axes[0]
    assert [label.get_text() for label in panel.get_yticklabels()] == ["нижняя граница Чао", "Пуассон без нуля"]
    assert panel.get_xlabel() == "люди"


def test_every_chain_is_drawn(report):
    chains = report.plot().axes[2]
    assert len(chains.lines) == 16 + 1
    assert list(chains.lines[0].get_ydata()) == list(report.draws[0])
    assert "R-hat" in chains.get_xlabel()
