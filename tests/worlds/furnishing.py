"""One of everything: the sample state and what it has not, for tests that visit every page of the site."""

import re
from datetime import date, timedelta
from pathlib import Path

from the_site import SiteSettings, add_user
from worlds.boundaries import as_shapefile
from worlds.lobbying import furnish_lobbying
from worlds.office import CHICAGO

from crm import office_time, sample
from crm.accounts import links
from crm.accounts.random_secrets import digest
from crm.accounts.saved_views import NewView, save_view
from crm.advocacy.votes.bills import NewBill, add_bill
from crm.advocacy.votes.roll_calls import Ballot, NewRollCall, record_roll_call
from crm.asks.asks import NewAsk, plan_ask
from crm.census.invitations import invitations, issue_links
from crm.census.rounds import NewRound, open_round
from crm.events.events import NewEvent, plan_event
from crm.learning import survey_links
from crm.learning.kinds import AWARDS, SURVEYS
from crm.learning.questions import suited, write_questions
from crm.mail.letters import NewLetter, Purpose, post
from crm.records.actor import Actor, command_line
from crm.records.declared import add_record
from crm.records.office import found_office
from crm.sample.state import JURISDICTION
from crm.stakeholders.founding import found
from crm.stakeholders.ground.district_maps import keep_maps
from crm.storage.database import Database
from importers import boundaries
from importers.upload import Upload
from web.app import create_app

# Ordered, so that a test meets the same records in every run.
IDS = {
    "person_id": """MATCH (p:Person)-[:HOLDS]->(:Post {role: 'member'}) MATCH (p)-[:KNOWS]-()
        RETURN p.id ORDER BY p.name, p.id LIMIT 1""",
    "post_id": "MATCH (s:Post {role: 'member'})<-[:HOLDS]-() RETURN s.id ORDER BY s.label, s.id LIMIT 1",
    "committee_id": """MATCH (o:Organization {classification: 'committee'})<-[:MEMBER_OF]-()
        RETURN o.id ORDER BY o.name, o.id LIMIT 1""",
    "body_id": "MATCH (o:Organization {classification: 'school_district'}) RETURN o.id ORDER BY o.name, o.id LIMIT 1",
    "issue_id": "MATCH (i:Issue)<-[:ABOUT]-(:Position) RETURN i.id ORDER BY i.title, i.id LIMIT 1",
    "subject_id": "MATCH (i:Issue)<-[:ABOUT]-(:Position) RETURN i.id ORDER BY i.title, i.id LIMIT 1",
    "meeting_id": "MATCH (e:Event {status: 'planned', kind: 'council'}) RETURN e.id ORDER BY e.start, e.id LIMIT 1",
    "follow_up_id": "MATCH (f:FollowUp) WHERE f.done_at IS NULL RETURN f.id ORDER BY f.due, f.id LIMIT 1",
    "contact_id": "MATCH (i:Interaction) WHERE i.visibility = 'shared' RETURN i.id ORDER BY i.at, i.id LIMIT 1",
    "a": "MATCH (a:Person)-[:KNOWS]->(b:Person) RETURN a.id ORDER BY a.id, b.id LIMIT 1",
    "b": "MATCH (a:Person)-[:KNOWS]->(b:Person) RETURN b.id ORDER BY a.id, b.id LIMIT 1",
    "our_person": """MATCH (p:Person)-[:HOLDS]->(:Post)-[:IN]->(:Organization {home: true})
        RETURN p.id ORDER BY p.name, p.id LIMIT 1""",
    "superintendent": """MATCH (p:Person)-[:HOLDS]->(:Post {role: 'superintendent'})
        RETURN p.id ORDER BY p.name, p.id LIMIT 1""",
    "key": "MATCH (:Person)-[h:HOLDS]->(:Post {role: 'member'}) RETURN h.key ORDER BY h.key LIMIT 1",
}
TWO_MEMBERS = """MATCH (p:Person)-[:HOLDS]->(:Post {role: 'member', chamber: 'lower'})
    RETURN p.id ORDER BY p.name, p.id LIMIT 2"""


def furnish(graph: Database) -> dict[str, str]:
    """Put one of everything into an empty graph, and say what stands in each variable of an address."""
    by = command_line(office_time.instant(), CHICAGO)
    graph.write(found_office, CHICAGO, at=by.at)
    graph.write(found, at=by.at, zone=CHICAGO)
    sample.add(graph, date.fromisoformat(by.today), by.zone)
    ids = {name: graph.read(lambda tx, text=text: tx.run(text).single(strict=True)[0]) for name, text in IDS.items()}
    new_bill = NewBill("HB 1453", "2026", "School funding formula", JURISDICTION, issues=(ids["issue_id"],))
    bill = graph.write(add_bill, new_bill, by=by)
    members = graph.read(lambda tx: [row[0] for row in tx.run(TWO_MEMBERS)])
    ballots = tuple(Ballot(one, "yea", "Reed") for one in members)
    roll_call = NewRollCall(bill, "lower", by.today, "Passage", {"yea": len(members)}, "House Journal", ballots)
    user = add_user(graph, "member", name="Cy Hall")
    graph.write(links.issue, user.id, links.Purpose.INVITATION, digest("secret"), by=by)
    vote = graph.write(record_roll_call, roll_call, by=by)
    ids |= furnish_lobbying(graph, ids["superintendent"], ids["person_id"], by)
    award = {"on": by.today, "type": "hero", "person": [ids["person_id"]], "region": [ids["body_id"]]}
    graph.write(add_record, AWARDS, "a-hero", award, by=by)
    gathering = NewEvent({"kind": "training", "name": "A training", "start": by.today}, invited=(ids["our_person"],))
    ids |= {"event_id": graph.write(plan_event, gathering, by=by), "name": "you"}
    ids |= {"bill_id": bill, "vote_id": vote, "user_id": user.id, "secret": "secret", "kind": "nces"}
    ids |= {"entry_slug": "UV-1.1", "setting_key": "touch_days"}
    view = NewView("Senate gaps", "/seats", "chamber=upper", pinned=True, shared=True, id="a-view")
    ids |= {"view_id": graph.write(save_view, view, by=by)}
    drawn = boundaries.read(Upload("a-map.zip", as_shapefile(9, 12)), "", "")["maps"]
    graph.write(keep_maps, "a-map", drawn, file="a-map.zip", by=by)
    ids |= {"kind_key": "awards", "record_id": "a-hero"} | _survey(graph, ids["our_person"], by)
    return ids | _census(graph, by)


def _survey(graph: Database, asked_person: str, by: Actor) -> dict[str, str]:
    """A survey with questions and a personal link."""
    graph.write(add_record, SURVEYS, "a-survey", {"on": by.today, "type": "needs", "title": "A survey"}, by=by)
    graph.write(write_questions, "a-survey", suited("needs"), version=1, by=by)
    graph.write(survey_links.ask, "a-survey", [asked_person], by=by)
    (invited,) = graph.read(survey_links.asked, "a-survey", actor=by)
    graph.write(survey_links.issue_survey_links, "a-survey", {invited.id: digest("a-survey-link")}, by=by)
    return {"survey_id": "a-survey", "survey_link": "a-survey-link"}


def _census(graph: Database, by: Actor) -> dict[str, str]:
    """A round of the census with a link for one of those it asks, of whom something else is asked too."""
    until = (date.fromisoformat(by.today) + timedelta(days=14)).isoformat()
    round_id = graph.write(open_round, NewRound("A round", "superintendents", until, id="a-round"), by=by)
    first, *_ = graph.read(invitations, round_id, actor=by)
    graph.write(issue_links, round_id, {first.id: digest("a-census-link")}, by=by)
    legislator = graph.read(lambda tx: tx.run(IDS["person_id"]).single(strict=True)[0])
    ask_id = graph.write(plan_ask, NewAsk(first.person_id, legislator, id="an-ask"), by=by)
    letter = NewLetter("a-letter", Purpose.RESET, "ann@example.org", "Ann Reed", "A new password", "Dear Ann", "MASS")
    graph.write(post, [letter], by=by)
    return {
        "letter_id": letter.id,
        "round_id": round_id,
        "link": "a-census-link",
        "invitee": first.person_id,
        "ask_id": ask_id,
    }


def rules_of_get() -> list[str]:
    """The rule of everything that answers to GET."""
    app = create_app(None, SiteSettings(Path("nowhere")), None)
    return sorted({rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods})


def address_of(rule: str, ids: dict[str, str]) -> str:
    """A rule with each variable filled in."""
    return re.sub(r"<(\w+)>", r"{\1}", rule).format(**ids)
