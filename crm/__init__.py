"""The domain: what the association knows, and what may be done with it. A folder for each room.

ROOMS is their order, from the top floor down: a room imports, and its Cypher touches labels of, what lies below it.
"""

ROOMS = (
    "sample",
    "acts",
    "finding",
    "imports",
    "plan",
    "lobbying",
    "learning",
    "advocacy",
    "asks",
    "census",
    "relationships",
    "events",
    "interactions",
    "mail",
    "stakeholders",
    "accounts",
    "records",
    "storage",
    "fields",
    "ids",
    "office_time",
    "vocabulary",
    "words",
    "errors",
)
