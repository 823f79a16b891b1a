"""Pictures show what the report says."""

import numpy as np
import pytest
from tests.know.sensitive.populations import drawn

from qorgan.know.sensitive.device import forced
from qorgan.know.sensitive.report import report_of_device, report_of_list


@pytest.fixture(scope="module")
def report():
    return report_of_list(drawn(np.random.default_rng(3), 3000, 0.25, 0.4, 4))


def test_every_method_has_its_line(report):
    figure = report.plot()
    panel = figure.axes[0]
    assert [one.get_text() for one in panel.get_yticklabels()] == ["difference in means", "maximum likelihood"]
    ends = [tuple(line.get_xdata()) for line in panel.lines if len(line.get_xdata()) == 2]
    for one in report.panel:
        assert (100 * one.low, 100 * one.high) in ends
    assert figure.get_suptitle() == report.headline()
    figure.canvas.draw()


def test_the_shares_of_the_test_stand_below_it(report):
    below = report.plot().axes[1]
    drawn_shares = [tuple(one.lines[0].get_ydata()) for one in below.containers]
    for holds, shown in zip((True, False), drawn_shares, strict=True):
        assert list(shown) == pytest.approx([100 * one.estimate for one in report.test.table if one.holds is holds])


def test_a_randomized_response_is_one_picture():
    figure = report_of_device(831, 2435, forced(2 / 3, 1 / 6, 1 / 6)).plot()
    assert len(figure.axes) == 1
    figure.canvas.draw()


def test_a_method_without_a_point_says_why():
    one = drawn(np.random.default_rng(5), 60, 0.0, 0.5, 3)
    report = report_of_list(one)
    assert report.of("ml").point is None
    texts = [text.get_text() for text in report.plot().axes[0].texts]
    assert any("no finite estimate" in text for text in texts)
