"""The administrator's pages of accounts, and what others find instead."""

import re

import pytest
from page_text import text
from worlds import town
from worlds.office import CHICAGO, today

from crm import office_time
from crm.accounts import users
from crm.records.actor import command_line
from crm.stakeholders import search_text
from crm.vocabulary import Role


@pytest.fixture
def admin(client_as):
    return client_as("administrator")


def test_an_invitation_goes_from_form_to_a_first_page(admin, app, graph):
    shown = admin.post("/accounts/new", data={"name": "Ann Reed", "email": "Ann@Example.org", "role": "member"})
    link = re.search(r'value="http://localhost(/welcome/[\w-]{43})"', shown.text)[1]
    assert "shown this once" in text(shown)
    newcomer = app.test_client()
    newcomer.post(link, data={"password": "four quiet brown hens", "again": "four quiet brown hens"})
    assert newcomer.get("/settings").status_code == 200
    assert graph.read(users.by_email, "ann@example.org").role is Role.MEMBER


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "", "email": "a@example.org", "role": "staff"}, "Fill this in."),
        ({"name": "Ann", "email": "ann", "role": "staff"}, "Write an e-mail address like"),
        ({"name": "Ann", "email": "a@example.org", "role": "owner"}, "Choose one of the four roles."),
        ({"name": "A" * 121, "email": "a@example.org", "role": "staff"}, "at most 120 characters"),
    ],
)
def test_a_wrong_invitation_is_mended_in_the_form(admin, graph, typed, said):
    answer = admin.post("/accounts/new", data=typed)
    assert answer.status_code == 422
    assert said in text(answer)
    assert typed["email"] in answer.text
    assert len(graph.read(users.all_users)) == 1


def test_an_address_in_use_is_said_beside_the_field(admin, make_user):
    there = make_user("staff", name="Bo Lee")
    answer = admin.post("/accounts/new", data={"name": "Ann", "email": there.email, "role": "staff"})
    assert "Bo Lee already signs in with this address." in text(answer)


def test_roles_are_changed_on_the_accounts_page_and_kept_in_its_history(admin, make_user):
    user = make_user("staff", name="Bo Lee")
    answer = admin.post(f"/accounts/{user.id}/role", data={"role": "viewer"}, follow_redirects=True)
    assert "Bo Lee is now a viewer and signs in again." in text(answer)
    assert "role changed" in text(answer)
    assert admin.post(f"/accounts/{user.id}/role", data={"role": "king"}).status_code == 422


def test_the_last_administrator_is_told_why_not(admin):
    answer = admin.post(f"/accounts/{admin.actor.user_id}/role", data={"role": "staff"})
    assert answer.status_code == 409
    assert "Make somebody else an administrator first." in text(answer)


def test_closing_an_account_can_be_undone(admin, make_user, graph):
    user = make_user("staff", name="Bo Lee")
    page = admin.post(f"/accounts/{user.id}/deactivate", follow_redirects=True)
    undo = re.search(r'action="(/accounts/[\w-]+/reactivate)"', page.text)[1]
    assert not graph.read(users.user, user.id).is_active
    admin.post(undo)
    assert graph.read(users.user, user.id).is_active


def test_an_account_is_linked_to_a_person_without_scripts_by_typing_the_name(admin, make_user, graph):
    town.settle(graph)
    graph.write(search_text.refresh, today=today(), person_ids=list(town.PEOPLE))
    user = make_user("member", name="Bo Lee")
    done = admin.post(f"/accounts/{user.id}/person", data={"person_text": "bo lee"})
    assert done.status_code == 303
    assert graph.read(users.user, user.id).person_id == "bo"
    unclear = admin.post(f"/accounts/{user.id}/person", data={"person_text": "f"})
    assert unclear.status_code == 422
    assert "Choose which one you mean." in text(unclear)
    assert "Fay Gill" in text(unclear)
    nobody = admin.post(f"/accounts/{user.id}/person", data={"person_text": "zzzzzz"})
    assert "Nobody and nothing is called" in text(nobody)


def test_there_is_no_such_account(admin):
    assert admin.get("/accounts/nobody").status_code == 404


def test_the_link_of_an_account_with_a_password_resets_it(admin, make_user, graph):
    user = make_user("staff")
    graph.write(users.set_password, user.id, "a hash", by=command_line(office_time.instant(), CHICAGO))
    assert "for a new password" in text(admin.get(f"/accounts/{user.id}"))
    shown = admin.post(f"/accounts/{user.id}/link")
    assert "Send this link to" in text(shown)


def test_history_shows_staff_what_members_do_not_see(admin, client_as, make_user):
    make_user("staff", name="Bo Lee")
    assert "Bo Lee" in text(admin.get("/history"))
    assert "Bo Lee" not in text(client_as("viewer").get("/history"))
    assert client_as("viewer").get("/history?from=x").status_code == 200
