"""Where the family of a picture is read: the one way to it in this room."""

from kinsight.engine.families.child_family import ChildFamily, ChildUnknown
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.workspace import Workspace

__all__ = ["ChildUnknown", "read"]


def read(workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, views: bool) -> ChildFamily:
    """The family of one child (NHS number or reference) as it could be known on a day, judged. `views`: as each service alone sees it
    too. Raises ChildUnknown."""
    from kinsight.engine.families import reading  # here, for Numba takes a second to load

    return reading.read(workspace, child, as_of, knowledge, views)
