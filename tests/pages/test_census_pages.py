"""The census by link and inside the site: what each link opens, what is saved, what staff send and see."""

import csv
import io
import re
import zipfile
from email import message_from_bytes

import pytest
from flask import Flask
from page_text import text
from the_site import Client
from worlds import office, town
from worlds.office import today
from worlds.pieces import add, join, write
from worlds.town import acting

from crm import office_time
from crm.accounts.random_secrets import digest
from crm.census.invitations import invitations, issue_links
from crm.census.rounds import NewRound, close_round, open_round
from crm.stakeholders import search_text
from crm.storage.database import Database

ROUND = NewRound("This fall", "superintendents", "", "Thank you for three minutes.", id="this-fall")
ANNS, BOS = "anns-secret-of-many-letters", "bos-secret-of-many-letters"


@pytest.fixture
def asked(graph: Database) -> Database:
    """The town with an open round, and a link for each of its two superintendents."""
    town.settle(graph)
    write(graph, "MATCH (p:Person {id: 'ann'}) SET p.email = 'ann@example.org', p.given_name = 'Ann'")
    by = acting(at=office_time.instant())
    until = office_time.last_day(f"{int(by.at[:4])}-{by.at[5:7]}").isoformat()
    graph.write(open_round, NewRound(**{**vars(ROUND), "closes_on": until}), by=by)
    found = {one.person_id: one.id for one in graph.read(invitations, ROUND.id, actor=by)}
    hashes = {found["ann"]: digest(ANNS), found["bo"]: digest(BOS)}
    graph.write(issue_links, ROUND.id, hashes, by=by)
    return graph


def answer(client: Client, link: str, about: str = "carl", **more: str):
    data = {"about": about, "level": "good", "key": "key-12345678", **more}
    return client.post(f"/c/{link}/answers", data=data)


def said(graph: Database) -> list[dict]:
    return write(
        graph,
        "MATCH (e:Evidence)-[:BETWEEN]->(p) WHERE e.retracted_at IS NULL AND p.id <> e.said_by "
        "RETURN e.said_by AS who, p.id AS about, e.level AS level, e.through AS through ORDER BY who, about",
    )


def test_the_link_opens_the_persons_own_sheet_without_an_account(asked: Database, client: Client) -> None:
    page = client.get(f"/c/{ANNS}")
    assert page.status_code == 200
    assert "Ann Reed: whom do you know?" in page.text
    assert "0 of 2" in page.text
    for words in ("Fay Gill", "Carl Dunn", "Thank you for three minutes.", "Dora Eads"):
        assert words in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "Sign out" not in page.text


def test_looking_at_a_link_changes_nothing(asked: Database, client: Client) -> None:
    count = "MATCH (n) RETURN count(n) AS nodes, sum(coalesce(n.version, 0)) AS versions"
    before = write(asked, count)
    for method in ("GET", "HEAD"):
        client.open(f"/c/{ANNS}", method=method)
    assert write(asked, count) == before
    assert write(asked, "MATCH (i:CensusInvitation) WHERE i.opened_at IS NOT NULL RETURN i") == []


def test_a_save_without_scripts_comes_back_to_the_sheet(asked: Database, client: Client) -> None:
    sent = answer(client, ANNS, how="church", since="2015", may_ask="first")
    assert sent.status_code == 303
    assert sent.location.startswith(f"/c/{ANNS}?add=carl")
    assert said(asked) == [{"who": "ann", "about": "carl", "level": "good", "through": "church"}]
    page = client.get(sent.location).text
    assert "1 of 2" in page
    assert "Saved: Good, through church, since 2015" in page


def test_what_a_script_saves_says_how_far_the_sheet_is(asked: Database, client: Client) -> None:
    sent = client.post(f"/c/{ANNS}/answers.json", data={"about": "fay", "level": "none", "key": "key-12345678"})
    assert sent.json == {"saved": "fay", "answered": 1, "counted": 2, "known": 0}
    assert client.post(f"/c/{ANNS}/begun.json").json == {"begun": True}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"about": "ann"}, "This is you"),
        ({"about": "nobody"}, "There is nobody of this name any more"),
        ({"level": "adored"}, "Choose how well you know them"),
        ({"level": ""}, "Choose how well you know them"),
        ({"since": "soon"}, "is not a date"),
    ],
)
def test_what_makes_no_sense_is_said_on_the_sheet_and_loses_nothing(
    asked: Database, client: Client, more: dict, words: str
) -> None:
    answer(client, ANNS, "fay")
    refused = answer(client, ANNS, **{"key": "key-87654321", **more})
    assert refused.status_code == 422
    assert words in refused.text
    assert "1 of 2" in refused.text


def test_a_link_writes_the_answers_of_its_own_person_whatever_the_form_says(asked: Database, client: Client) -> None:
    answer(client, BOS, person="ann", person_id="ann", invitation="x", said_by="ann")
    assert [one["who"] for one in said(asked)] == ["bo"]


@pytest.mark.parametrize("link", [ANNS[:-1], f"{ANNS}x", "x", ANNS.upper(), "a" * 4000])
def test_an_altered_link_shows_nothing_and_says_so(asked: Database, client: Client, link: str) -> None:
    page = client.get(f"/c/{link}")
    assert page.status_code == 404
    assert "This link does not work" in page.text
    assert "Ann Reed" not in page.text
    assert answer(client, link).status_code == 404
    assert said(asked) == []


def test_a_revoked_link_shows_nothing_and_a_closed_round_says_what_is_kept(
    asked: Database, client: Client, client_as
) -> None:
    staff = client_as("staff")
    invited = {one.person_id: one.id for one in asked.read(invitations, ROUND.id, actor=acting())}
    by = acting(at=office_time.instant())
    answer(client, ANNS)
    answer(client, BOS, "dora")
    round_page = staff.get("/census/this-fall").text
    (end_bos,) = (
        one for one in re.findall(r"/census/this-fall/invitations/[^\"]+/revoke", round_page) if invited["bo"] in one
    )
    assert staff.post(end_bos).status_code == 303
    assert "links ended" in staff.get("/census/this-fall").text
    assert "This link does not work" in client.get(f"/c/{BOS}").text
    asked.write(close_round, ROUND.id, version=1, by=by)
    page = client.get(f"/c/{ANNS}")
    assert "“This fall” is closed" in page.text
    assert "Carl Dunn" not in page.text
    late = client.post(f"/c/{ANNS}/answers.json", data={"about": "fay", "level": "good", "key": "key-87654321"})
    assert late.status_code == 409
    assert "What you answered until then is kept" in late.json["message"]
    assert len(said(asked)) == 2


def test_a_form_on_another_site_changes_nothing(asked: Database, client: Client) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": None, "Origin": "https://elsewhere.example"}):
        sent = client.post(f"/c/{ANNS}/answers", data={"about": "carl", "level": "good"}, headers=headers)
        assert sent.status_code == 403
    assert said(asked) == []


def test_a_sheet_finds_legislators_and_nobody_else(asked: Database, client: Client) -> None:
    asked.write(search_text.refresh, today=today(), person_ids=["eli", "gus", "bo"])
    assert "Eli Fox" in client.get(f"/c/{ANNS}?find=Fox").text
    for name in ("Hill", "Lee"):
        assert "No legislator in office has a name like that" in client.get(f"/c/{ANNS}?find={name}").text
    assert 'id="card-eli"' in client.get(f"/c/{ANNS}?add=eli").text


def test_still_so_confirms_what_was_said_last_time(asked: Database, client: Client) -> None:
    said = {"kind": "rating", "level": "close", "valence": 1, "said_by": "ann", "how": ["family"], "on": "2024-09-01"}
    kept = {"recorded_at": "2024-09-01T00:00:00.000000Z", "recorded_by": "x", "recorded_name": "X"}
    add(asked, "Evidence", {"old": {**said, **kept, "visibility": "staff"}})
    join(asked, "BETWEEN", "Evidence", "Person", [("old", one, {}) for one in ("ann", "carl")])
    page = client.get(f"/c/{ANNS}").text
    assert "Close, through family" in page
    assert "Still so" in page
    sent = client.post(f"/c/{ANNS}/answers", data={"about": "carl", "confirm": "true", "key": "key-12345678"})
    assert sent.status_code == 303
    levels = write(asked, "MATCH (e:Evidence)-[:GIVEN_IN]->() RETURN e.level AS level, e.how AS how")
    assert levels == [{"level": "close", "how": ["family"]}]


def test_what_somebody_wishes_in_general_is_kept(asked: Database, client: Client) -> None:
    assert client.post(f"/c/{ANNS}/wish", data={"choice": "never"}).status_code == 303
    assert write(asked, "MATCH (p:Person {id: 'ann'}) RETURN p.opted_out AS out") == [{"out": True}]
    assert client.post(f"/c/{ANNS}/wish", data={"choice": "perhaps"}).status_code == 422


def test_inside_the_site_a_member_has_the_same_sheet_and_nobody_elses(asked: Database, client_as) -> None:
    ann = client_as("member", person_id="ann")
    page = ann.get("/census/people/ann").text
    assert "The census asks whom you know: 0 of" in text(ann.get("/"))
    assert "Ann Reed: whom do you know?" in page
    assert "Sign out" in page
    ann.post("/census/people/ann/answers", data={"about": "carl", "level": "know", "key": "key-12345678"})
    assert ann.get("/census/people/bo").status_code == 404
    assert ann.post("/census/people/bo/answers", data={"about": "carl", "level": "know"}).status_code == 404
    staff = client_as("staff")
    staff.post("/census/people/bo/answers", data={"about": "dora", "level": "close", "key": "key-12345678"})
    assert [(one["who"], one["about"]) for one in said(asked)] == [("ann", "carl"), ("bo", "dora")]
    assert client_as("viewer").get("/census/people/ann").status_code == 403


def test_staff_open_a_round_and_are_told_what_needs_mending(app: Flask, graph: Database, client_as) -> None:
    town.settle(graph)
    staff = client_as("staff")
    refused = staff.post(
        "/census/new", data={"title": "F", "group": "superintendents", "closes_on": "soon", "key": "k" * 8}
    )
    assert refused.status_code == 422
    assert "Give the round a name of 3 to 80 letters" in refused.text
    until = office.today()
    data = {"title": "Fall", "group": "superintendents", "closes_on": until, "key": "key-12345678"}
    made = staff.post("/census/new", data=data)
    assert made.location == "/census/key-12345678"
    assert "0 of 2 have answered; 0 seats newly covered." in staff.get(made.location).text
    again = staff.post("/census/new", data={**data, "title": "Another", "key": "key-87654321"})
    assert "“Fall” is open until" in again.text


def test_links_go_out_as_a_list_and_as_letters_and_reminders_only_to_the_silent(
    asked: Database, client: Client, client_as
) -> None:
    staff = client_as("staff")
    listed = staff.post("/census/this-fall/links.csv")
    rows = list(csv.DictReader(io.StringIO(listed.data.decode("utf-8-sig"))))
    assert [(row["Name"], row["E-mail"], row["District"]) for row in rows] == [
        ("Ann Reed", "ann@example.org", "Lee County Schools"),
        ("Bo Lee", "", "Pike County Schools"),
    ]
    link = rows[0]["Link"].rsplit("/", 1)[1]
    assert "Ann Reed: whom do you know?" in client.get(f"/c/{link}").text
    assert client.get(f"/c/{ANNS}").status_code == 200  # the letter sent before goes on working
    letters = zipfile.ZipFile(io.BytesIO(staff.post("/census/this-fall/letters.zip").data))
    (name,) = letters.namelist()
    letter = message_from_bytes(letters.read(name))
    assert (letter["To"], letter["X-Unsent"]) == ("ann@example.org", "1")
    address = re.search(r"http://localhost/c/(\S+)", letter.get_payload(decode=True).decode())
    assert "Ann Reed" in client.get(f"/c/{address[1]}").text
    answer(client, ANNS)
    silent = staff.post("/census/this-fall/links.csv", data={"who": "silent"})
    assert b"Ann Reed" not in silent.data
    assert b"Bo Lee" in silent.data
    nobody = staff.post("/census/this-fall/letters.zip")
    assert nobody.status_code == 422
    assert "Nobody is left to send a link to" in nobody.text


def test_the_report_tells_who_answered_what_is_new_and_what_hangs_on_one_person(
    asked: Database, client: Client, client_as
) -> None:
    answer(client, ANNS, "carl", level="close")
    answer(client, BOS, "carl", level="good")
    answer(client, BOS, "dora", level="good")
    answer(client, ANNS, "fay", level="strained")
    staff = client_as("staff")
    page = staff.get("/census/this-fall").text
    assert "2 of 2 have answered; 2 seats newly covered." in page
    one = staff.get("/census/this-fall?view=one&format=csv").data.decode("utf-8-sig")
    assert one.splitlines()[1:] == ["House District 2,Dora Eads,Bo Lee (Good)"]
    assert "not to be asked" not in page
    assert "Fay Gill" in staff.get("/census/this-fall?view=answers").text
    for view in ("new", "differing", "nonsense"):
        assert staff.get(f"/census/this-fall?view={view}").status_code == 200


def test_the_report_tells_which_seats_only_people_know_who_are_not_to_be_asked(
    asked: Database, client: Client, client_as
) -> None:
    answer(client, ANNS, "carl", level="close")
    answer(client, BOS, "dora", level="good", may_ask="never")
    staff = client_as("staff")
    assert (
        "1 of 2 known only by people who are not to be asked; Seats and paths leave these out."
        in staff.get("/census/this-fall").text
    )
    new = staff.get("/census/this-fall?view=new&format=csv").data.decode("utf-8-sig")
    assert "Bo Lee (Good, not to be asked)" in new
    assert "Ann Reed (Close)" in new
    assert "We have a good tie to 1 of" in staff.get("/seats").text


def test_partners_members_and_viewers_see_no_round_and_no_answer(asked: Database, client: Client, client_as) -> None:
    answer(client, ANNS, "carl", level="close")
    for role in ("member", "viewer"):
        other = client_as(role)
        for path in ("/census", "/census/this-fall", "/census/new"):
            assert other.get(path).status_code == 403
        assert "says Ann Reed" not in other.get("/ties/ann/carl").text
        assert "We have a good tie to 0 of" in other.get("/seats").text
    assert "We have a good tie to 1 of" in client_as("staff").get("/seats").text


def test_by_their_link_somebody_sees_and_exports_what_is_held_about_them(asked: Database, client: Client) -> None:
    answer(client, ANNS)
    page = client.get(f"/c/{ANNS}/held").text
    assert "What we hold about you" in page
    assert "E-mail: ann@example.org" in page
    assert "Carl Dunn: Good" in page
    assert "Bo Lee" not in page
    export = client.get(f"/c/{ANNS}/held?format=csv").data.decode("utf-8-sig")
    assert "ann@example.org" in export
    assert client.get(f"/c/{ANNS}x/held").status_code == 404
