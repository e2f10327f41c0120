"""What other pages show of the plan beside their own matter, as pages: a page that does not have it at once leads here,
and its script fetches it from here."""

from flask import render_template, request

from web.access import allow_to
from web.context import today
from web.plan.blueprint import pages
from web.plan.counted import counted_in
from web.plan.this_week import plan_matters
from web.remembered import remembered


@pages.get("/plan/this-week")
@allow_to("see", "plan")
@remembered
def this_week() -> str:
    """What the plan needs this week, as Home has it."""
    return render_template("plan/this_week.html", plan=plan_matters(today(), patient=True))


@pages.get("/plan/counted")
@allow_to("see", "plan")
@remembered
def counted() -> str:
    """In which entries records count: `?of=` is the id of each."""
    return render_template("plan/where_counted.html", found=counted_in(*request.args.getlist("of"), patient=True))
