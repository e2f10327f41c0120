"""Neo4j's driver, imported when a connection is opened and not before: `crm --help` needs none of it."""

import sys
from functools import cache
from threading import Lock
from types import ModuleType

_importing = Lock()


@cache
def neo4j_driver() -> ModuleType:
    """The module, imported without pandas: the driver takes it along to hand its values over, which costs every command
    more than the rest of its imports, and no query here takes or gives one."""
    with _importing:
        is_there = "pandas" in sys.modules
        if not is_there:
            sys.modules["pandas"] = None  # type: ignore[assignment]
        try:
            import neo4j
        finally:
            if not is_there:
                del sys.modules["pandas"]
    return neo4j
