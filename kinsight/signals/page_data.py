"""Everything a child's page needs, read, joined and judged once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kinsight.practice.knowledge import Knowledge
from kinsight.records.store import Workspace
from kinsight.signals import family as families
from kinsight.signals import picture as pictures
from kinsight.signals.onefamily import reading


@dataclass(frozen=True)
class PageData:
    """The three answers as `picture.picture`, `picture.fragments` and `family.family` give them one by one."""

    picture: dict[str, Any]
    fragments: dict[str, Any]
    family: dict[str, Any]


def page_data(workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, own: Iterable[str] = ()) -> PageData:
    """The joined record's picture, who knows what of it, and the family; `own`: the reader's services; raises ChildUnknown."""
    with reading(workspace, child, as_of, knowledge, own) as found:
        found.run(fragments=True)
        return PageData(pictures.told(found, child), pictures.seen_by(found), families.told(found))
