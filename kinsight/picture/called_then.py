"""A family of a past day under the names and the NHS number that could be known on that day, where the records said any by then."""

from dataclasses import replace

from kinsight.engine.families.child_family import ChildFamily, Person
from kinsight.identity.called_names import Called, called
from kinsight.store.workspace import Workspace


def as_called_then(family: ChildFamily, workspace: Workspace) -> ChildFamily:
    """The same family; who has no name in it gets none, and of whom the records had none by then keeps the one of today."""
    said = called(workspace, [family.child.ref, *(one.ref for one in family.people.values())], family.as_of)
    of_child = _of(family, family.child.ref, said)
    number = next((one.nhs_number for one in of_child if one.nhs_number), None)
    child = family.child
    if of_child:
        child = child._replace(name=_name(of_child) or child.name, nhs_number=number)
    people = {key: _person(one, family, said) for key, one in family.people.items()}
    return replace(family, child=child, people=people)


def _person(one: Person, family: ChildFamily, said: dict[str, Called]) -> Person:
    name = one.name and (_name(_of(family, one.human_ref, said)) or one.name)
    return one._replace(name=name)


def _of(family: ChildFamily, human_ref: str, said: dict[str, Called]) -> list[Called]:
    """What each record of one human said, the newest first."""
    refs = {human_ref, *(one.ref for one in family.people.values() if one.human_ref == human_ref)}
    return sorted((said[ref] for ref in refs if ref in said), key=lambda one: -one.known)


def _name(newest_first: list[Called]) -> str | None:
    return next((one.name for one in newest_first if one.name), None)
