"""A new pass phrase comes with a new key and renews what she holds: the old ones open nothing newer, with any copy."""

import pytest
from tests.cast import tell
from tests.web.test_endings import Copy, fresh, holders, is_in, restored, row_of

from qorgan.kernel.errors import SealError
from qorgan.vault.keyring import open_grant
from qorgan.web.accounts import keyrings
from qorgan.web.accounts.actions import members, renewing, signing
from qorgan.web.accounts.actions.rules import NotAllowed
from qorgan.web.accounts.models import Duty, Grant
from qorgan.web.accounts.profiles import check_standing
from qorgan.web.hear.actions.staff import reading, writing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_file(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def changed(member):
    """Her, at her next request after she took a new pass phrase."""
    renewed = signing.change_passphrase(by=fresh(member))
    return type(member.actor)(row_of(member), member.actor.roles, renewed.key_pair)


def words_in(actor, disclosure):
    return [one.document.get("words", "") for one in reading.open_disclosure(by=actor, disclosure=disclosure).entries]


def test_her_rows_from_before_and_the_old_pass_phrase_do_not_let_her_in(supervisor, worker, centre):
    """The key under it was the same, so that her row from before opened it again."""
    kept = Copy(worker)
    changed(worker)
    kept.put_back()
    assert not is_in(worker)
    renewing.renew(by=fresh(supervisor), duty=Duty.INTAKE)
    assert holders(centre) == {supervisor.actor.member.id}


def test_the_old_key_opens_no_grant_and_what_it_opened_is_in_use_no_more(supervisor, worker, centre):
    before = fresh(worker).intake[0]
    changed(worker)
    for one in Grant.objects.select_related("key__keyring"):
        label, public = keyrings.label_of(one.key), bytes(one.key.public)
        with pytest.raises(SealError):
            open_grant(bytes(one.box), worker.actor.key_pair, label=label, expected_public=public)
    assert keyrings.sealing_key(centre, Duty.INTAKE).row.version == before.row.version + 1


def test_she_reads_what_came_before_and_after_and_so_do_others(supervisor, worker, centre):
    before = tell(centre, words="Before.")
    again = changed(worker)
    after = tell(centre, words="After.")
    assert words_in(again, before.disclosure)[0] == "Before."
    assert words_in(again, after.disclosure)[0] == "After."
    assert fresh(supervisor).intake[0].row.version == 2


def test_her_own_phrases_come_along(supervisor, worker, centre):
    writing.save_phrases(by=fresh(worker), phrases=["We can meet."])
    again = changed(worker)
    assert writing.phrases_of(again) == ["We can meet."]


def test_her_session_goes_on_with_the_new_key(supervisor, worker, centre):
    sent = tell(centre, words="Written before.")
    reading.open_disclosure(by=fresh(supervisor), disclosure=sent.disclosure)
    assert worker.post("/en/account/pass-phrase").status_code == 200
    page = worker.get("/en/inbox")
    assert page.status_code == 200
    assert "could not be opened" not in page.text


def test_who_was_invited_again_in_this_moment_gets_none(supervisor, worker, centre):
    by = fresh(worker)
    members.invite_again(by=fresh(supervisor), member=row_of(worker))
    with pytest.raises(NotAllowed):
        signing.change_passphrase(by=by)
    assert row_of(worker).private_key is None


def test_after_a_restore_the_pass_phrase_of_that_day_holds_again(supervisor, worker, centre):
    """The newer one is not in the backup: without the former one she would be shut out for nothing."""
    kept, hers = Copy(worker), Copy(supervisor)
    changed(worker)
    assert restored(kept, hers) == (0, 0, 1)
    assert check_standing(row_of(worker))
    assert is_in(worker)
