"""Words that people answer with, as numbers: "Strongly agree" is 5 of 5. Pure.

Each scale is written from its lowest word to its highest. A number from 1 to 5 is itself.
"""

import re
from collections.abc import Sequence

from crm.stakeholders.names.folding import folded

HIGHEST = 5
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
    bare = text.strip()
    own = [folded(choice) for choice in choices]
    if folded(bare) in own:
        return own.index(folded(bare)) + 1
    if number := _NUMBER.fullmatch(bare):
        return int(number[1])
    places = {scale.index(folded(bare)) + 1 for scale in SCALES if folded(bare) in scale}
    return places.pop() if len(places) == 1 else None


def scale_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The scale on which all these answers are; () where no one scale has them all. "1" to "5" are a scale too."""
    said = {folded(text) for text in texts if text.strip()}
    fitting = [scale for scale in SCALES if said and said <= set(scale)]
    if fitting:
        return tuple(word.capitalize() for word in fitting[0])
    return ("1", "2", "3", "4", "5") if said and all(_NUMBER.fullmatch(text.strip()) for text in texts if text) else ()
