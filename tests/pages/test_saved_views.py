"""Saved views: kept from a list, in the rail, found, shared, and never shown to who may not open their page."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from page_text import text
from worlds.council import BODIES, NAMES, WORLD

from crm.storage.database import Database

ADDRESS = "/organizations?kind=partner"


@pytest.fixture(autouse=True)
def _office(graph: Database) -> None:
    graph.write(lambda tx: tx.run(WORLD, bodies=list(BODIES), names=NAMES).consume())


def offered(client: FlaskClient, address: str) -> str | None:
    """Where the control on a page leads."""
    found = re.search(r'href="(/views/new[^"]*)"', client.get(address).get_data(as_text=True))
    return unescape(found[1]) if found else None


def keep(client: FlaskClient, address: str = ADDRESS, **said: str) -> str:
    """Save a list by its own control and form; returns the id of the view."""
    path, _, query = address.partition("?")
    said = {"name": "Partners", "path": path, "query": query, "key": said.pop("key", "a-view"), **said}
    answer = client.post("/views/new", data=said)
    assert (answer.status_code, answer.location) == (303, address), text(answer)
    return said["key"]


def rail(client: FlaskClient, page: str = "/settings") -> str:
    """The pinned views beside a page."""
    html = client.get(page).get_data(as_text=True)
    return html.partition('id="rail-pinned"')[2].partition("</nav>")[0]


LISTS = (
    "/seats?chamber=upper", "/people?group=ours", ADDRESS, "/interactions?channel=call", "/events?kind=training",
    "/records/awards?type=hero", "/follow-ups?done=true", "/consensus?on=2026-01-01",
)  # fmt: skip


def test_a_list_offers_to_be_saved_once_a_filter_is_set(client_as: Callable[..., FlaskClient]) -> None:
    staff = client_as("staff", person_id="ann")
    staff.post("/events/new", data={"kind": "training", "name": "A training", "start": "2026-01-05", "key": "one"})
    staff.post("/records/awards/new", data={"type": "hero", "on": "2026-01-05", "person": "rep0", "key": "two"})
    for address in LISTS:
        assert offered(staff, address.partition("?")[0]) is None
        form = staff.get(offered(staff, address))
        assert form.status_code == 200
        path, query = re.findall(r'name="(?:path|query)" value="([^"]*)"', form.get_data(as_text=True))
        assert f"{path}?{unescape(query)}" == address


def test_a_view_is_saved_and_stands_in_the_rail_of_its_owner_alone(client_as: Callable[..., FlaskClient]) -> None:
    staff, colleague = client_as("staff"), client_as("staff")
    keep(staff, pinned="true")
    assert f'href="{ADDRESS}"' in rail(staff)
    assert "aria-current" in rail(staff, ADDRESS)
    assert "aria-current" not in rail(staff, "/organizations?kind=council")
    assert (offered(staff, ADDRESS), offered(colleague, ADDRESS) is None) == (None, False)
    assert rail(colleague) == ""
    assert "Partners" not in text(colleague.get("/views"))
    assert "Organizations kind: partner You alone" in text(staff.get("/views"))
    assert colleague.get("/views/a-view/edit").status_code == 404


def test_a_shared_view_is_found_and_read_by_everybody_who_may_open_its_page(
    client_as: Callable[..., FlaskClient],
) -> None:
    staff, member = client_as("staff"), client_as("member")
    keep(staff, pinned="true", shared="true")
    keep(staff, "/asks?state=planned", name="Open asks", key="asks", pinned="true", shared="true")
    keep(staff, "/letters?state=sent", name="Sent partner letters", key="letters", pinned="true", shared="true")
    for role in ("member", "viewer"):
        reader = client_as(role)
        for page in ("/views", "/views?format=csv", "/find?q=partner", "/find.json?q=partner", "/api/v1/views"):
            said = reader.get(page).get_data(as_text=True)
            assert "Partners" in said, (role, page)
            assert "Sent partner letters" not in said, (role, page)
        assert "Partners" in rail(reader)
        assert "letters" not in rail(reader)
    assert "Open asks" in rail(member)
    assert "Open asks" not in rail(client_as("viewer"))
    assert "Sent partner letters" in rail(client_as("staff"))
    assert member.get("/api/v1/views").get_json()[0]["may_edit"] is False


def test_its_page_renames_pins_shares_removes_and_undoes(client_as: Callable[..., FlaskClient]) -> None:
    staff = client_as("staff")
    keep(staff)
    edit = "/views/a-view/edit"
    assert staff.post(edit, data={"name": "Partners", "pinned": "true", "version": "1"}).status_code == 303
    assert "“Partners” is in the rail now." in text(staff.get("/views"))
    sent = {"name": "All partners", "pinned": "true", "shared": "true", "version": "2"}
    assert staff.post(edit, data=sent).status_code == 303
    assert "All partners" in rail(client_as("viewer"))
    empty = staff.post(edit, data={"name": " ", "version": "3"})
    assert (empty.status_code, "Give it a name" in text(empty)) == (422, True)
    assert staff.post("/views/a-view/remove").status_code == 303
    page = staff.get("/views")
    assert "Removed: All partners" in text(page)
    assert "/views/a-view/restore" in page.get_data(as_text=True)
    assert staff.post("/views/a-view/restore").status_code == 303
    assert "All partners" in rail(staff)
    assert "Saved view: All partners" in text(staff.get("/history"))


def test_a_member_keeps_views_to_herself_and_a_viewer_keeps_none(client_as: Callable[..., FlaskClient]) -> None:
    member, viewer = client_as("member"), client_as("viewer")
    keep(member)
    assert "Share" not in text(member.get("/views/a-view/edit"))
    sent = {"name": "x", "path": "/people", "shared": "true", "key": "other"}
    assert member.post("/views/new", data=sent).status_code == 403
    assert offered(viewer, ADDRESS) is None


NO_PAGES = (
    "https://example.org/", "//example.org/", "/\\example.org", "/no-such-page", "/seats/../accounts", "/sign-in",
    "/c/secret", "/welcome/secret", "/api/v1/people", "/find.json", "/calendar/code.ics", "/sign-out", "/accounts",
    "javascript:alert(1)", "/static/site.css", "/log.json",
)  # fmt: skip


def test_no_page_but_one_of_this_site_that_the_saver_may_open_is_kept(
    client_as: Callable[..., FlaskClient],
) -> None:
    staff = client_as("staff")
    for path in NO_PAGES:
        refused = staff.post("/views/new", data={"name": "x", "path": path, "key": "x"})
        assert (path, refused.status_code) == (path, 422)
        assert "not the address of a page here" in text(refused)
        assert 'href="javascript' not in refused.get_data(as_text=True)
        assert staff.get("/views/new", query_string={"path": path}).status_code == 422
        answer = staff.post("/api/v1/views", json={"name": "x", "path": path})
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["path"])
    assert staff.get("/api/v1/views").get_json() == []


def test_the_api_keeps_changes_removes_and_brings_back(client_as: Callable[..., FlaskClient]) -> None:
    staff = client_as("staff")
    made = staff.post("/api/v1/views", json={"name": "Gaps", "path": "/seats", "query": "chamber=upper&party="})
    assert (made.status_code, made.get_json()["query"]) == (201, "chamber=upper")
    one = f"/api/v1/views/{made.get_json()['id']}"
    assert staff.put(f"{one}?version=1", json={"name": "Senate", "pinned": True}).get_json()["name"] == "Senate"
    stale = staff.put(f"{one}?version=1", json={"name": "Late"})
    assert (stale.status_code, stale.get_json()["stands"]["name"]) == (409, "Senate")
    assert staff.delete(one).status_code == 204
    assert staff.get("/api/v1/views").get_json() == []
    assert staff.post(f"{one}/restore").get_json()["pinned"] is True


def test_a_page_about_one_record_that_not_everybody_sees_is_kept_but_never_shared(
    client_as: Callable[..., FlaskClient], graph: Database
) -> None:
    staff, colleague = client_as("staff"), client_as("staff")
    page, name = "/interactions/a-contact", "Reed wants out"
    keep(staff, page, name=name, key="mine")
    assert name in text(staff.get("/views"))
    assert "Share it with everybody" not in text(staff.get("/views/mine/edit"))
    sent = {"name": name, "path": page, "shared": "true"}
    for refused in (
        staff.post("/views/new", data={**sent, "key": "other"}),
        staff.post("/views/mine/edit", data={"name": name, "shared": "true", "version": "1"}),
        staff.post("/api/v1/views", json={**sent, "shared": True}),
        staff.put("/api/v1/views/mine?version=1", json={"name": name, "shared": True}),
    ):
        assert refused.status_code == 422
        assert "Share a list instead" in refused.get_data(as_text=True)
    graph.write(lambda tx: tx.run("MATCH (v:SavedView) SET v.shared = true, v.pinned = true").consume())
    assert name in rail(staff)
    for reader in (colleague, client_as("member"), client_as("viewer")):
        for read in ("/views", "/settings", "/api/v1/views", "/find.json?q=reed"):
            assert name not in reader.get(read).get_data(as_text=True), read
    assert colleague.put("/api/v1/views/mine?version=1", json={"name": "Mine"}).status_code == 404
    assert colleague.get("/views/mine/edit").status_code == 404
