"""Bars that show their interval."""

import re
from xml.etree import ElementTree

from qorgan.web.know.chart import Bar, chart_of


def _chart(*bars):
    return chart_of(bars, name="c", title="T & t", description="D < d")


def test_a_bar_is_as_long_as_its_share_and_the_line_spans_the_interval():
    lo, hi = re.search(r'd="M([\d.]+) \d+H([\d.]+)', _chart(Bar("a", "50 %", 0.4, 0.6))).groups()
    assert (float(lo), float(hi)) == (83.2, 124.8)


def test_small_shares_use_the_room():
    ends = [float(re.search(r"M0.0 \d+H([\d.]+)", _chart(Bar("a", "x", 0, hi))).group(1)) for hi in (0.1, 1.0)]
    assert ends == [208, 208]


def test_a_chart_is_sound_xml_whatever_was_typed():
    root = ElementTree.fromstring(str(_chart(Bar('<b>"&', "17 %", 0.1, 0.2))))  # noqa: S314 - our own
    texts = [one.text for one in root.iter() if one.text]
    assert texts == ["T & t", "D < d", '<b>"&', "17 %"]


def test_a_long_label_is_broken_and_not_cut():
    label = " ".join(["word"] * 30)
    texts = re.findall(r'<text x="0"[^>]*>([^<]*)<', _chart(Bar(label, "x", 0, 1)))
    assert len(texts) > 1
    assert " ".join(texts) == label
