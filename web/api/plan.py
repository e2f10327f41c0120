"""The plan's ledger in the API: each entry's row as of a day, and as known on one."""

from typing import Any

from crm.plan.answers import EntryStatus, statuses
from crm.plan.plan_settings import NewSetting, NewSettingSchema, SettingChange, change_setting, setting_changes
from web.access import allow_to
from web.api.advocacy import MadeSchema
from web.api.answers import schema_of
from web.api.room import Room
from web.context import actor, database
from web.plan.asked import AskedSchema, answer, understood

api = Room("api_plan", __name__, url_prefix="", description="The strategic plan, computed from evidence")


@api.route("/plan", methods=["GET"])
@api.arguments(AskedSchema, location="query")
@api.response(200, schema_of(EntryStatus)(many=True))
@allow_to("see", "plan")
def plan(asked: dict[str, Any]) -> list[EntryStatus]:
    """Every entry of the plan as of a day (`on`), as known on one (`known_on`)."""
    return statuses(answer(understood(asked), compared=False).now)


@api.route("/plan/settings", methods=["GET"])
@api.response(200, schema_of(SettingChange)(many=True))
@allow_to("see", "plan")
def settings() -> list[SettingChange]:
    """The changes to how the plan is read, oldest day first."""
    return database().read(setting_changes)


@api.route("/plan/settings", methods=["POST"])
@api.arguments(NewSettingSchema)
@api.response(201, MadeSchema)
@allow_to("change", "plan")
def set_setting(new: NewSetting) -> dict[str, str]:
    """Let a setting's value hold from a day on."""
    return {"id": database().write(change_setting, new, by=actor())}
