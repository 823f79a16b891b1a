"""A demonstration: invented centres, workers and conversations, made through the same actions as real ones.

No real person, no real centre, no telephone number at all.
"""

from dataclasses import dataclass, field
from typing import Any

from qorgan.hear.contact import SafeContact, Way
from qorgan.hear.disclosure import Disclosure as Told
from qorgan.kernel.consent import Consents, Purpose, Speaker
from qorgan.vault.people import derive_wrapping_key, unwrap_private_key
from qorgan.vault.secret import KeyPair
from qorgan.web import demonstrated_cases, demonstrated_figures, demonstrated_incidents, demonstrated_programme
from qorgan.web.accounts.actions import centres as centre_actions
from qorgan.web.accounts.actions import confirming
from qorgan.web.accounts.actions import members as member_actions
from qorgan.web.accounts.actor import Actor
from qorgan.web.accounts.models import Centre, Duty, Role
from qorgan.web.accounts.profiles import Profile, staff_key
from qorgan.web.hear import tokens
from qorgan.web.hear.actions import public as her_actions
from qorgan.web.hear.actions.staff import addresses, reading, writing
from qorgan.web.hear.wishes import Wishes
from qorgan.web.shell import clock


@dataclass(frozen=True)
class _Place:
    region: str
    letter: str
    languages: list[str]
    needs: list[str]
    workers: list[tuple[str, str, Role]] = field(default_factory=list)


PLACES = [
    _Place(
        "KZ-75",
        "A",
        ["kk", "ru", "en"],
        ["home", "sexual", "shelter", "counselling"],
        [
            ("aigul", "Aigul (invented)", Role.SUPERVISOR),
            ("dana", "Dana (invented)", Role.WORKER),
            ("marat", "Marat (invented)", Role.FACILITATOR),
            ("gulnar", "Gulnar (invented)", Role.PARTNER_SAFETY),
        ],
    ),
    _Place("KZ-75", "B", ["kk", "ru"], ["home", "law", "children"], [("saule", "Saule (invented)", Role.SUPERVISOR)]),
    _Place(
        "KZ-61", "C", ["kk"], ["home", "children", "counselling"], [("meruert", "Meruert (invented)", Role.SUPERVISOR)]
    ),
    _Place(
        "KZ-71", "D", ["kk", "ru"], ["home", "sexual", "disability"], [("irina", "Irina (invented)", Role.SUPERVISOR)]
    ),
]
HOURS = {
    "en": "Weekdays from 9 to 18 (invented)",
    "ru": "По будням с 9 до 18 (вымышлено)",
    "kk": "Жұмыс күндері 9-дан 18-ге дейін (ойдан шығарылған)",
}


def fill() -> dict[str, Any]:
    """Fill an empty installation and return the sign-ins to print."""
    people: list[dict[str, str]] = []
    codes = member_actions.bootstrap(names=("admin-1", "admin-2"))
    first, second = (_join(name, code, "country administrator", "", people) for name, code in codes.items())
    confirming.confirm(by=first, member=second.member)
    auditor = member_actions.invite(
        by=first, centre=None, sign_in_name="auditor", profile=Profile("Auditor (invented)"), roles=[Role.AUDITOR]
    )
    confirming.confirm(by=first, member=_join("auditor", auditor[1], "auditor", "", people).member)
    for administrator in (first, second):  # the auditor hands the audit's keys on from now on
        member_actions.change_roles(by=first, member=administrator.member, roles=[Role.ADMINISTRATOR])
    demonstrated_figures.fill(first=_analyst(first, "analyst-1", people), second=_analyst(first, "analyst-2", people))
    _office(first, second, people)
    centres = [_centre(first, second, place, people) for place in PLACES]
    demonstrated_incidents.fill(leaders=[leader for _centre, leader in centres[1:]])
    addresses.make_address(by=first, code="bahar", language="")
    return {"members": people, "receipts": _conversations(centres, people)}


def _analyst(by: Actor, name: str, people: list[dict[str, str]]) -> Actor:
    profile = Profile(f"{name.capitalize()} (invented)")
    _member, code = member_actions.invite(by=by, centre=None, sign_in_name=name, profile=profile, roles=[Role.ANALYST])
    actor = _join(name, code, "analyst", "", people)
    confirming.confirm(by=by, member=actor.member)
    return actor


def _office(first: Actor, second: Actor, people: list[dict[str, str]]) -> None:
    """Name two members of the statistics office: with one alone its keys hang on one pass phrase."""
    found = []
    for name in ("office-1", "office-2"):
        profile = Profile(f"{name.capitalize()} (invented)")
        roles = [Role.STATISTICIAN]
        _member, code = member_actions.invite(by=first, centre=None, sign_in_name=name, profile=profile, roles=roles)
        found.append(_join(name, code, "statistics office", "", people))
        confirming.confirm(by=second, member=found[-1].member)
    confirming.hand_on(by=found[0], member=found[1].member, duty=Duty.STATISTICS)


def _centre(first: Actor, second: Actor, place: _Place, people: list[dict[str, str]]) -> tuple[Centre, Actor]:
    facts: dict[str, Any] = {
        "name": {
            "en": f"Demonstration centre {place.letter} (invented)",
            "ru": f"Учебный центр {place.letter} (вымышленный)",
            "kk": f"Көрсетілім орталығы {place.letter} (ойдан шығарылған)",
        },
        "region": place.region,
        "languages": place.languages,
        "needs": place.needs,
        "reading_hours": HOURS,
        "must_report": {},
        "answer_days": 1,
    }
    centre = centre_actions.propose(by=first, facts=facts, is_demonstration=True)
    centre_actions.confirm(by=second, centre=centre)
    centre.refresh_from_db()
    leader: Actor | None = None
    actors: dict[Role, Actor] = {}
    for name, called, role in place.workers:
        by = leader or first
        profile = Profile(called, language=place.languages[0])
        _member, code = member_actions.invite(by=by, centre=centre, sign_in_name=name, profile=profile, roles=[role])
        actor = _join(name, code, str(role), facts["name"]["en"], people)
        confirming.confirm(by=leader or second, member=actor.member)
        leader = leader or actor
        actors[role] = actor
    if Role.FACILITATOR in actors:
        demonstrated_programme.fill(facilitator=actors[Role.FACILITATOR], partner_worker=actors[Role.PARTNER_SAFETY])
    if leader is None:
        raise RuntimeError("a demonstration centre has no supervisor")
    return centre, leader


def _join(name: str, code: str, role: str, centre: str, people: list[dict[str, str]]) -> Actor:
    joined = member_actions.join(code=code)
    people.append(
        {
            "role": role,
            "centre": centre,
            "name": name,
            "passphrase": joined.passphrase.reveal(),
            "seed": joined.totp_seed,
        }
    )
    member = joined.member
    wrapping = derive_wrapping_key(joined.passphrase, bytes(member.salt or b""), staff_key())
    private = unwrap_private_key(bytes(member.private_key or b""), wrapping, member.id)
    roles = frozenset(Role(one.role) for one in member.roles.all())
    return Actor(member, roles, KeyPair.from_private(private))


STORIES = [
    (
        "en",
        "My husband shouts at me every evening and takes my money. I do not know whom to ask. (invented)",
        "KZ-75",
        "Thank you for writing. What you describe is not your fault. Would you like to tell more, or to plan the next days together? (invented)",
    ),
    (
        "ru",
        "Он не выпускает меня из дома одну и проверяет мой телефон. Мне страшно. (вымышлено)",
        "KZ-75",
        "Спасибо, что написали. Вы можете отвечать здесь, когда вам удобно. Что сейчас для вас важнее всего? (вымышлено)",
    ),
    ("kk", "Күйеуім маған қол көтереді. Балаларым көріп отыр. Не істеймін? (ойдан шығарылған)", "KZ-61", ""),
    ("ru", "Пишу о сестре. Её бывший муж ходит за ней после работы. (вымышлено)", "KZ-71", ""),
]


def _conversations(centres: list[tuple[Centre, Actor]], people: list[dict[str, str]]) -> list[dict[str, str]]:
    receipts = []
    for number, (language, words, region, answer) in enumerate(STORIES):
        centre, leader = next(pair for pair in centres if pair[0].region == region)
        speaker = Speaker.FRIEND if number == 3 else Speaker.SURVIVOR
        sent = her_actions.submit_disclosure(
            token=tokens.new_token(clock.today()),
            told=Told(words, speaker, language, {"is_safe": "not-sure"} if number < 3 else {}),
            wishes=_wishes(speaker, number),
            centres=[centre],
            cover=[],
        )
        if answer:
            reading.open_disclosure(by=leader, disclosure=sent.found.disclosure)
            writing.reply(by=leader, disclosure=sent.found.disclosure, words=answer)
        if not number:
            demonstrated_cases.fill(by=leader, conversation=sent.found.disclosure)
        receipts.append({"language": language, "receipt": sent.receipt.groups()})
    return receipts


def _wishes(speaker: Speaker, number: int) -> Wishes:
    today = clock.today()
    none = Consents.none(speaker, today)
    if number:
        return Wishes(SafeContact(), none)
    contact = SafeContact((Way.MESSENGER,), "invented, no number", "weekdays 10 to 12", "never call", "apricot")
    return Wishes(contact, none.with_given(Purpose.CONTACT, Purpose.CASE, day=today))
