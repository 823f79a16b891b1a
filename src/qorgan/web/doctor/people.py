"""Who could still read and decide if one person fell ill tomorrow; and whether what is signed is as it was signed."""

from datetime import date

from django.db.models import Count, Q

from qorgan.kernel.errors import SealError
from qorgan.web.accounts import keyrings, recoveries
from qorgan.web.accounts.models import Centre, Duty, Grant, Keyring, KeyringKey, Member, Notice, Recovery, Role
from qorgan.web.accounts.records import check_centre
from qorgan.web.accounts.statements import GOOD_FOR, is_as_said
from qorgan.web.doctor.finding import Finding, Findings, broken, look, ok

_ACTIVE = Member.State.ACTIVE


def check_administrators() -> Findings:
    """Look whether there are two administrators and an auditor who can read."""
    n_active = Member.objects.filter(state=_ACTIVE, roles__role=Role.ADMINISTRATOR).count()
    if n_active < 2:
        yield look(
            "Fewer than two administrators are active.",
            f"{n_active} active",
            rule="two open a centre and confirm each other; one who is lost can be replaced by the other only",
            next_step="invite another administrator; if nobody is left: qorgan administrator confirm",
        )
    else:
        yield ok(f"Administrators who are active: {n_active}.")
    auditors = Member.objects.filter(state=_ACTIVE, roles__role=Role.AUDITOR)
    holding = Grant.objects.filter(key__keyring__duty=Duty.AUDIT).values("member")
    for one in auditors.exclude(id__in=holding):
        yield look(
            "An auditor holds no key of the audit and can read nothing of it.",
            _short(one.id),
            rule="whoever has the role of auditor got the key from an auditor who holds it",
            next_step="an auditor who holds it hands it on to her, at the staff door under Auditors",
        )


def check_keyrings() -> Findings:
    """Look how many can open each keyring, and whether its public key is the one that was signed."""
    n_whole = 0
    for ring in Keyring.objects.select_related("centre").order_by("centre__region", "duty"):
        if ring.centre is not None and ring.centre.state == Centre.State.CLOSED:
            continue
        where = f"{_name(ring.centre)}, {ring.duty}"
        newest = KeyringKey.objects.select_related("keyring").filter(keyring=ring).order_by("-version").first()
        finding = _refused(newest, where) or _holders(newest, where)
        if finding is not None:
            yield finding
        else:
            n_whole += 1
    yield ok(f"Keyrings signed as they stand, with two holders or more: {n_whole}.")


def _refused(newest: KeyringKey | None, where: str) -> Finding | None:
    rule, next_step = (
        "the staff door signed it",
        "let nobody write to this centre; compare fingerprints; look at the audit",
    )
    if newest is None:
        return broken("A keyring has no key.", where, rule=rule, next_step=next_step)
    try:
        keyrings.checked(newest)
    except SealError:
        return broken("A keyring's public key is not the one that was signed.", where, rule=rule, next_step=next_step)
    return None


def _holders(newest: KeyringKey | None, where: str) -> Finding | None:
    n_holders = Grant.objects.filter(key=newest, member__state=_ACTIVE).count()
    rule = "two members hold each keyring, so that what is sealed to it can be read if one is lost"
    if n_holders == 0:
        return broken(
            "Nobody who is active can open a keyring.",
            where,
            rule=rule,
            next_step="a member who joined before is brought back by a colleague; else what is sealed to it stays closed",
        )
    if n_holders == 1:
        return look("A keyring has one holder only.", where, rule=rule, next_step="invite and confirm a second member")
    return None


def check_recovery() -> Findings:
    """Look whether each open centre could get its keys back if everybody there lost her pass phrase."""
    n_whole = 0
    for ring in Keyring.objects.select_related("centre").filter(centre__state=Centre.State.OPEN, duty=Duty.INTAKE):
        row = Recovery.objects.filter(keyring=ring).first()
        if row is None:
            yield look(
                "A centre has no recovery papers.",
                _name(ring.centre),
                rule="two of three papers give a centre's keys back when nobody there can open them",
                next_step="a supervisor makes them at the staff door, under Our centre, Our keys",
            )
        elif not _is_as_signed(row):
            yield broken(
                "A centre's recovery is not the one that was signed; its papers open nothing.",
                _name(ring.centre),
                rule="only the staff door writes it",
                next_step="a supervisor makes new papers; look at the audit",
            )
        elif row.used_day is not None:
            yield look(
                "A centre's recovery papers were used, and are known to who typed them.",
                _name(ring.centre),
                rule="papers are used once",
                next_step="a supervisor makes new ones",
            )
        else:
            n_whole += 1
    yield ok(f"Centres with recovery papers: {n_whole}.")


def _is_as_signed(row: Recovery) -> bool:
    try:
        recoveries.checked(row)
    except SealError:
        return False
    return True


def check_centres(*, today: date) -> Findings:
    """Look whether centres stand as they were signed, and whether somebody checked what they say."""
    centres = Centre.objects.filter(state=Centre.State.OPEN)
    for one in centres:
        if not _is_signed(one):
            yield broken(
                "A centre's row is not as it was signed; survivors do not see the centre.",
                _name(one),
                rule="only the staff door changes what survivors read",
                next_step="look at the audit of the country; two administrators propose and confirm the centre anew",
            )
    yield from _statements(today)
    if unchecked := [one for one in centres if one.checked_on is None]:
        yield look(
            "What survivors read about some open centres was never checked by the centre itself.",
            ", ".join(_name(one) for one in unchecked[:8]) + (" and more" if len(unchecked) > 8 else ""),
            rule="each centre's supervisor has read it and found it true",
            next_step="she opens the centre's page at the staff door, corrects it and saves it",
        )
    yield ok(f"Centres that are open: {len(centres)}.")


def _statements(today: date) -> Findings:
    """Look at what the staff door says of each centre every day; the public door goes by it."""
    found = list(Centre.objects.exclude(state=Centre.State.PROPOSED))
    for one in [one for one in found if _is_signed(one) and not is_as_said(one)]:
        yield broken(
            "A centre, or its newest key, is not what the staff door said last; nobody can write to it.",
            _name(one),
            rule="nobody puts older rows back; the number in each statement only rises",
            next_step="compare the centre, its keys and its members with a backup; look at the audit; if in doubt, restore",
        )
    days = [one.statement.day for one in found if hasattr(one, "statement")]
    rule = "the staff door says once a day what holds of each centre"
    if days and min(days) + GOOD_FOR < today:
        yield broken(
            "What the staff door said of some centre is older than two days.",
            f"{min(days).isoformat()}",
            rule=rule,
            next_step="start the staff door: until then the public door believes only what it had seen before",
        )
    elif days:
        yield ok("What the staff door says of the centres is of these days.", f"since {min(days).isoformat()}")


def _is_signed(centre: Centre) -> bool:
    try:
        check_centre(centre)
    except SealError:
        return False
    return True


def check_notices() -> Findings:
    """Look whether notices reach anybody; numbers only."""
    states = Notice.State
    counts = Notice.objects.aggregate(
        failed=Count("pk", filter=Q(state=states.FAILED)), none=Count("pk", filter=Q(state=states.NO_ADDRESS))
    )
    if counts["failed"] or counts["none"]:
        yield look(
            "Notices did not reach members.",
            f"{counts['failed']} not sent, {counts['none']} without a mail address",
            rule="who should read is told",
            next_step="look under What waits at the staff door; try the mail server",
        )


def _name(centre: Centre | None) -> str:
    if centre is None:
        return "the country"
    return str(centre.name.get("en") or next(iter(centre.name.values()), "") or _short(centre.id))


def _short(number: object) -> str:
    return f"member or centre {str(number)[:8]}"
