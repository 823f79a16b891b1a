"""What a demonstration shows of the statistics office: a month that centres released, and one incident that may leave."""

import pytest
from tests.cast import join, open_centre

from qorgan.web import demonstrated_incidents
from qorgan.web.accounts.models import Role
from qorgan.web.care.actions import incidents
from qorgan.web.care.office import actions
from qorgan.web.sealed.models import Envelope
from qorgan.web.shell import clock


@pytest.fixture
def leaders(administrators, statistician):
    centres = [
        open_centre(*administrators, name=f"Centre {region}", region=region) for region in ("KZ-75", "KZ-61", "KZ-71")
    ]
    return [join(administrators[0], one, f"leads-{one.region}", Role.SUPERVISOR).actor for one in centres]


def test_a_month_was_released_and_tables_can_be_made_of_it(leaders, statistician):
    today = clock.today()
    demonstrated_incidents.fill(leaders=leaders)
    assert clock.today() == today
    (choice,) = actions.look(by=statistician.actor).choices
    assert (choice.n_records, choice.first) == (24, choice.last)
    assert choice.tables is not None
    assert len(incidents.look(by=leaders[0]).leaving) == 1
    assert {row.day.day for row in Envelope.objects.filter(direction="office")} == {1}
