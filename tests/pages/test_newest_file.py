"""The button that fetches the newest public file, from a server of that shape to the preview, or without one."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from page_text import text
from worlds.file_server import Answer, serving
from worlds.made_up_state import small_state

from web.context import SITE
from web.import_jobs import Jobs

HEADINGS = "ST,LEA_NAME,LEAID,LEA_TYPE_TEXT\n"
DIRECTORY = (
    f"{HEADINGS}KS,Quitman School District,2000001,Regular public school district\n"
    "MS,Lee County School District,2800001,Regular public school district\n"
)


def zipped(**files: str) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


@pytest.fixture
def collection(tmp_path: Path) -> bytes:
    """The whole repository as it is downloaded: every state's folder under people-main/data."""
    files = {}
    for state in ("ks", "nd"):
        folder = small_state(tmp_path / state).path
        for file in folder.rglob("*.yml"):
            files[f"people-main/data/{state}/{file.relative_to(folder).as_posix()}"] = file.read_text("utf-8")
    files["people-main/README.md"] = "People"
    return zipped(**files)


@pytest.fixture
def public(app, collection: bytes) -> Iterator[str]:
    """A server with both files, to which the site is set."""
    directory = zipped(**{"ccd_lea_029_2425.csv": DIRECTORY})
    answers = {
        "/people.zip": Answer(collection),
        "/directory.zip": Answer(directory),
        "/page": Answer(b"<p>", "text/html"),
    }
    with serving(answers) as site:
        point(app, openstates_url=f"{site}/people.zip", nces_url=f"{site}/directory.zip")
        yield site


def point(app, **addresses: str) -> None:
    """Set where the site fetches from."""
    for name, address in addresses.items():
        object.__setattr__(app.extensions[SITE].settings, name, address)


def fetched(client, kind: str, state: str = "ks") -> str:
    """Press the button and wait; returns the page that follows."""
    answer = client.post(f"/imports/new/{kind}/newest", data={"state": state})
    assert answer.status_code == 303, answer.text
    jobs: Jobs = client.application.extensions["imports"]
    jobs.wait(answer.location.rpartition("/")[2])
    return text(client.get(answer.location))


def test_the_newest_legislature_of_one_state_comes_out_of_the_whole_collection(client_as, public):
    page = fetched(client_as("staff"), "openstates")
    assert "What will change" in page
    assert "Legislative districts 15" in page


def test_the_newest_directory_comes_zipped_and_only_the_own_state_is_read(client_as, public):
    page = fetched(client_as("staff"), "nces")
    assert "School districts 1" in page
    assert "Districts of other states were left out (1): only KS is read." in page


def test_without_a_network_the_page_says_which_file_to_fetch_where_and_takes_it(client_as, app, collection):
    point(app, openstates_url="http://127.0.0.1:9/people.zip")
    client = client_as("staff")
    answer = client.post("/imports/new/openstates/newest", data={"state": "KS"})
    jobs: Jobs = client.application.extensions["imports"]
    jobs.wait(answer.location.rpartition("/")[2])
    page = client.get(answer.location)
    assert "127.0.0.1:9 cannot be reached from here. Nothing was changed." in text(page)
    assert page.text.index("This needs mending") < page.text.index("Get the newest file")
    assert "On any computer open https://github.com/openstates/people" in text(page)
    assert "press Code, then Download ZIP" in text(page)
    nothing = client.post(f"{answer.location}/mend", data={"as_of": "8/1/2026", "state": "KS"})
    assert "Choose the file to import." in text(nothing)
    sent = {"file": (BytesIO(collection), "people-main.zip"), "as_of": "8/1/2026", "state": "KS"}
    assert client.post(f"{answer.location}/mend", data=sent, content_type="multipart/form-data").status_code == 303
    jobs.wait(answer.location.rpartition("/")[2])
    assert "cannot be reached" not in text(client.get(answer.location))


def test_a_page_in_place_of_a_file_is_refused_and_nothing_is_imported(client_as, app, public):
    point(app, nces_url=f"{public}/page")
    assert "answered with something else than a file" in fetched(client_as("staff"), "nces")


def test_an_archive_larger_than_other_requests_is_taken_and_a_larger_one_is_not(client_as):
    client = client_as("staff")
    for size, status in ((12, 303), (66, 413)):
        sent = {"file": (BytesIO(b"PK\x03\x04" + bytes(size * 2**20)), "people-main.zip"), "as_of": "8/1/2026"}
        answer = client.post("/imports/new/openstates", data=sent, content_type="multipart/form-data")
        assert answer.status_code == status
        answer.request.environ["wsgi.input"].close()  # the test client keeps so large a body in a file
    client.application.extensions["imports"].wait(answer.location or "")


def test_a_state_that_is_none_is_refused_before_anything_is_fetched(client_as):
    answer = client_as("staff").post("/imports/new/openstates/newest", data={"state": "zz"})
    assert answer.status_code == 422
    assert "Write the two letters of the state" in text(answer)
