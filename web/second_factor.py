"""Settings: one's own second factor, set up with an authenticator app, and whether administrators must have one."""

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from crm.accounts import second_factor, users
from web.access import EVERYONE, allow, allow_to
from web.context import actor, database, settings
from web.forms import Form, form_page
from web.messages import saved
from web.settings import CurrentPasswordSchema
from web.signing import check_password

pages = Blueprint("second_factor", __name__, url_prefix="/settings/second-factor")


@pages.get("")
@allow(*EVERYONE)
def page() -> Response:
    """Set one up, or see and end the one there is."""
    return _page(Form.new())


@pages.post("")
@allow_to("change", "second factor")
def turn_on() -> Response:
    """Take the first code of the app, and show the recovery codes, this once."""
    form = Form.sent()
    with form.catching():
        _ask_password(form)
        codes, key = second_factor.new_recovery_codes(), settings().secret_key
        given = (form.value("salt"), form.value("code"), codes, key)
        database().write(second_factor.turn_on, *given, by=actor())
        return _show(codes)
    return _page(form)


@pages.post("/recovery-codes")
@allow_to("change", "second factor")
def renew() -> Response:
    """New recovery codes in place of the old, shown this once."""
    form = Form.sent()
    with form.catching():
        _ask_password(form)
        codes = second_factor.new_recovery_codes()
        database().write(second_factor.renew_recovery_codes, codes, by=actor())
        return _show(codes)
    return _page(form)


@pages.post("/off")
@allow_to("change", "second factor")
def turn_off() -> AnyResponse:
    """Switch it off."""
    form = Form.sent()
    with form.catching():
        _ask_password(form)
        database().write(second_factor.turn_off, actor().user_id, by=actor())
        return saved("Your second factor is off. A password alone signs you in.", url_for("second_factor.page"))
    return _page(form)


@pages.post("/required")
@allow_to("change", "office")
def require() -> AnyResponse:
    """Say whether every administrator must have one."""
    form = Form.sent()
    with form.catching():
        required = form.is_on("required")
        database().write(second_factor.require_for_administrators, required, by=actor())
        said = "Every administrator needs a second factor now." if required else "A second factor is optional now."
        return saved(said, url_for("second_factor.page"))
    return _page(form)


def _ask_password(form: Form) -> None:
    """Raises InvalidData unless the form holds the current password of who asks."""
    typed = form.value("current")
    form.load(CurrentPasswordSchema(unknown="exclude"))
    form.values.pop("current", None)
    check_password(current_user.user.email, typed, field="current")


def _show(codes: list[str]) -> Response:
    return Response(render_template("accounts/recovery_codes.html", codes=codes))


def _page(form: Form) -> Response:
    user = database().read(users.user, actor().user_id)
    form.values.setdefault("salt", second_factor.new_salt())
    required = database().read(second_factor.is_required)
    form.values.setdefault("required", "true" if required else "")
    more = {} if user.has_second_factor else _set_up(user, form.value("salt"))
    return form_page(
        "accounts/second_factor.html",
        form,
        user=user,
        factor=database().read(second_factor.factor_of, user.id),
        required=required,
        **more,
    )


def _set_up(user: users.User, salt: str) -> dict[str, str]:
    """The secret for the app, as a picture and to be typed."""
    import segno  # only where a code is drawn

    secret = second_factor.app_secret(settings().secret_key, user.id, salt)
    uri = second_factor.address_for_app(secret, user.email, f"CRM at {request.host.partition(':')[0]}")
    picture = segno.make(uri, error="m").svg_data_uri(scale=5, border=3, light="white")
    return {"picture": picture, "typed": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}
