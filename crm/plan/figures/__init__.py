"""Further figures that an entry may show beside its own: attendees, last touches, what is still without a choice.

A figure reads the same records as the rule, and never changes a word.
"""

from collections.abc import Mapping
from typing import Any

from crm.plan.as_of import AsOf
from crm.plan.figures import advocacy, bodies, gatherings, learning, messages
from crm.plan.figures.shown import Make
from crm.plan.outcome import Figure, Outcome

NOTHING = "none"
FIGURES: Mapping[str, Make] = {
    **learning.FIGURES,
    **gatherings.FIGURES,
    **messages.FIGURES,
    **bodies.FIGURES,
    **advocacy.FIGURES,
}


def figure(name: str, view: AsOf, parameters: Mapping[str, Any], outcome: Outcome) -> Figure:
    """The figure of this name for an entry's outcome."""
    return Figure(name, FIGURES[name](view, parameters, outcome) or NOTHING)
