"""What the review of the cryptography found: each test failed before what it names was mended."""

import pytest

from qorgan.hear import work
from qorgan.web.hear import tokens
from qorgan.web.shell import clock

# The gate


@pytest.mark.parametrize("junk", ["!" * 24, " " * 24])
def test_a_token_has_one_spelling_so_that_work_done_once_serves_once(junk):
    """Signs that are no base64 used to be passed over in silence, and work is done over the token as it is spelt."""
    one, other = (tokens.new_token(clock.today()) for _ in range(2))
    done = work.work_for(junk + one, 64)
    assert work.is_done(junk + other, done, 64)  # the same work would do for every form
    for spelt in (junk + other, other[:7] + junk + other[7:], other + junk, other.replace("-", "+").replace("_", "/")):
        if spelt != other:
            with pytest.raises(tokens.FormStale):
                tokens.nonce_of(spelt, clock.today())
    assert tokens.nonce_of(other, clock.today())
