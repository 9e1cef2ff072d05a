"""Which records their senders say are of one human: `Patient.link` and `Person.link`, as SQL of the table `link`."""

from kinsight.ingest.fhir.paths import listed_words

#: The kind of a link that is listed for a person to decide, and joins nobody.
PROPOSED = "proposed"
#: What Patient.link.type says in R4. DSTU2 had one more word, for what R4 calls replaced-by.
LINK_TYPES = ("seealso", "refer", "replaced-by", "replaces")
#: Person.link.assurance: R4 has "high" and "very high confidence" of the upper two, "little or no" and "some" of the lower.
ASSURED = ("level3", "level4")

#: "Patient/1" out of a reference to someone's record of any kind; NULL for anything else.
MACROS = r"""
CREATE OR REPLACE MACRO linked_ref(r) AS
  nullif(regexp_extract(r, '(?:^|/)((?:Patient|RelatedPerson|Person)/[^/#?]+)(?:/_history/[^/]*)?$', 1), '');
"""
_SHAPE = '[{"other":{"reference":"VARCHAR"},"type":"VARCHAR","target":{"reference":"VARCHAR"},"assurance":"VARCHAR"}]'


def _items(type_: str) -> str:
    """Relation of the links of the accepted lines of a type, each with the reference that it names."""
    return f"""(SELECT *, linked_ref(coalesce(item.other.reference, item.target.reference)) AS other_ref
        FROM (SELECT resource, version, known, service_ref, line, unnest(from_json(as_list(link), '{_SHAPE}')) AS item
          FROM accepted_{type_} WHERE NOT retracted AND link IS NOT NULL))"""


_KIND = {
    "Patient": f"""CASE WHEN item.type = 'replace' THEN 'replaced-by'
        WHEN item.type IN ({listed_words(LINK_TYPES)}) THEN item.type ELSE '{PROPOSED}' END""",
    "Person": f"CASE WHEN coalesce(item.assurance IN ({listed_words(ASSURED)}), true) THEN 'identity' ELSE '{PROPOSED}' END",
}
TYPES = tuple(_KIND)
#: Ids that two people came by (`feeds.servers`): a link to one of them may mean either.
_TWO_PEOPLES = "SELECT person FROM contradicted UNION ALL SELECT person FROM contested"

#: By type, SELECT of the links in the columns of `records.link`. Nobody is linked to themselves.
LINK = {
    type_: f"""SELECT DISTINCT s.resource AS person, key_of(s.other_ref) AS other, s.other_ref,
        CASE WHEN key_of(s.other_ref) IN ({_TWO_PEOPLES}) THEN '{PROPOSED}' ELSE {kind} END AS kind, s.version, s.known,
        v.service, load_of(s.line) AS load
      FROM {_items(type_)} s JOIN service_of v ON v.service_ref = s.service_ref
      WHERE s.other_ref IS NOT NULL AND key_of(s.other_ref) <> s.resource"""
    for type_, kind in _KIND.items()
}
#: By type, how many links name the other in no way that can be followed.
NOT_FOLLOWED = {type_: f"SELECT count(*) FROM {_items(type_)} WHERE other_ref IS NULL" for type_ in TYPES}
