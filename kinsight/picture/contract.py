"""What the picture gives out, as docs/picture.md describes it; days are ISO dates, or None where nothing is known or no end is in sight."""

from typing import TypedDict

Day = str | None


class Source(TypedDict):
    """A document, and the page in it that says why something matters."""

    document: str
    page: str


class Evidence(TypedDict):
    """A fact that a pattern rests on, or that set off what is owed, as its newest version says it.

    `known`: when a service first recorded it of this person, whatever later versions added.
    """

    event: str
    concept: str
    title: str
    on: str
    until: Day
    known: Day
    about: str | None
    about_name: str | None
    role: str
    service: str
    service_name: str | None
    service_kind: str
    ref: str
    certainty: str
    value: str | None
    sensitive: bool
    taken_back: bool


class Pattern(TypedDict):
    """A pattern that holds on the day."""

    indicator: str
    title: str
    stance: str
    group: str
    says: str
    why: str
    misleads: str
    since: Day
    until: Day
    count: int
    evidence: list[Evidence]
    reason: str
    sources: list[Source]
    catalogue: list[str]


class Owed(TypedDict):
    """A response owed on the day, met or not; or one that was never answered (`lapsed_on`)."""

    expectation: str
    title: str
    do: str
    says: str
    why: str
    owner: str
    after: Day
    due: Day
    met_on: Day
    state: str
    overdue_since: Day
    lapsed_on: Day
    reason: str
    evidence: list[Evidence]
    sources: list[Source]
    catalogue: list[str]
    basis: str
    met_by: list[str]
    group: str
    misleads: str


class ChildPicture(TypedDict):
    """What holds and what is owed for one child on a day; and what was owed, never answered, and is no longer worth while."""

    child: str
    as_of: Day
    view: str
    knowledge_version: str
    patterns: list[Pattern]
    owed: list[Owed]
    never_answered: list[Owed]
    quiet: list[str]


class ServiceShown(TypedDict):
    """A service as the reader is shown it; `named`: whether by its own name."""

    service: str
    name: str | None
    kind: str
    named: bool


class WhoSees(TypedDict):
    """Whether the joined record shows a pattern, and which services would alone."""

    indicator: str
    title: str
    stance: str
    joined: bool
    alone: list[str]
    only_joined: bool


class Fragments(TypedDict):
    """Who sees what: each pattern that holds on the day in any view, and the services that know the family."""

    services: list[ServiceShown]
    rows: list[WhoSees]


class ChildShown(TypedDict):
    """The child, born or not. Where the family lives and its practice are withheld from all where anyone's record is restricted."""

    ref: str
    name: str
    nhs_number: str | None
    born: Day
    expected: Day
    died: Day
    sex: str | None
    language: str | None
    interpreter: bool | None
    practice: str | None
    practice_name: str | None
    address: str | None
    withheld: bool


#: A role that someone has or had to the child, and on which days.
RoleShown = TypedDict("RoleShown", {"role": str, "from": Day, "until": Day})


class PersonShown(TypedDict):
    """Someone of the family; roles nearest to the child first."""

    ref: str
    name: str | None
    sex: str | None
    born: Day
    died: Day
    roles: list[RoleShown]


#: Two people, by their references, who are or were a couple.
CoupleShown = TypedDict("CoupleShown", {"a": str, "b": str, "from": Day, "until": Day})
#: Where someone lives or lived.
AddressShown = TypedDict(
    "AddressShown", {"ref": str, "line": str | None, "postcode": str | None, "from": Day, "until": Day}
)


class FactShown(TypedDict):
    """A fact about someone of the family that is believed on the day, as its newest version says it; `known` as in `Evidence`."""

    event: str
    ref: str
    about_ref: str | None
    about: str | None
    concept: str
    certainty: str
    service: str
    service_name: str | None
    service_kind: str
    value: str | None
    on: str
    until: Day
    known: Day
    role: str
    title: str
    sensitive: bool


class CodeShown(TypedDict):
    """A code on the child's own record that no rule reads, as it was recorded; `on`: the day of it, where one was said."""

    ref: str
    system: str
    code: str
    term: str | None
    certainty: str
    on: Day
    known: Day
    service: str
    service_name: str | None
    service_kind: str


class FamilyShown(TypedDict):
    """The family as it could be known on the day; facts newest first."""

    child: ChildShown
    people: list[PersonShown]
    couples: list[CoupleShown]
    addresses: list[AddressShown]
    events: list[FactShown]
    services: list[ServiceShown]
