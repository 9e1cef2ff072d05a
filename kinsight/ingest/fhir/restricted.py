"""Which records of people are restricted: where they live, and their practice, must not be shown. As SQL."""

from kinsight.ingest.fhir.paths import listed_words

#: The concept in which the label is kept, known and no longer believed as any other fact.
RESTRICTED = "restricted-record"
#: Codes of `meta.security` that say so, of whichever system: HL7 confidentiality R and V, the S and REDACTED of demographic
#: services, and HL7's label for information about where somebody is.
CODES = ("R", "V", "S", "REDACTED", "LOCIS")

#: SQL condition on a staged resource of a person.
SAID = f"""(meta."security" IS NOT NULL
    AND list_has_any([{listed_words(CODES)}], list_transform(json_extract_string(meta."security", '$[*].code'), lambda c: upper(c))))"""
#: The label as part of a digest: nothing where there is none.
DIGEST = f"CASE WHEN {SAID} THEN '|restricted' END"
