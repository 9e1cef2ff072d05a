-- How Encounter.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_Encounter AS
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
      "class",
      '|',
      "period",
      '|',
      "reasonCode",
      '|',
      "serviceType",
      '|',
      "type",
      ('|actualPeriod=' || "actualPeriod"::VARCHAR),
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      ('|reason=' || "reason"::VARCHAR),
      CASE WHEN "subject"."reference" IS NOT NULL THEN '|number=' || number_sent END,
      '|deleted ' || meta.deleted
    )
  ) AS "version",
  coalesce(day_meta_lastUpdated, getvariable('received')) AS "known",
  coalesce(day_meta_lastUpdated) IS NOT NULL AS "dated",
  concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId)) AS "sequence",
  meta_lastUpdated IS NULL AS "loose",
  ((coalesce(word_status IN ('entered-in-error'), false)) OR meta.deleted IS NOT NULL) AS "retracted",
  key_of(about_ref) AS "about",
  number_sent AS "about_number",
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'Encounter'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_period_start IS NULL) = (period_start IS NULL)
        AND (day_period_end IS NULL) = (period_end IS NULL)
        AND coalesce(least(day_meta_lastUpdated, day_period_start, day_period_end, -32872) = -32872, true)
        AND coalesce(greatest(day_meta_lastUpdated, day_period_start, day_period_end, 84006) = 84006, true)
        AND coalesce(NOT (coalesce(day_period_end, NULL, NULL) < coalesce(day_period_start, NULL, NULL)), true)
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(NOT (contains("participant"::VARCHAR, '"modifierExtension":')), true)
        AND coalesce(
          NOT (
            "status" IS NOT NULL
              AND coalesce(
                word_status NOT IN (
                  'entered-in-error',
                  'planned',
                  'cancelled',
                  'unknown',
                  'discontinued',
                  'arrived',
                  'triaged',
                  'in-progress',
                  'onleave',
                  'on-hold',
                  'discharged',
                  'finished',
                  'completed'
                ),
                true
              )
          ),
          true
        )
        AND coalesce(NOT ("actualPeriod" IS NOT NULL), true)
        AND coalesce(NOT ("reason" IS NOT NULL), true)
        AND coalesce(NOT (substr("class"::VARCHAR, 1, 1) IN ('[', '"')), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'Encounter' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject subject'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN period_start IS NOT NULL
      AND NOT coalesce(day_period_start >= -32872 AND day_period_start < 84006, false)
        THEN 'impossible-date period.start'
    WHEN period_end IS NOT NULL
      AND NOT coalesce(day_period_end >= -32872 AND day_period_end < 2932897, false) THEN 'impossible-date period.end'
    WHEN coalesce(day_period_end, NULL, NULL) < coalesce(day_period_start, NULL, NULL)
      THEN 'impossible-date end-before-start'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN contains("participant"::VARCHAR, '"modifierExtension":') THEN 'unknown-modifier participant.modifierExtension'
    WHEN "status" IS NOT NULL
      AND coalesce(
        word_status NOT IN (
          'entered-in-error',
          'planned',
          'cancelled',
          'unknown',
          'discontinued',
          'arrived',
          'triaged',
          'in-progress',
          'onleave',
          'on-hold',
          'discharged',
          'finished',
          'completed'
        ),
        true
      )
        THEN 'unknown-status status'
    WHEN "actualPeriod" IS NOT NULL THEN 'not-r4 actualPeriod'
    WHEN "reason" IS NOT NULL THEN 'not-r4 reason'
    WHEN substr("class"::VARCHAR, 1, 1) IN ('[', '"') THEN 'not-r4 class'
  END AS "problem",
  coalesce(
    day_period_start, least(coalesce(NULL, NULL), nullif(least(coalesce(day_period_end, NULL, NULL), 84006), 84006))
  ) AS "on",
  coalesce(
    day_period_start, least(coalesce(NULL, NULL), nullif(least(coalesce(day_period_end, NULL, NULL), 84006), 84006))
  ) + CASE length(coalesce(period_start, NULL, NULL)) WHEN 4 THEN 365 WHEN 7 THEN 30 ELSE 0 END AS "latest",
  nullif(least(coalesce(day_period_end, NULL, NULL), 84006), 84006) AS "until",
  (false) AS "over",
  (coalesce(word_status IN ('planned', 'cancelled', 'unknown', 'discontinued'), false)) AS "void",
  word_status AS "state",
  CASE
    way WHEN 0 THEN "type"::VARCHAR WHEN 1 THEN "reasonCode"::VARCHAR WHEN 2 THEN "serviceType"::VARCHAR
  END AS "sole",
  CASE way WHEN 0 THEN 'type/1' WHEN 1 THEN 'reasonCode/1' WHEN 2 THEN 'serviceType' END AS "place",
  "class" AS "spare_class",
  CASE WHEN way IS NULL THEN "reasonCode" END AS "reasonCode",
  CASE WHEN way IS NULL THEN "serviceType" END AS "serviceType",
  CASE WHEN way IS NULL THEN "type" END AS "type"
FROM (
  SELECT
    *,
    'Encounter/' || id AS ref,
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
    CASE
      WHEN "reasonCode" IS NULL AND "serviceType" IS NULL AND only_one("type") THEN 0
      WHEN "serviceType" IS NULL AND "type" IS NULL AND only_one("reasonCode") THEN 1
      WHEN "reasonCode" IS NULL AND "type" IS NULL AND "serviceType" IS NOT NULL THEN 2
    END AS way,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of(period_start) AS day_period_start,
    end_of(period_end) AS day_period_end
  FROM (
    SELECT
      *,
      meta.lastUpdated AS meta_lastUpdated,
      ("period"->>'$.start') AS period_start,
      ("period"->>'$.end') AS period_end,
      CASE
        WHEN "subject".identifier."value" IS NOT NULL
          AND nhs_system("subject".identifier.system)
            THEN number_in("subject".identifier.system, "subject".identifier."value")
        WHEN starts_with("subject".reference, '#') THEN number_within(contained, "subject".reference)
        ELSE number_of_query("subject".reference)
      END AS number_sent,
      "serviceProvider"."reference" AS service_0,
      coalesce(
        ods_ref("serviceProvider".identifier.system, "serviceProvider".identifier."value"),
        ods_of_query("serviceProvider"."reference")
      ) AS ods_0,
      CASE
        WHEN contained IS NOT NULL
          AND contains("serviceProvider"::VARCHAR, '#') THEN service_within(contained, ["serviceProvider"."reference"])
      END AS within_0,
      CASE
        WHEN NOT contains("participant"::VARCHAR, 'Organization/') THEN NULL
        WHEN contains(("participant"->>'$[0].individual.reference'), 'Organization/')
          THEN ("participant"->>'$[0].individual.reference')
        ELSE list_filter(
          json_extract_string("participant", '$[*].individual.reference'), lambda r: contains(r, 'Organization/')
        )[1]
      END AS service_1,
      CASE
        WHEN (contains("participant"::VARCHAR, '"identifier"') OR contains("participant"::VARCHAR, 'Organization?'))
          THEN list_filter(
            list_transform(
              listed("participant"),
              lambda a: coalesce(
                ods_ref(a->>'$.individual.identifier.system', a->>'$.individual.identifier.value'),
                ods_of_query(a->>'$.individual.reference')
              )
            ),
            lambda c: c IS NOT NULL
          )[1]
      END AS ods_1,
      CASE
        WHEN contained IS NOT NULL
          AND contains("participant"::VARCHAR, '#')
            THEN service_within(contained, json_extract_string("participant", '$[*].individual.reference'))
      END AS within_1
    FROM read_json(
      'Encounter.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        'actualPeriod': 'JSON',
        'class': 'JSON',
        'contained': 'JSON',
        'implicitRules': 'VARCHAR',
        'modifierExtension': 'JSON',
        'participant': 'JSON',
        'period': 'JSON',
        'reason': 'JSON',
        'reasonCode': 'JSON',
        'serviceProvider': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'serviceType': 'JSON',
        'status': 'VARCHAR',
        'subject': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'type': 'JSON'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_Encounter AS
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
    'stated' AS "certainty",
    false AS "unclear",
    NULL::VARCHAR AS "value",
    NULL::DOUBLE AS "number"
  FROM stage_Encounter
);
