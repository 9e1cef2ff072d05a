"""Names as a search compares them: without accents and marks, by words, and by how they sound. Nothing here is shown."""

import re
import unicodedata
from functools import lru_cache

#: Characters of a name that are compared: one without end would stop a publication.
COMPARED = 300
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "ng"}
)
_ACCENTS, _APOSTROPHES = re.compile("[\u0300-\u036f]"), re.compile("['`´\u2018\u2019\u02bb\u02bc\u02b9]")
_WORDS_APART = re.compile(r"[\s\-\u2010-\u2015.,;:/()\"]+")
#: Spellings of one sound in English, in this order; what is left is compared letter by letter.
_SOUNDS = [(re.compile(spelt), sound) for spelt, sound in (
    ("ph", "f"), ("ck", "k"), ("c(?=[eiy])", "s"), ("c(?!h)", "k"), ("qu?", "k"), ("x", "ks"), ("z", "s"), ("y", "i"),
    ("(?<=[^aeious])h", ""), ("ai|ei|ae", "a"), ("ee|ea|ie", "i"), ("oo|ou", "u"), (r"(.)\1+", r"\1"),
)]  # fmt: skip
#: Letters with which the first sound of a name may be written.
_FIRST = ("ckq", "sz", "iy", "fp", "gj", "sc")
#: Shorter words are like themselves alone.
SHORTEST = 3
#: Shares of trigrams from which two words are similar; how long words must be to differ in one letter, or in two.
SIMILAR, ONE_APART, TWO_APART = 0.5, 5, 7


def folded(name: str) -> list[str]:
    """The words of a name: José O’Brien-Smith is jose, obrien, smith."""
    text = _APOSTROPHES.sub("", name.casefold().translate(_LETTERS))
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).translate(_LETTERS)
    return _WORDS_APART.sub(" ", plain)[:COMPARED].split()


def padded(name: str) -> str:
    """The words between spaces, so that a query can ask for a word and for its beginning; empty for none."""
    words = folded(name)
    return f" {' '.join(words)} " if words else ""


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How a folded word sounds, roughly: Katlyn as Caitlin."""
    for spelt, said_as in _SOUNDS:
        word = spelt.sub(said_as, word)
    return word


def trigrams(word: str) -> frozenset[str]:
    """Three letters each, with the beginning and the end of the word."""
    whole = f"  {word} "
    return frozenset(whole[at : at + 3] for at in range(len(whole) - 2))


def hints(word: str) -> list[str]:
    """Of which a padded name has at least one where a word of it may be similar: three letters, or how it begins."""
    first = {word[0], *(letter for letters in _FIRST if word[0] in letters for letter in letters)}
    return sorted({word[at : at + 3] for at in range(len(word) - 2)} | {f" {letter}" for letter in first})


def alike(asked: str, word: str) -> bool:
    """Whether a folded word begins with the one that was asked for, or is similar."""
    return word.startswith(asked) or (min(len(asked), len(word)) >= SHORTEST and similar(asked, word))


def similar(asked: str, word: str) -> bool:
    """Whether a folded word sounds like the one that was asked for."""
    a, b = sound(asked), sound(word)
    if a == b:
        return True
    short = min(len(a), len(b))
    allowed = 2 if short >= TWO_APART else 1 if short >= ONE_APART else 0
    return _share(a, b) >= SIMILAR or (allowed > 0 and apart(a, b, allowed) <= allowed)


def _share(a: str, b: str) -> float:
    one, other = trigrams(a), trigrams(b)
    return len(one & other) / len(one | other)


def apart(a: str, b: str, most: int) -> int:
    """How many letters are left out, added, other or changed over; one more than `most` where it is more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before, row = [0] * (len(b) + 1), list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            crossed = i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other
            row.append(min(cost, earlier[j - 2] + 1) if crossed else cost)
        if min(row) > most:
            return most + 1
    return row[-1]
