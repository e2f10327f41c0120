"""What the tests of pages share: the words of a page without its tags."""

import re
from html import unescape


def words(html: str) -> str:
    """The words of a page, in reading order."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def text(answer) -> str:
    """The words of an answer's page, in reading order."""
    return words(answer.get_data(as_text=True))


def page(client, path: str) -> str:
    """The words of the page at this address, which is there."""
    answer = client.get(path)
    assert answer.status_code == 200, text(answer)[:3000]
    return text(answer)
