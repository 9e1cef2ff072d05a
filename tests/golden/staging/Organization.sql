-- How Organization.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_Organization AS
SELECT
  ref AS "ref",
  key_of(ref) AS "resource",
  key_of(
    concat(
      ref,
      '|',
      meta.versionId,
      '|',
      meta_lastUpdated,
      '|',
      about_ref,
      '|',
      service_ref,
      '|',
      "name",
      '|',
      "type",
      ('|active=' || "active"::VARCHAR),
      ('|identifier=' || "identifier"::VARCHAR),
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      '|deleted ' || meta.deleted
    )
  ) AS "version",
  coalesce(day_meta_lastUpdated, getvariable('received')) AS "known",
  coalesce(day_meta_lastUpdated) IS NOT NULL AS "dated",
  concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId)) AS "sequence",
  meta_lastUpdated IS NULL AS "loose",
  (false OR meta.deleted IS NOT NULL) AS "retracted",
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'Organization'
        AND id <> ''
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND coalesce(least(day_meta_lastUpdated, -32872) = -32872, true)
        AND coalesce(greatest(day_meta_lastUpdated, 84006) = 84006, true)
        AND coalesce(NOT (false), true)
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(NOT ("active" IS NOT NULL AND coalesce(word_active NOT IN ('true', 'false'), true)), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'Organization' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN false THEN 'impossible-date end-before-start'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN "active" IS NOT NULL AND coalesce(word_active NOT IN ('true', 'false'), true) THEN 'unknown-status active'
  END AS "problem",
  "identifier" AS "identifier",
  "name" AS "name",
  "type" AS "type"
FROM (
  SELECT
    *,
    'Organization/' || id AS ref,
    '' AS about_ref,
    coalesce(source_ref(meta.source), getvariable($$service$$)) AS service_ref,
    "active" AS word_active,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated
  FROM (
    SELECT *, meta.lastUpdated AS meta_lastUpdated
    FROM read_json(
      'Organization.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        'active': 'VARCHAR',
        'identifier': 'JSON',
        'implicitRules': 'VARCHAR',
        'modifierExtension': 'JSON',
        'name': 'JSON',
        'type': 'JSON'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_Organization AS
SELECT
  * REPLACE (
    CASE
      WHEN loose THEN concat(sequence, '#', lpad((line & 1099511627775)::VARCHAR, 12, '0')) ELSE sequence
    END AS sequence
  )
FROM (SELECT rowid + 1 + (0::BIGINT << 40) AS line, * FROM stage_Organization);
