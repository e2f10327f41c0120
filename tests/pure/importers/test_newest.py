"""Fetching a public file: bounded in size, kind and place, against a real server on this machine."""

import pytest
from worlds.file_server import Answer, serving

from crm.errors import InvalidData
from importers.newest import fetch, may_follow

ANSWERS = {
    "/main.zip": Answer(b"PK" * 500),
    "/moved.zip": Answer(status=302, headers={"Location": "/main.zip"}),
    "/around.zip": Answer(status=302, headers={"Location": "/around.zip"}),
    "/inside.zip": Answer(status=302, headers={"Location": "http://localhost:1/secret"}),
    "/file.zip": Answer(status=302, headers={"Location": "file:///etc/passwd"}),
    "/page.zip": Answer(b"<p>Sign in", "text/html"),
    "/cut.zip": Answer(b"PK" * 500, short=300),
}


def test_a_file_comes_with_its_name_and_progress_also_from_where_its_own_host_leads():
    told: list[tuple[int, int]] = []
    with serving(ANSWERS) as site:
        upload = fetch(f"{site}/main.zip", progress=lambda done, total: told.append((done, total)))
        assert (upload.name, upload.content) == ("main.zip", b"PK" * 500)
        assert told[-1] == (1000, 1000)
        assert fetch(f"{site}/moved.zip").content == upload.content


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("around.zip", "cannot be|no such file"),
        ("inside.zip", "led to localhost:1, which is not followed"),
        ("file.zip", "which is not followed|no such file any more"),
        ("page.zip", r"something else than a file \(text/html\)"),
        ("cut.zip", "lost half-way|cannot be reached"),
        ("gone.zip", "no such file any more"),
    ],
)
def test_what_is_no_file_or_leads_elsewhere_is_refused_with_what_to_do(path: str, says: str):
    with serving(ANSWERS) as site, pytest.raises(InvalidData, match=says) as refused:
        fetch(f"{site}/{path}")
    assert "Fetch the file by hand" in refused.value.errors["file"][0]


def test_a_file_that_is_too_large_is_not_read_to_its_end():
    told: list[int] = []
    with serving({"/big.zip": Answer(b"x" * 3_000_000)}) as site, pytest.raises(InvalidData, match="larger than 1 MB"):
        fetch(f"{site}/big.zip", limit=1_048_576, progress=lambda done, _: told.append(done))
    assert told == []


def test_nothing_that_answers_is_said_in_plain_words():
    with pytest.raises(InvalidData, match=r"127\.0\.0\.1:9 cannot be reached from here"):
        fetch("http://127.0.0.1:9/main.zip")


@pytest.mark.parametrize(
    ("there", "followed"),
    [
        (("https", "codeload.github.com"), True),
        (("https", "github.com"), True),
        (("http", "codeload.github.com"), False),
        (("https", "github.com.evil.org"), False),
        (("https", "x@github.com"), False),
        (("https", "169.254.169.254"), False),
    ],
)
def test_only_the_configured_host_and_those_under_its_name_are_followed(there: tuple[str, str], followed: bool):
    assert may_follow("https", "github.com", *there) is followed
