"""Words that people answer with, as numbers: "Strongly agree" is 5 of 5. Pure.

Each scale is written from its lowest word to its highest. A number from 1 to 5 is itself.
"""

import re
from collections.abc import Sequence

from crm.stakeholders.names.folding import folded

HIGHEST = 5
NEARLY_ALL = 0.75  # of a column's answers: a slip in one cell must not take the scale from all the others
NUMBERS = ("1", "2", "3", "4", "5")
SCALES: tuple[tuple[str, ...], ...] = (
    ("strongly disagree", "disagree", "neutral", "agree", "strongly agree"),
    ("strongly disagree", "disagree", "neither agree nor disagree", "agree", "strongly agree"),
    ("strongly disagree", "disagree", "undecided", "agree", "strongly agree"),
    ("very uncomfortable", "uncomfortable", "neutral", "comfortable", "very comfortable"),
    ("not at all comfortable", "slightly comfortable", "moderately comfortable", "comfortable", "very comfortable"),
    ("not at all comfortable", "a little comfortable", "somewhat comfortable", "comfortable", "very comfortable"),
    ("very dissatisfied", "dissatisfied", "neutral", "satisfied", "very satisfied"),
    ("very unlikely", "unlikely", "neutral", "likely", "very likely"),
    ("very poor", "poor", "fair", "good", "excellent"),
    ("poor", "fair", "average", "good", "excellent"),
    ("poor", "fair", "good", "very good", "excellent"),
    ("not important", "slightly important", "moderately important", "important", "very important"),
    ("not at all", "a little", "somewhat", "much", "very much"),
    ("no need", "low need", "some need", "high need", "very high need"),
    ("never", "rarely", "sometimes", "often", "always"),
)
COMFORT = (
    "Not at all comfortable",
    "Slightly comfortable",
    "Moderately comfortable",
    "Comfortable",
    "Very comfortable",
)
AGREEMENT = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")
QUALITY = ("Poor", "Fair", "Good", "Very good", "Excellent")
_NUMBER = re.compile(r"([1-5])(?:\.0+)?(?:\s*[-–—:.)=(].*)?")


def as_number(text: str, choices: Sequence[str] = ()) -> int | None:
    """What an answer on a scale counts, 1 to 5: a number itself, a word by its place in `choices` or in a scale.

    "4 - Agree" is 4. None for what is on no scale, such as "N/A" or a word whose scale is not known.
    """
    if number := place_on(text, choices):
        return number
    places = {scale.index(folded(text)) + 1 for scale in SCALES if folded(text) in scale}
    return places.pop() if len(places) == 1 else None


def place_on(text: str, choices: Sequence[str]) -> int | None:
    """What an answer counts on this scale: the place of its word, or a number from 1 to 5. None for what is not on it,
    though another scale may have it."""
    own = [folded(choice) for choice in choices]
    if folded(text) in own:
        return own.index(folded(text)) + 1
    number = _NUMBER.fullmatch(text.strip())
    return int(number[1]) if number else None


def scale_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The scale of these answers, "1" to "5" too: one that has them all, else the one that has nearly all; else ()."""
    said = [text for text in texts if text.strip()]
    words = [tuple(word.capitalize() for word in scale) for scale in SCALES]
    fit = {scale: sum(folded(text) in map(folded, scale) for text in said) for scale in words}
    fit[NUMBERS] = sum(_NUMBER.fullmatch(text.strip()) is not None for text in said)
    best = max(fit, key=lambda scale: fit[scale])
    return best if fit[best] and fit[best] >= NEARLY_ALL * len(said) else ()
