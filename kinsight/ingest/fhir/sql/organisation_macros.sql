-- No rows: macros of a load, for its statements about organisations.
-- Reads: the names of the system of ODS codes (`systems`), how a reference by code begins (`prefix`), and what is read of a contained
-- resource (`shape`).

-- The reference of an identifier of that system.
CREATE OR REPLACE MACRO ods_ref(system, code) AS CASE WHEN rtrim(lower(system), '/') IN ({systems})
    THEN '{prefix}' || nullif(upper(trim(code)), '') END;

-- The same of a conditional reference.
CREATE OR REPLACE MACRO ods_of_query(r) AS CASE WHEN contains(r, 'Organization?') THEN ods_ref(
    regexp_extract(url_decode(r), 'identifier=([^|&]*)\|', 1), regexp_extract(url_decode(r), 'identifier=[^|&]*\|([^&]*)', 1)) END;

-- The PractitionerRoles among contained resources that are named by these references (`#r`).
CREATE OR REPLACE MACRO roles_among(parts, named) AS
    list_filter(parts, lambda c: c."resourceType" = 'PractitionerRole' AND list_contains(named, '#' || c.id));

-- The service of whom a resource names within itself (`named`: references): the organization of a PractitionerRole, by its reference or
-- code, or an Organization that comes with a code.
CREATE OR REPLACE MACRO service_within_parts(parts, named) AS list_filter(
    list_concat(
      list_transform(roles_among(parts, named), lambda c: coalesce(
        org_ref(c.organization.reference),
        ods_ref(c.organization.identifier.system, c.organization.identifier."value"))),
      flatten(list_transform(
        list_filter(parts, lambda c: c."resourceType" = 'Organization' AND list_contains(
          list_concat(named, list_transform(roles_among(parts, named), lambda c: c.organization.reference)), '#' || c.id)),
        lambda c: list_transform(
          list_filter(coalesce(c.identifier, []), lambda i: coalesce(i."use", '') NOT IN ('old', 'temp')),
          lambda i: ods_ref(i.system, i."value"))))),
    lambda s: s IS NOT NULL)[1];

-- The same of the raw JSON of contained resources.
CREATE OR REPLACE MACRO service_within(contained, named) AS
    service_within_parts(from_json(as_list(contained), '{shape}'), named);
