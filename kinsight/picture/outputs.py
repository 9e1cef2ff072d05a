"""The answers of this room: each reads the family once and says what it is asked for.

`child`: an NHS number, or the reference of a record. `own`: references of the reader's services, which stay named to them where others'
names are withheld. Each raises ChildUnknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kinsight.engine.rules import rules_of
from kinsight.picture import members, patterns, responses, who_sees
from kinsight.picture.called_then import as_called_then
from kinsight.picture.context import Context
from kinsight.picture.contract import ChildPicture, FamilyShown, Fragments
from kinsight.picture.source import read
from kinsight.picture.view import JOINED, View
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import iso
from kinsight.store.workspace import Workspace


@dataclass(frozen=True)
class PageData:
    """All that a child's page needs: `picture`, `fragments` and `family` as the functions of these names give them."""

    picture: ChildPicture
    fragments: Fragments
    family: FamilyShown


def picture(
    workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, view: str = "joined", own: Iterable[str] = ()
) -> ChildPicture:
    """What holds and what is owed on a day (docs/picture.md). `view`: `joined`, or the reference of one service."""
    return picture_of(_context(workspace, child, as_of, knowledge, own, view != "joined"), child, view)


def fragments(workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, own: Iterable[str] = ()) -> Fragments:
    """Which services alone could see each pattern that holds on the day, and which only the joined record shows."""
    return who_sees.fragments(_context(workspace, child, as_of, knowledge, own, True))


def family(workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, own: Iterable[str] = ()) -> FamilyShown:
    """People, couples, addresses and facts as they could be known on a day."""
    return members.family(_context(workspace, child, as_of, knowledge, own, False))


def page_data(
    workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, own: Iterable[str] = (), past: bool = False
) -> PageData:
    """The joined record's picture, who sees what of it, and the family, of one reading. `past`: everyone is called as they could be known
    on the day, and not as today."""
    read_then = read(workspace, child, as_of, knowledge, views=True)
    shown = as_called_then(read_then, workspace) if past else read_then
    context = Context(shown, knowledge, rules_of(knowledge), own)
    return PageData(picture_of(context, child, JOINED), who_sees.fragments(context), members.family(context))


def ref_of(workspace: Workspace, child: str, as_of: int, knowledge: Knowledge) -> str:
    """The reference under which a sweep names the child asked for, by whichever of their numbers and references."""
    return read(workspace, child, as_of, knowledge, views=False).child.ref


def picture_of(context: Context, asked: str, view: str) -> ChildPicture:
    """The picture of a family that was read and judged."""
    seen = View(context, view)
    spells = patterns.current(seen)
    return {
        "child": asked, "as_of": iso(context.as_of), "view": view, "knowledge_version": context.knowledge.version,
        "patterns": [patterns.pattern(seen, spell) for spell in spells],
        "owed": responses.owed(seen),
        "never_answered": responses.never_answered(seen),
        "quiet": patterns.quiet(context, {spell.target for spell in spells}),
    }  # fmt: skip


def _context(
    workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, own: Iterable[str], views: bool
) -> Context:
    family_read = read(workspace, child, as_of, knowledge, views)
    return Context(family_read, knowledge, rules_of(knowledge), own)
