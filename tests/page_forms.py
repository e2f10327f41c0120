"""What a browser makes of a form: the fields as they are filled in, to be changed and sent."""

from html.parser import HTMLParser


class _Filled(HTMLParser):
    """Collects what the main form of a page would send."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.inside = False
        self.area: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.inside = self.inside or (tag == "form" and "data-keep" in held)
        name, kind = held.get("name", ""), held.get("type", "text")
        if not self.inside:
            return
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in held or self.select not in self.sent):
            self.sent[self.select] = [held.get("value", "")]
        elif tag == "textarea":
            self.area = name
            self.sent[name] = [""]
        elif tag == "input" and name and (kind not in ("checkbox", "radio") or "checked" in held):
            self.sent.setdefault(name, []).append(held.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
        self.area = None if tag == "textarea" else self.area
        self.select = None if tag == "select" else self.select

    def handle_data(self, data: str) -> None:
        if self.inside and self.area:
            self.sent[self.area][0] += data


def filled(page: str) -> dict[str, list[str]]:
    """The fields of the page's main form, as a browser would send them unchanged."""
    reader = _Filled()
    reader.feed(page)
    assert reader.sent, "the page has no form that is kept"
    return reader.sent
