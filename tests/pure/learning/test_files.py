"""Which files are taken: by their name and by what is in them."""

import io
import zipfile

import pytest

from crm.errors import InvalidData
from crm.learning.files import LARGEST, OFFICE, checked


def office(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(name, "x")
    return made.getvalue()


PDF = b"%PDF-1.7\n..."


@pytest.mark.parametrize(
    ("name", "content", "mimetype"),
    [
        ("menu.pdf", PDF, "application/pdf"),
        ("Menu.PDF", PDF, "application/pdf"),
        (
            "menu.docx",
            office("word/document.xml"),
            f"{OFFICE}.wordprocessingml.document",
        ),
        ("list.csv", "Name\nJosé\n".encode(), "text/csv"),
        ("photo.jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
    ],
)
def test_a_file_that_is_what_its_name_says_is_taken(name, content, mimetype):
    assert checked(name, content).mimetype == mimetype


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("menu.pdf", b"<html><script>alert(1)</script>"),
        ("menu.docx", office("xl/workbook.xml")),
        ("menu.docx", office("word/document.xml", "word/vbaProject.bin")),
        ("menu.xlsx", b"PK\x03\x04 no archive"),
        ("photo.png", b"\xff\xd8\xff"),
        ("notes.txt", b"  <!DOCTYPE html><p>"),
        ("notes.txt", b"MZ\x90\x00"),
        ("list.csv", b"<svg onload=alert(1)>"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(name, content):
    with pytest.raises(InvalidData, match="not what its name says"):
        checked(name, content)


@pytest.mark.parametrize("name", ["page.html", "run.exe", "macro.docm", "picture.svg", "nothing", "menu.pdf.js"])
def test_a_kind_that_could_run_or_is_not_known_is_not_taken(name):
    with pytest.raises(InvalidData, match="not taken"):
        checked(name, PDF)


def test_what_is_empty_or_too_large_is_refused():
    with pytest.raises(InvalidData, match="empty"):
        checked("menu.pdf", b"")
    with pytest.raises(InvalidData, match="the limit is 5 MB"):
        checked("menu.pdf", PDF + b"x" * LARGEST)


def test_a_name_is_kept_without_its_folders_and_without_signs_that_break_a_header():
    assert checked('..\\..\\C:\\menu "final"\r\n.pdf', PDF).name == "menu final.pdf"
