"""How a tie is marked in every picture: by the word that crm gives its strength, and that word's class."""

from enum import StrEnum


class Mark(StrEnum):
    """The words of crm.relationships.strength.word. A guess is drawn hatched and never counted; a strained
    tie is drawn as a square, because shade alone must not carry meaning."""

    CLOSE = "Close"
    GOOD = "Good"
    KNOW = "Know"
    GUESS = "Guess"
    STRAINED = "Strained"
    NONE = "None"

    @property
    def css_class(self) -> str:
        """The class that the stylesheet shades by."""
        return f"tie-{self.lower()}"

    @property
    def in_words(self) -> str:
        """The mark as said in a table or an export."""
        return "No tie" if self is Mark.NONE else str(self)


LEGEND = (
    (Mark.CLOSE, "Close"),
    (Mark.GOOD, "Good"),
    (Mark.KNOW, "Know"),
    (Mark.NONE, "No tie yet"),
    (Mark.GUESS, "Only a guess, not counted"),
)
