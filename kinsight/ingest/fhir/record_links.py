"""Which records their senders say are of one human: `Patient.link` and `Person.link`, as SQL of the table `link`."""

from kinsight.ingest.fhir.paths import listed_words
from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.fhir"

#: The kind of a link that is listed for a person to decide, and joins nobody.
PROPOSED = "proposed"
#: What Patient.link.type says in R4. DSTU2 had one more word, for what R4 calls replaced-by.
LINK_TYPES = ("seealso", "refer", "replaced-by", "replaces")
#: Person.link.assurance: R4 has "high" and "very high confidence" of the upper two, "little or no" and "some" of the lower.
ASSURED = ("level3", "level4")

#: "Patient/1" out of a reference to someone's record of any kind; NULL for anything else.
MACROS = statement("link_macros", PACKAGE)
_SHAPE = '[{"other":{"reference":"VARCHAR"},"type":"VARCHAR","target":{"reference":"VARCHAR"},"assurance":"VARCHAR"}]'


def _sent(type_: str) -> str:
    """SELECT of the links of the accepted lines of a type, each with the reference that it names."""
    return statement("link_sent", PACKAGE, type=type_, shape=_SHAPE)


_KIND = {
    "Patient": f"""CASE WHEN item.type = 'replace' THEN 'replaced-by'
        WHEN item.type IN ({listed_words(LINK_TYPES)}) THEN item.type ELSE '{PROPOSED}' END""",
    "Person": f"CASE WHEN coalesce(item.assurance IN ({listed_words(ASSURED)}), true) THEN 'identity' ELSE '{PROPOSED}' END",
}
TYPES = tuple(_KIND)
#: By type, SELECT of the links in the columns of `records.link`.
LINK = {
    type_: statement("link", PACKAGE, sent=_sent(type_), kind=kind, proposed=PROPOSED) for type_, kind in _KIND.items()
}
#: By type, how many links name the other in no way that can be followed.
NOT_FOLLOWED = {type_: f"SELECT count(*) FROM ({_sent(type_)}) WHERE other_ref IS NULL" for type_ in TYPES}
