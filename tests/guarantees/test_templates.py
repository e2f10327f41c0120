"""Templates can be read: no line that a reader must scroll."""

from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "web" / "templates"
WIDEST = 120


def test_no_line_of_a_template_is_wider_than_a_screen():
    lines = [
        (path.relative_to(TEMPLATES).as_posix(), number, len(line))
        for path in sorted(TEMPLATES.rglob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    ]
    assert lines
    assert not [f"{path}, line {number}: {width} letters" for path, number, width in lines if width > WIDEST]
