"""The settings that the plan is read with: each with its value, the entries that read it, and its changes."""

from flask import Response, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm.errors import NotFound
from crm.office_time import MONTHS
from crm.office_time import in_words as day_in_words
from crm.plan.plan_file import current_plan
from crm.plan.plan_settings import (
    NewSettingSchema,
    change_setting,
    in_force,
    restore_setting,
    setting_changes,
    withdraw_setting,
)
from crm.plan.settings import BY_KEY, SETTINGS, Setting
from web.access import allow_to
from web.context import actor, database, today
from web.forms import Form, form_page
from web.messages import saved
from web.plan.blueprint import pages


@pages.get("/plan/settings")
@allow_to("see", "plan")
def settings() -> str:
    """Every setting: its meaning, its value today, what reads it."""
    plan, changes = database().read(current_plan), database().read(setting_changes)
    values = in_force(plan.defaults, changes, today())
    readers = {
        setting.key: [entry.id for entry in plan.entries if setting.key in entry.settings] for setting in SETTINGS
    }
    rows = [(setting, in_words(setting, values[setting.key]), readers[setting.key]) for setting in SETTINGS]
    return render_template("plan/settings.html", rows=rows, changed={change.setting for change in changes})


@pages.get("/plan/settings/<setting_key>")
@allow_to("change", "plan")
def setting(setting_key: str) -> Response:
    """The form for one setting, and how it changed."""
    known = _known(setting_key)
    plan, changes = database().read(current_plan), database().read(setting_changes)
    value = in_force(plan.defaults, changes, today())[setting_key]
    form = Form.new({"value": as_typed(known, value), "on": today().isoformat()})
    return _page(known, form)


@pages.post("/plan/settings/<setting_key>")
@allow_to("change", "plan")
def change(setting_key: str) -> AnyResponse:
    """Let a value hold from a day on."""
    known, form = _known(setting_key), Form.sent()
    form.values["setting"] = setting_key
    with form.catching():
        new = form.load(NewSettingSchema())
        made = database().write(change_setting, new, by=actor())
        undo = url_for("plan.withdraw", change_id=made)
        return saved(f"{known.meaning.rstrip('.')}: {in_words(known, new.value)}.", "/plan/settings", undo=undo)
    return _page(known, form)


@pages.post("/plan/settings/changes/<change_id>/withdraw")
@allow_to("delete", "plan")
def withdraw(change_id: str) -> AnyResponse:
    """Take a change back."""
    key = database().write(withdraw_setting, change_id, by=actor())
    undo = url_for("plan.restore", change_id=change_id)
    return saved("The change was taken back.", url_for("plan.setting", setting_key=key), undo=undo)


@pages.post("/plan/settings/changes/<change_id>/restore")
@allow_to("delete", "plan")
def restore(change_id: str) -> AnyResponse:
    """Let a change that was taken back hold again."""
    key = database().write(restore_setting, change_id, by=actor())
    return saved("The change holds again.", url_for("plan.setting", setting_key=key))


def _page(known: Setting, form: Form) -> Response:
    changes = [one for one in database().read(setting_changes) if one.setting == known.key]
    shown = [(one, in_words(known, one.value)) for one in reversed(changes)]
    options = [(choice, choice) for choice in known.choices]
    return form_page("plan/setting.html", form, setting=known, changes=shown, options=options)


def _known(key: str) -> Setting:
    if key not in BY_KEY:
        raise NotFound("There is no such setting.")
    return BY_KEY[key]


@pages.app_template_filter("setting_words")
def in_words(setting: Setting, value: object) -> str:
    """A value as it is read: “31 days”, “50%”, “yes”, “MPE; MAE”, “Jul 1”."""
    if setting.kind == "days":
        return f"{value} days"
    if setting.kind == "date":
        return day_in_words(str(value))
    if setting.kind == "day of year":
        month, day = str(value).split("-")
        return f"{MONTHS[int(month) - 1]} {int(day)}"
    return as_typed(setting, value)


def as_typed(setting: Setting, value: object) -> str:
    """A value as its form field shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if setting.kind == "share" and isinstance(value, float):
        return f"{value:.0%}"
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    return str(value)
