"""The guide: short pages for survivors and those who stand by them, with facts that disappear when nobody vouches for them."""

from qorgan.kernel.guide.book import Guide, installed_guide, load_guide
from qorgan.kernel.guide.facts import GuideFact
from qorgan.kernel.guide.page import GuidePage
from qorgan.kernel.guide.passages import Block, Line, Span, shown

__all__ = ["Block", "Guide", "GuideFact", "GuidePage", "Line", "Span", "installed_guide", "load_guide", "shown"]
