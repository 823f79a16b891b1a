"""The ledger of a demonstration: the country's figures, a few of them published after a check that was only played.

What the figures say and why some could not be confirmed stands in the pack. Here are the same texts in Kazakh and Russian,
first drafts that no native speaker has read, and the answers that a second analyst could give.
"""

from datetime import timedelta
from typing import Final

from qorgan.web.accounts.actor import Actor
from qorgan.web.know.actions import staff as actions
from qorgan.web.know.findings import findings_of
from qorgan.web.know.models import Version
from qorgan.web.shell import clock

# Name of the figure: says in Kazakh and in Russian, why in Kazakh and in Russian.
TEXTS: Final = {
    "prev-ipv-life": (
        "өмірінде серіктесінің физикалық және/немесе сексуалдық зорлық-зомбылығы",
        "физическое и/или сексуальное насилие со стороны партнёра, за всю жизнь",
        "дөңгелектелген; оннан бір бөлігі көрінбеді",
        "округлено; десятые не найдены",
    ),
    "attitude-2024": (
        "кемінде бір аталған себеппен күйеуі әйелін ұра алады дейтін әйелдер",
        "женщины, которые говорят, что муж может бить жену хотя бы по одной названной причине",
        "MICS сұрағы",
        "вопрос MICS",
    ),
    "attitude-2015": (
        "кемінде бір аталған себеппен күйеуі әйелін ұра алады дейтін әйелдер",
        "женщины, которые говорят, что муж может бить жену хотя бы по одной названной причине",
        "MICS сұрағы",
        "вопрос MICS",
    ),
    "calls102-2025-10m": (
        "тұрмыстық зорлық-зомбылық туралы 102-ге қоңыраулар",
        "звонки на 102 о домашнем насилии",
        "сол айларда берілген нұсқамалардан аз: есептегіштер әртүрлі",
        "меньше, чем предписаний за те же месяцы: считают разное",
    ),
    "orders-2025-10m": ("берілген қорғау нұсқамалары", "вынесенные защитные предписания", "", ""),
    "deaths-2023": (
        "отбасылық-тұрмыстық зорлық-зомбылықтан қайтыс болған әйелдер",
        "женщины, погибшие от семейно-бытового насилия",
        "оған қоса 7 бала",
        "и ещё 7 детей",
    ),
    "B14": (
        "төрттен біріне жуығы үш түрінің БӘРІНЕН зардап шеккен",
        "почти четверть пострадала от ВСЕХ трёх форм",
        "жазылған күйінде мүмкін емес: үш түрінің бәрі физикалық немесе сексуалдық зорлықтың 17 %-ынан аспайды; «үшеуінің кез келгені» сәйкес келеді",
        "в таком виде невозможно: все три не могут превысить 17 % с физическим или сексуальным; подходит «любая из трёх»",
    ),
    "A14": (
        "алты қазақстандық әйелдің бірі жыл сайын зорлыққа ұшырайды",
        "каждая шестая казахстанка сталкивается с насилием каждый год",
        "бұрмаланған немесе дәлелсіз: 17 % — серіктесі болған әйелдердің өмір бойғы үлесі; «жыл сайын» үшін сауалнама табылмады",
        "искажено или не подкреплено: 17 % — доля за всю жизнь среди женщин, имевших партнёра; опроса, где было бы «каждый год», не найдено",
    ),
    "unfpa-98": (
        "әйелдерге қарсы қылмыстардың 98 %-ы зорлау болған",
        "98 % преступлений против женщин — изнасилования",
        "теріс айналдырылған: жылына 2 000-ға жуық зорлау туралы шағыммен бірге дұрыс бола алмайды",
        "перевёрнуто: не может быть верно рядом с примерно 2000 жалоб на изнасилование в год",
    ),
    "deaths-400": (
        "жыл сайын тұрмыстық зорлық-зомбылықтан қайтыс болатын әйелдер",
        "женщины, которые каждый год погибают от домашнего насилия",
        "2023 жылғы ресми саннан алты есе көп; қайдан шыққаны табылмады",
        "в шесть раз больше официального числа за 2023 год; происхождение не найдено",
    ),
}
ANSWERS: Final = {
    "prev-ipv-life": "The number is the survey’s own: of women aged 18 to 75 who ever had a partner, over their lives. "
    "The other publications changed the period or the people.",
    "deaths-2023": "This is the count that its owner gave for 2023. The origin of the other number was not found.",
}
SHOWN_DAYS: Final = 180


def fill(*, first: Actor, second: Actor) -> None:
    """Take over the country's figures, and publish a few after a check that says that it is none."""
    actions.take_over_pack(by=first)
    names = Version.objects.filter(figure__name__in=TEXTS).select_related("figure")
    for proposed in [one.fields for one in names]:
        name = proposed["id"]
        says_kk, says_ru, why_kk, why_ru = TEXTS[name]
        texts = {"says_kk": says_kk, "says_ru": says_ru, "why_kk": why_kk, "why_ru": why_ru}
        fields = proposed | {field: text for field, text in texts.items() if text}
        _publish(first, second, actions.propose(by=first, fields=fields))


def _publish(first: Actor, second: Actor, version: Version) -> None:
    until = clock.today() + timedelta(days=SHOWN_DAYS)
    actions.check(by=second, version=version, shown_until=until, is_demonstration=True)
    name = version.figure.name
    for found in findings_of(name) if name in ANSWERS else ():
        if found.forbids:
            actions.answer(by=second, version=version, finding=found.key, words=ANSWERS[name], language="en")
    actions.publish(by=first, version=version)
