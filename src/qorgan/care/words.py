"""Whether a word that must not be given away stands in a text, however it is spelt."""

import unicodedata


def stands_in(word: str, text: str) -> bool:
    """Say whether a word stands in a text, in whatever capitals, accents, spaces and stops; an empty word stands nowhere.

    Another form of it (an ending, another alphabet) is not recognised: a person reads what leaves.

    Examples
    --------
    >>> stands_in("Pomegranate", "when I say p-o-m-e-g-r-a-n-a-t-e"), stands_in("гранат", "о гранатах"), stands_in(" ", "x")
    (True, True, False)
    """
    if not word.strip():
        return False
    bare = _bare(word)  # nothing is left of a word such as "?!", which is then looked for as it is
    return bare in _bare(text) if bare else word.strip() in text


def _bare(text: str) -> str:
    # A word that is spelt out letter by letter is the same word.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(char for char in apart if unicodedata.category(char)[0] not in "MPZC")
