"""Photos and logos: small, made anew, beside the name; whoever may edit a record may give it one, and take it back."""

import base64
import io

import pytest
from page_text import text
from PIL import Image
from worlds import town

from crm.acts.merging import merge_people, undo_merge
from crm.stakeholders.people import person
from crm.storage.database import Database

JPEG, PNG = "image/jpeg", "image/png"


@pytest.fixture
def graph(graph: Database) -> Database:
    return town.settle(graph)


@pytest.fixture
def staff(client_as, graph):
    return client_as("staff", person_id="amy")


def drawn(kind: str = "JPEG", *, mode: str = "RGB", size: tuple[int, int] = (900, 600), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, kind, **more)
    return out.getvalue()


def give(client, content: bytes, name: str = "ann.jpg", *, where: str = "/people/ann/photo", version: int = 1):
    data = {"file": (io.BytesIO(content), name), "key": "k", "version": str(version)}
    return client.post(where, data=data, content_type="multipart/form-data")


def face(client, where: str = "/people/ann") -> bool:
    """Whether the page shows a picture beside the name."""
    return f'<img src="{where}/portrait' in client.get(where).get_data(as_text=True)


def test_a_photo_is_made_small_and_carries_nothing_along(staff):
    taken = Image.Exif()
    taken[0x010E] = "at home, 12 Oak Street"
    content = drawn(exif=taken, comment=b"secret")
    assert b"Oak Street" in content
    assert give(staff, content).location == "/people/ann"
    shown = staff.get("/people/ann/portrait")
    assert shown.mimetype == JPEG
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert b"Oak Street" not in shown.data
    assert b"secret" not in shown.data
    with Image.open(io.BytesIO(shown.data)) as small:
        assert max(small.size) == 320
        assert not small.getexif()
    assert face(staff)


def test_a_photo_taken_sideways_is_turned_upright(staff):
    turned = Image.Exif()
    turned[0x0112] = 6
    give(staff, drawn(exif=turned))
    with Image.open(io.BytesIO(staff.get("/people/ann/portrait").data)) as small:
        assert small.height > small.width


def test_a_see_through_logo_stays_so_and_stands_beside_the_body(staff):
    logo = drawn("PNG", mode="RGBA", size=(64, 64))
    assert (
        give(staff, logo, "logo.png", where="/organizations/lee-schools/logo").location == "/organizations/lee-schools"
    )
    assert staff.get("/organizations/lee-schools/portrait").mimetype == PNG
    assert face(staff, "/organizations/lee-schools")


def test_without_a_picture_the_initials_stand_beside_the_name(staff):
    assert not face(staff)
    assert staff.get("/people/ann/portrait").status_code == 404
    assert '<span class="face-letters">AR</span>' in staff.get("/people/ann").get_data(as_text=True)


def test_the_holders_photo_is_on_the_seats_page_and_in_the_directory(staff):
    give(staff, drawn(), where="/people/carl/photo")
    assert '<img src="/people/carl/portrait' in staff.get("/seats/hd1").get_data(as_text=True)
    assert '<img src="/people/carl/portrait' in staff.get("/people").get_data(as_text=True)


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"\x89PNG\r\n\x1a\nbroken", b"GIF89a", drawn()[:300]],
)
def test_what_is_no_picture_is_refused_in_a_sentence(staff, content):
    refused = give(staff, content, "face.png")
    assert refused.status_code == 422
    assert "face.png is no picture that can be read" in text(refused)
    assert not face(staff)


def test_a_picture_of_too_many_points_is_refused_before_it_is_unpacked(staff):
    refused = give(staff, drawn("PNG", mode="1", size=(9_000, 9_000)), "wall.png")
    assert refused.status_code == 422
    assert "too many to be read" in text(refused)


def test_a_picture_can_be_replaced_taken_off_and_brought_back(staff):
    give(staff, drawn())
    first = staff.get("/people/ann/portrait").data
    give(staff, drawn("PNG", mode="RGBA"), version=2)
    assert staff.get("/people/ann/portrait").mimetype == PNG
    staff.post("/people/ann/photo/undo", data={"version": "3"})
    assert staff.get("/people/ann/portrait").data == first
    staff.post("/people/ann/photo/remove", data={"version": "4"})
    assert not face(staff)
    staff.post("/people/ann/photo/undo", data={"version": "5"})
    assert staff.get("/people/ann/portrait").data == first


def test_a_picture_sent_over_somebody_elses_change_is_refused(staff):
    give(staff, drawn())
    assert give(staff, drawn("PNG"), version=1).status_code == 409
    assert staff.get("/people/ann/portrait").mimetype == JPEG


def test_the_history_tells_the_files_name_and_no_digest(staff, graph):
    give(staff, drawn(), "ann at the fair.jpg")
    page = text(staff.get("/people/ann"))
    assert "ann at the fair.jpg" in page
    digest = graph.read(person, "ann", actor=staff.actor).portrait
    assert digest not in page


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_who_may_not_edit_sees_the_picture_and_cannot_change_it(staff, client_as, role):
    give(staff, drawn())
    reader = client_as(role)
    assert reader.get("/people/ann/portrait").status_code == 200
    assert reader.get("/people/ann/photo").status_code == 403
    assert give(reader, drawn("PNG"), version=2).status_code == 403


def test_a_merge_keeps_one_picture_and_undoing_it_gives_each_its_own(staff, graph):
    give(staff, drawn(), where="/people/gus/photo")
    photo = staff.get("/people/gus/portrait").data
    graph.write(merge_people, ("eli", 1), ("gus", 2), batch_id="a-merge", by=staff.actor)
    assert staff.get("/people/eli/portrait").data == photo
    graph.write(undo_merge, "a-merge", by=staff.actor)
    assert staff.get("/people/eli/portrait").status_code == 404
    assert staff.get("/people/gus/portrait").data == photo


def test_the_api_gives_takes_and_removes_a_picture(staff):
    def send(content: bytes, where: str):
        data = {"file": (io.BytesIO(content), "ann.jpg")}
        return staff.post(f"/api/v1/{where}/portrait?version=1", data=data, content_type="multipart/form-data")

    assert send(drawn(), "people/ann").status_code == 200
    got = staff.get("/api/v1/people/ann/portrait").get_json()
    assert (got["type"], got["file"]) == (JPEG, "ann.jpg")
    assert base64.b64decode(got["content"]) == staff.get("/people/ann/portrait").data
    assert send(drawn(), "people/ann").status_code == 409
    assert staff.delete(f"/api/v1/people/ann/portrait?version={got['version']}").status_code == 200
    assert staff.get("/api/v1/people/ann/portrait").status_code == 404
    assert send(b"no picture", "organizations/home").status_code == 422
