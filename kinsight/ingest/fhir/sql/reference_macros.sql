-- No rows: macros of a load, for its statements about references to people.
-- Reads: the names of the system of the NHS number (`systems`), and what is read of a contained resource (`shape`).

-- Whether a system is that of the NHS number.
CREATE OR REPLACE MACRO nhs_system(s) AS rtrim(lower(s), '/') IN ({systems});

-- The number of an identifier of that system, ten digits or whatever was sent.
CREATE OR REPLACE MACRO number_in(system, number) AS CASE WHEN nhs_system(system) THEN nullif(bare_number(number), '') END;

-- The same of a conditional reference.
CREATE OR REPLACE MACRO number_of_query(r) AS CASE WHEN contains(r, 'Patient?') THEN number_in(
    regexp_extract(url_decode(r), 'identifier=([^|&]*)\|', 1), regexp_extract(url_decode(r), 'identifier=[^|&]*\|([^&]*)', 1)) END;

-- The number of the Patient or RelatedPerson that a reference names within its own resource (`#p`), out of the raw JSON of what is contained.
CREATE OR REPLACE MACRO number_within(contained, reference) AS nullif(bare_number(list_filter(
    list_filter(from_json(as_list(contained), '{shape}'),
      lambda c: c."resourceType" IN ('Patient', 'RelatedPerson') AND '#' || c.id = reference)[1].identifier,
    lambda i: nhs_system(i.system) AND coalesce(i."use" NOT IN ('old', 'temp'), true))[1]."value"), '');
