-- How QuestionnaireResponse.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_QuestionnaireResponse AS
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
      word_status,
      '|',
      "authored",
      '|',
      "item",
      '|',
      "questionnaire",
      ('|group=' || "group"::VARCHAR),
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      CASE WHEN "subject"."reference" IS NOT NULL THEN '|number=' || number_sent END,
      '|deleted ' || meta.deleted
    )
  ) AS "version",
  coalesce(day_meta_lastUpdated, day_authored, getvariable('received')) AS "known",
  coalesce(day_meta_lastUpdated, day_authored) IS NOT NULL AS "dated",
  concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId)) AS "sequence",
  meta_lastUpdated IS NULL AS "loose",
  ((coalesce(word_status IN ('entered-in-error'), false)) OR meta.deleted IS NOT NULL) AS "retracted",
  key_of(about_ref) AS "about",
  number_sent AS "about_number",
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'QuestionnaireResponse'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_authored IS NULL) = ("authored" IS NULL)
        AND coalesce(least(day_meta_lastUpdated, day_authored, -32872) = -32872, true)
        AND coalesce(greatest(day_meta_lastUpdated, day_authored, 84006) = 84006, true)
        AND coalesce(NOT (false), true)
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(NOT (contains("item"::VARCHAR, '"modifierExtension":')), true)
        AND coalesce(
          NOT (
            "status" IS NOT NULL
              AND coalesce(
                word_status NOT IN ('entered-in-error', 'in-progress', 'completed', 'amended', 'stopped'), true
              )
          ),
          true
        )
        AND coalesce(NOT ("group" IS NOT NULL), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'QuestionnaireResponse' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject subject'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN "authored" IS NOT NULL
      AND NOT coalesce(day_authored >= -32872 AND day_authored < 84006, false) THEN 'impossible-date authored'
    WHEN false THEN 'impossible-date end-before-start'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN contains("item"::VARCHAR, '"modifierExtension":') THEN 'unknown-modifier item.modifierExtension'
    WHEN "status" IS NOT NULL
      AND coalesce(word_status NOT IN ('entered-in-error', 'in-progress', 'completed', 'amended', 'stopped'), true)
        THEN 'unknown-status status'
    WHEN "group" IS NOT NULL THEN 'not-r4 group'
  END AS "problem",
  coalesce(least(coalesce(day_authored, NULL, NULL), NULL::INTEGER)) AS "on",
  coalesce(least(coalesce(day_authored, NULL, NULL), NULL::INTEGER)) + CASE
    length(coalesce("authored", NULL, NULL)) WHEN 4 THEN 365 WHEN 7 THEN 30 ELSE 0
  END AS "latest",
  (false) AS "over",
  (coalesce(word_status IN ('in-progress'), false)) AS "void",
  word_status AS "state",
  "item" AS "item",
  "questionnaire" AS "questionnaire"
FROM (
  SELECT
    *,
    'QuestionnaireResponse/' || id AS ref,
    coalesce(subject_ref("subject"."reference"), 'nhs:' || number_sent) AS about_ref,
    coalesce(
      org_ref(service_0),
      ods_0,
      within_0,
      org_ref(service_1),
      ods_1,
      within_1,
      source_ref(meta.source),
      getvariable($$service$$)
    ) AS service_ref,
    "status" AS word_status,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of("authored") AS day_authored
  FROM (
    SELECT
      *,
      meta.lastUpdated AS meta_lastUpdated,
      CASE
        WHEN "subject".identifier."value" IS NOT NULL
          AND nhs_system("subject".identifier.system)
            THEN number_in("subject".identifier.system, "subject".identifier."value")
        WHEN starts_with("subject".reference, '#') THEN number_within(contained, "subject".reference)
        ELSE number_of_query("subject".reference)
      END AS number_sent,
      "author"."reference" AS service_0,
      coalesce(
        ods_ref("author".identifier.system, "author".identifier."value"), ods_of_query("author"."reference")
      ) AS ods_0,
      CASE
        WHEN contained IS NOT NULL
          AND contains("author"::VARCHAR, '#') THEN service_within(contained, ["author"."reference"])
      END AS within_0,
      "source"."reference" AS service_1,
      coalesce(
        ods_ref("source".identifier.system, "source".identifier."value"), ods_of_query("source"."reference")
      ) AS ods_1,
      CASE
        WHEN contained IS NOT NULL
          AND contains("source"::VARCHAR, '#') THEN service_within(contained, ["source"."reference"])
      END AS within_1
    FROM read_json(
      'QuestionnaireResponse.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        'author': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'authored': 'VARCHAR',
        'contained': 'JSON',
        'group': 'JSON',
        'implicitRules': 'VARCHAR',
        'item': 'JSON',
        'modifierExtension': 'JSON',
        'questionnaire': 'VARCHAR',
        'source': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'status': 'VARCHAR',
        'subject': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_QuestionnaireResponse AS
SELECT
  * REPLACE (
    CASE
      WHEN loose THEN concat(sequence, '#', lpad((line & 1099511627775)::VARCHAR, 12, '0')) ELSE sequence
    END AS sequence
  )
FROM (
  SELECT
    rowid + 1 + (0::BIGINT << 40) AS line,
    *,
    NULL::INTEGER AS "until",
    'stated' AS "certainty",
    false AS "unclear",
    NULL::VARCHAR AS "value",
    NULL::DOUBLE AS "number"
  FROM stage_QuestionnaireResponse
);
