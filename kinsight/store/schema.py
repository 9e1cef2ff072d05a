"""The record tables: what each column means, in one place. Days are int32 (see `days`), keys int64 (see `keys`).

Every table is append-only. A later version of a resource never changes a row: it adds one to `supersession`.
"""

import pyarrow as pa

_KEY, _DAY, _TEXT = pa.int64(), pa.int32(), pa.string()


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


#: Which columns may be null; the rest never are.
NULLABLE: dict[str, set[str]] = {
    "resource": set(),
    "supersession": set(),
    "person": {"nhs_number", "name", "sex", "born", "died", "language", "interpreter", "practice", "birth_order"},
    "address": {"line", "postcode", "from", "until"},
    "bond": {"from", "until"},
    "link": set(),
    "event": {"concept", "on", "until", "value", "term"},
    "service": {"name"},
    "load": {"file"},
    "quarantine": {"resource_type", "ref"},
}

TABLES: dict[str, pa.Schema] = {
    # One row a version of a resource: what makes a second load of the same file change nothing.
    "resource": _schema(
        version=_KEY,  # key of ref + version id + last updated + digest of content
        resource=_KEY,  # key of ref
        ref=_TEXT,  # "Condition/123"
        known=_DAY,  # when the sending service recorded this version
        sequence=_TEXT,  # orders versions: last-updated instant / version id; after a # the line, where no instant was sent
        retracted=pa.bool_(),  # entered in error: this version states nothing
        load=_KEY,
    ),
    # The version on the left stopped being believed on this day (a later version replaced or retracted it).
    # Several rows for one version may exist; the earliest day holds.
    "supersession": _schema(version=_KEY, superseded=_DAY, load=_KEY),
    # A patient, a relative known only as a RelatedPerson, or a FHIR Person, as one version of one resource described them.
    "person": _schema(
        person=_KEY,  # key of ref
        ref=_TEXT,  # "Patient/123", "RelatedPerson/9" or "Person/4"
        version=_KEY,
        known=_DAY,
        nhs_number=_TEXT,
        name=_TEXT,  # display name
        sex=_TEXT,
        born=_DAY,
        died=_DAY,
        language=_TEXT,  # BCP 47 code as sent
        interpreter=pa.bool_(),  # null: not recorded
        practice=_TEXT,  # ref of the GP practice
        birth_order=pa.int32(),  # of a multiple birth
        service=_KEY,
        load=_KEY,
    ),
    "address": _schema(
        person=_KEY,
        version=_KEY,
        known=_DAY,
        place=_KEY,
        line=_TEXT,
        postcode=_TEXT,
        **{"from": _DAY, "until": _DAY},
        service=_KEY,
        load=_KEY,
    ),
    # "person is ROLE of patient" as one service recorded it. Roles as sent, in our words:
    # mother father carer partner sibling household other; parent-partner: whom the child's own record calls a parent's partner;
    # apart: someone who looked into it says that the person is not of the family; withdrawn: what was said is taken back.
    "bond": _schema(
        bond=_KEY,  # key of ref
        ref=_TEXT,
        version=_KEY,
        known=_DAY,
        patient=_KEY,
        person=_KEY,
        role=_TEXT,
        **{"from": _DAY, "until": _DAY},
        service=_KEY,
        load=_KEY,
    ),
    # "person and other are one human" as one version of one resource stated it. Kinds as sent: seealso refer replaced-by replaces;
    # identity: of a FHIR Person; proposed: with little assurance, or in words that are not known, and believed by nobody.
    "link": _schema(
        person=_KEY,  # whose record states it
        other=_KEY,  # key of a ref that may not have come yet
        other_ref=_TEXT,
        kind=_TEXT,
        version=_KEY,
        known=_DAY,
        service=_KEY,
        load=_KEY,
    ),
    # One version of one dated, coded fact about one person. A code that maps to two concepts has two rows
    # with one `event`; a code that maps to none keeps a null concept and is counted, never lost.
    "event": _schema(
        event=_KEY,  # key of ref + position of the fact in the resource: the same in every version
        ref=_TEXT,
        version=_KEY,
        person=_KEY,
        system=_TEXT,
        code=_TEXT,
        term=_TEXT,
        concept=_TEXT,
        **{"on": _DAY, "until": _DAY},  # no `on`: when it was is not recorded, and it has no concept
        known=_DAY,
        certainty=_TEXT,  # stated | alleged | refuted  (refuted facts have no concept)
        value=_TEXT,
        service=_KEY,
        load=_KEY,
    ),
    "service": _schema(service=_KEY, ref=_TEXT, name=_TEXT, kind=_TEXT, load=_KEY),
    # One row a file loaded: taken_in = accepted + already_had + quarantined, always.
    "load": _schema(
        load=_KEY, file=_TEXT, taken_in=_KEY, accepted=_KEY, already_had=_KEY, quarantined=_KEY, received=_DAY
    ),
    # What could not be read, whole, with the reason. `item` is the key of file + line + body.
    # `state`: held | mended. Append-only: the newest row (largest load) of an item says its state.
    "quarantine": _schema(
        item=_KEY,
        file=_TEXT,
        line=_KEY,
        resource_type=_TEXT,
        ref=_TEXT,
        reason=_TEXT,
        detail=_TEXT,
        body=_TEXT,
        state=_TEXT,
        load=_KEY,
    ),
}

#: The tables of what a version of a record states, each row under the service that wrote it.
STATES = tuple(table for table, columns in TABLES.items() if {"version", "service"} <= set(columns.names))

#: Code of the fact, without a concept, that a person's NHS number joins them to nobody; its value says why.
NUMBER_NOT_USED = "nhs-number-not-used"

#: Code of the fact, without a concept, by which phone number a person can be reached; its value is a key of the number.
PHONE = "phone-number"

#: The code system of who recorded a fact on the site: without a concept too, and no code about anyone.
AUTHOR_SYSTEM = "urn:kinsight:author"
