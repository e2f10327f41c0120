"""What the tests of pages share: the words of a page without its tags."""

import re
from html import unescape


def text(answer) -> str:
    """The words of an answer's page, in reading order."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))).split())
