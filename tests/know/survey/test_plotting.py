"""Pictures of a survey: what may not be published is not drawn."""

import numpy as np

from qorgan.know.survey.design import design_of
from qorgan.know.survey.report import report_of


def drawn(*sizes):
    groups = np.repeat([f"g{size}" for size in sizes], sizes)
    values = np.random.default_rng(3).normal(100, 20, size=len(groups))
    return report_of(design_of(len(groups)), values, groups=groups)


def test_every_group_has_its_line_and_withheld_ones_a_word():
    report = drawn(20, 30, 60)
    axes = report.plot().axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["g20", "g30", "g60"]
    assert [text.get_text() for text in axes.texts] == ["not published"]
    points = [line for line in axes.lines if line.get_marker() == "o"]
    assert [point.get_markerfacecolor() for point in points] == ["white", "#1f5f8b"]
    assert points[1].get_xdata()[0] == report.rows[2].point


def test_one_estimate_can_be_drawn_and_said_alone():
    one = drawn(60).rows[0]
    assert len(one.plot().axes) == 1
    assert str(one).startswith(f"g60: {one.point:.1f}")
    assert one._repr_html_().startswith("<pre>g60: ")
