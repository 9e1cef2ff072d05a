"""The names that systems of numbers and codes go by in feeds, as data."""

#: Every name that the system of the NHS number has had, in small letters and without a slash at the end.
NHS_NUMBER_SYSTEMS = (
    "https://fhir.nhs.uk/id/nhs-number",
    "http://fhir.nhs.uk/id/nhs-number",
    "http://fhir.nhs.net/id/nhs-number",
    "https://fhir.nhs.net/id/nhs-number",
    "urn:oid:2.16.840.1.113883.2.1.4.1",
    "urn:fhir.nhs.uk:id/nhsnumber",
)
#: The same of the codes by which the Organisation Data Service names organisations.
ODS_SYSTEMS = (
    "https://fhir.nhs.uk/id/ods-organization-code",
    "http://fhir.nhs.uk/id/ods-organization-code",
    "http://fhir.nhs.net/id/ods-organization-code",
    "https://fhir.nhs.net/id/ods-organization-code",
    "urn:oid:2.16.840.1.113883.2.1.3.2.4.19.1",
    "urn:oid:2.16.840.1.113883.2.1.4.3",
)

#: Its codes are sent with a dot (F32.9), without it (F329), and filled up to four characters (T71X).
ICD_10 = "http://hl7.org/fhir/sid/icd-10"

#: Other names that senders give to a code system.
SYSTEM_ALIASES = {
    "urn:oid:2.16.840.1.113883.6.96": "http://snomed.info/sct",
    "http://snomed.info/sct/": "http://snomed.info/sct",
    "urn:oid:2.16.840.1.113883.6.1": "http://loinc.org",
    "urn:oid:2.16.840.1.113883.6.3": ICD_10,
    "http://hl7.org/fhir/sid/icd-10/": ICD_10,
    "http://loinc.org/": "http://loinc.org",
    "http://terminology.hl7.org/CodeSystem/v3-ActCode/": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "http://hl7.org/fhir/v3/ActCode": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
}
