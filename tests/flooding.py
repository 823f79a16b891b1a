"""Labelled messages for the bulk filter: real ones that people wrote by hand for this purpose, junk from a machine.

All of it is invented. With seed 1 it is the corpus in `tests/reference/flood`; other seeds are held out: the rules were
not looked at beside them while they were made.
"""

import json
import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).parent / "reference" / "flood"
CORPUS = HERE / "messages.jsonl"
LANGUAGES = ("kk", "ru", "en")
N_REAL, N_JUNK = 430, 570
_CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")
_LETTERS = {"kk": "абвгдежзийклмнопрстуфхцчшыьэюяәіңғүұқөһ", "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя", "en": ""}
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_TWINS = str.maketrans("аеорсух", "aeopcyx")


@dataclass(frozen=True)
class Message:
    """An invented message."""

    label: str  # real or junk
    kind: str
    language: str
    words: str


def corpus(seed: int) -> list[Message]:
    """Return 1,000 labelled messages."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    made = [*_real(rng), *_junk(rng)]
    rng.shuffle(made)
    return made


def committed() -> list[Message]:
    """Return the corpus as it lies in the repository."""
    return [Message(**json.loads(line)) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def as_lines(messages: list[Message]) -> str:
    """Write a corpus, one message a line."""
    return "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in messages)


def by_hand(language: str) -> dict[str, list[str]]:
    """Return what was written by hand: `short`, `whole`, `sentences`, `suggested`."""
    found: dict[str, list[str]] = {}
    for line in (HERE / f"real_{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
        else:
            found.setdefault(kind, []).append(line)
    return found


def _real(rng: random.Random) -> Iterator[Message]:
    made = []
    for language in LANGUAGES:
        hand = by_hand(language)
        made += [Message("real", "short", language, words) for words in hand["short"]]
        made += [Message("real", "whole", language, words) for words in hand["whole"]]
        # Eight who follow a hint they read somewhere, each with something of her own.
        made += [
            Message("real", "suggested", language, f"{hand['suggested'][0]} {own}")
            for own in rng.sample(hand["sentences"], 8)
        ]
        twice = rng.choice(hand["whole"])
        made += [Message("real", "sent twice", language, words) for words in (twice, _typo(twice, rng))]
        made += [
            Message(
                "real", "sentences", language, _typo(" ".join(rng.sample(hand["sentences"], rng.randint(2, 5))), rng)
            )
            for _ in range(25)
        ]
    while len(made) < N_REAL:
        language = rng.choice(LANGUAGES)
        words = _typo(rng.choice(by_hand(language)["short"]), rng)
        made.append(Message("real", "much alike", language, rng.choice([str.lower, str.capitalize, str.upper])(words)))
    yield from made[:N_REAL]


def _junk(rng: random.Random) -> Iterator[Message]:
    parts = tomllib.loads((HERE / "junk.toml").read_text(encoding="utf-8"))
    made = [
        Message("junk", "copies", _language(words), _changed(words, rng))
        for words in parts["copies"]
        for _ in range(30)
    ]
    made += [
        Message("junk", "adverts", _language(words), advert(words, rng))
        for words in parts["adverts"]
        for _ in range(20)
    ]
    made += [
        Message("junk", "spun", language, spun(parts["spun"][language], rng))
        for language in LANGUAGES
        for _ in range(60)
    ]
    made += [Message("junk", "varied", _language(words), words) for words in parts["varied"]["texts"]]
    while len(made) < N_JUNK:
        language = rng.choice(LANGUAGES)
        made.append(Message("junk", "letters", language, letters(language, rng)))
    yield from made


def _language(words: str) -> str:
    return "kk" if re.search("[әіңғүұқөһ]", words) else "ru" if re.search("[а-я]", words) else "en"


def spun(sentences: list[list[str]], rng: random.Random) -> str:
    """Draw one of each sentence and put them in some order."""
    drawn = [_chosen(rng.choice(variants), rng) for variants in sentences]
    rng.shuffle(drawn)
    return " ".join(drawn)


def advert(words: str, rng: random.Random) -> str:
    """Fill in an address that is another each time."""
    code = "".join(rng.choices(_LATIN + "0123456789", k=7))
    host = rng.choice(["https://bit.example.com/", "t.me/", "www.shop.example.net/?", "example.xyz/"])
    return _chosen(words, rng).replace("{link}", host + code)


def letters(language: str, rng: random.Random) -> str:
    """Press keys at random."""
    keys = _LETTERS[language] or _LATIN
    return " ".join("".join(rng.choices(keys, k=rng.randint(4, 12))) for _ in range(rng.randint(10, 40)))


def _chosen(words: str, rng: random.Random) -> str:
    return _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), words)


def _changed(words: str, rng: random.Random) -> str:
    """Change a copy a little: a word, a number, a greeting, letters that look alike, invisible ones, capitals."""
    said = re.sub(r"\d+", lambda _: str(rng.randint(1, 99)), words)
    if rng.random() < 0.4:
        said = _typo(said, rng)
    if rng.random() < 0.3:
        said = rng.choice(["Здравствуйте! ", "Hello, ", "Сәлем! ", "!!! "]) + said
    if rng.random() < 0.2:
        said = said.translate(_TWINS)
    if rng.random() < 0.2:
        said = said.replace("а", "а\u200b", 5).replace("a", "a\u200b", 5)
    return said.upper() if rng.random() < 0.1 else said


def _typo(words: str, rng: random.Random) -> str:
    """Swap two neighbouring letters, or drop one, somewhere."""
    if len(words) < 4:
        return words
    place = rng.randrange(1, len(words) - 2)
    swapped = words[:place] + words[place + 1] + words[place] + words[place + 2 :]
    return rng.choice([swapped, words[:place] + words[place + 1 :]])
