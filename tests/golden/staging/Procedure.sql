-- How Procedure.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_Procedure AS
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
      "code",
      '|',
      "performedDateTime",
      '|',
      "performedPeriod",
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      ('|notDone=' || "notDone"::VARCHAR),
      ('|notPerformed=' || "notPerformed"::VARCHAR),
      ('|occurrenceDateTime=' || "occurrenceDateTime"::VARCHAR),
      ('|occurrencePeriod=' || "occurrencePeriod"::VARCHAR),
      ('|performedAge=' || "performedAge"::VARCHAR),
      ('|performedRange=' || "performedRange"::VARCHAR),
      ('|performedString=' || "performedString"::VARCHAR),
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
      resourceType = 'Procedure'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_performedDateTime IS NULL) = ("performedDateTime" IS NULL)
        AND (day_performedPeriod_start IS NULL) = (performedPeriod_start IS NULL)
        AND (day_performedPeriod_end IS NULL) = (performedPeriod_end IS NULL)
        AND coalesce(
          least(
            day_meta_lastUpdated, day_performedDateTime, day_performedPeriod_start, day_performedPeriod_end, -32872
          ) = -32872,
          true
        )
        AND coalesce(
          greatest(
            day_meta_lastUpdated, day_performedDateTime, day_performedPeriod_start, day_performedPeriod_end, 84006
          ) = 84006,
          true
        )
        AND coalesce(
          NOT (
            coalesce(day_performedPeriod_end, NULL, NULL) < coalesce(
              day_performedDateTime, day_performedPeriod_start, NULL, NULL
            )
          ),
          true
        )
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(NOT (contains("performer"::VARCHAR, '"modifierExtension":')), true)
        AND coalesce(
          NOT (
            "status" IS NOT NULL
              AND coalesce(
                word_status NOT IN (
                  'entered-in-error',
                  'preparation',
                  'not-done',
                  'on-hold',
                  'suspended',
                  'stopped',
                  'aborted',
                  'unknown',
                  'in-progress',
                  'completed'
                ),
                true
              )
          ),
          true
        )
        AND coalesce(NOT ("notDone" IS NOT NULL AND coalesce(word_notDone NOT IN ('true', 'false'), true)), true)
        AND coalesce(
          NOT ("notPerformed" IS NOT NULL AND coalesce(word_notPerformed NOT IN ('true', 'false'), true)), true
        )
        AND coalesce(NOT ("occurrenceDateTime" IS NOT NULL), true)
        AND coalesce(NOT ("occurrencePeriod" IS NOT NULL), true)
        AND coalesce(NOT ("reason" IS NOT NULL), true)
        AND coalesce(NOT (json_extract("code", '$.concept') IS NOT NULL), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'Procedure' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject subject'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN "performedDateTime" IS NOT NULL
      AND NOT coalesce(day_performedDateTime >= -32872 AND day_performedDateTime < 84006, false)
        THEN 'impossible-date performedDateTime'
    WHEN performedPeriod_start IS NOT NULL
      AND NOT coalesce(day_performedPeriod_start >= -32872 AND day_performedPeriod_start < 84006, false)
        THEN 'impossible-date performedPeriod.start'
    WHEN performedPeriod_end IS NOT NULL
      AND NOT coalesce(day_performedPeriod_end >= -32872 AND day_performedPeriod_end < 2932897, false)
        THEN 'impossible-date performedPeriod.end'
    WHEN coalesce(day_performedPeriod_end, NULL, NULL) < coalesce(
      day_performedDateTime, day_performedPeriod_start, NULL, NULL
    )
      THEN 'impossible-date end-before-start'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN contains("performer"::VARCHAR, '"modifierExtension":') THEN 'unknown-modifier performer.modifierExtension'
    WHEN "status" IS NOT NULL
      AND coalesce(
        word_status NOT IN (
          'entered-in-error',
          'preparation',
          'not-done',
          'on-hold',
          'suspended',
          'stopped',
          'aborted',
          'unknown',
          'in-progress',
          'completed'
        ),
        true
      )
        THEN 'unknown-status status'
    WHEN "notDone" IS NOT NULL AND coalesce(word_notDone NOT IN ('true', 'false'), true) THEN 'unknown-status notDone'
    WHEN "notPerformed" IS NOT NULL
      AND coalesce(word_notPerformed NOT IN ('true', 'false'), true) THEN 'unknown-status notPerformed'
    WHEN "occurrenceDateTime" IS NOT NULL THEN 'not-r4 occurrenceDateTime'
    WHEN "occurrencePeriod" IS NOT NULL THEN 'not-r4 occurrencePeriod'
    WHEN "reason" IS NOT NULL THEN 'not-r4 reason'
    WHEN json_extract("code", '$.concept') IS NOT NULL THEN 'not-r4 code'
  END AS "problem",
  coalesce(
    day_performedDateTime,
    day_performedPeriod_start,
    CASE
      WHEN "performedAge" IS NULL
        AND "performedRange" IS NULL
        AND "performedString" IS NULL
          THEN least(coalesce(NULL, NULL), nullif(least(coalesce(day_performedPeriod_end, NULL, NULL), 84006), 84006))
    END
  ) AS "on",
  coalesce(
    day_performedDateTime,
    day_performedPeriod_start,
    CASE
      WHEN "performedAge" IS NULL
        AND "performedRange" IS NULL
        AND "performedString" IS NULL
          THEN least(coalesce(NULL, NULL), nullif(least(coalesce(day_performedPeriod_end, NULL, NULL), 84006), 84006))
    END
  ) + CASE
    length(coalesce("performedDateTime", performedPeriod_start, NULL, NULL)) WHEN 4 THEN 365 WHEN 7 THEN 30 ELSE 0
  END AS "latest",
  (
    CASE
      WHEN coalesce(day_performedDateTime, day_performedPeriod_start, NULL, NULL) IS NULL
        THEN age_of(coalesce("performedAge"::JSON, "performedRange"->'$.low', NULL, NULL))
    END
  ).months AS "age_months",
  (
    CASE
      WHEN coalesce(day_performedDateTime, day_performedPeriod_start, NULL, NULL) IS NULL
        THEN age_of(coalesce("performedAge"::JSON, "performedRange"->'$.low', NULL, NULL))
    END
  ).days AS "age_days",
  nullif(least(coalesce(day_performedPeriod_end, NULL, NULL), 84006), 84006) AS "until",
  (false) AS "over",
  (
    coalesce(word_status IN ('preparation', 'not-done', 'on-hold', 'suspended', 'stopped', 'aborted', 'unknown'), false)
      OR coalesce(word_notDone IN ('true'), false)
      OR coalesce(word_notPerformed IN ('true'), false)
  ) AS "void",
  CASE
    WHEN NOT (coalesce(word_notDone IN ('true'), false) OR coalesce(word_notPerformed IN ('true'), false))
      THEN word_status
  END AS "state",
  CASE way WHEN 0 THEN coalesce("code"::VARCHAR, '{}') END AS "sole",
  '' AS "place"
FROM (
  SELECT
    *,
    'Procedure/' || id AS ref,
    coalesce(subject_ref("subject"."reference"), 'nhs:' || number_sent) AS about_ref,
    coalesce(
      org_ref(service_0),
      ods_0,
      within_0,
      org_ref(service_1),
      ods_1,
      within_1,
      org_ref(service_2),
      ods_2,
      within_2,
      source_ref(meta.source),
      getvariable($$service$$)
    ) AS service_ref,
    "status" AS word_status,
    "notDone" AS word_notDone,
    "notPerformed" AS word_notPerformed,
    CASE WHEN true THEN 0 END AS way,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of("performedDateTime") AS day_performedDateTime,
    day_of(performedPeriod_start) AS day_performedPeriod_start,
    end_of(performedPeriod_end) AS day_performedPeriod_end
  FROM (
    SELECT
      *,
      meta.lastUpdated AS meta_lastUpdated,
      ("performedPeriod"->>'$.start') AS performedPeriod_start,
      ("performedPeriod"->>'$.end') AS performedPeriod_end,
      CASE
        WHEN "subject".identifier."value" IS NOT NULL
          AND nhs_system("subject".identifier.system)
            THEN number_in("subject".identifier.system, "subject".identifier."value")
        WHEN starts_with("subject".reference, '#') THEN number_within(contained, "subject".reference)
        ELSE number_of_query("subject".reference)
      END AS number_sent,
      CASE
        WHEN NOT contains("performer"::VARCHAR, 'Organization/') THEN NULL
        WHEN contains(("performer"->>'$[0].actor.reference'), 'Organization/')
          THEN ("performer"->>'$[0].actor.reference')
        ELSE list_filter(
          json_extract_string("performer", '$[*].actor.reference'), lambda r: contains(r, 'Organization/')
        )[1]
      END AS service_0,
      CASE
        WHEN (contains("performer"::VARCHAR, '"identifier"') OR contains("performer"::VARCHAR, 'Organization?'))
          THEN list_filter(
            list_transform(
              listed("performer"),
              lambda a: coalesce(
                ods_ref(a->>'$.actor.identifier.system', a->>'$.actor.identifier.value'),
                ods_of_query(a->>'$.actor.reference')
              )
            ),
            lambda c: c IS NOT NULL
          )[1]
      END AS ods_0,
      CASE
        WHEN contained IS NOT NULL
          AND contains("performer"::VARCHAR, '#')
            THEN service_within(contained, json_extract_string("performer", '$[*].actor.reference'))
      END AS within_0,
      "recorder"."reference" AS service_1,
      coalesce(
        ods_ref("recorder".identifier.system, "recorder".identifier."value"), ods_of_query("recorder"."reference")
      ) AS ods_1,
      CASE
        WHEN contained IS NOT NULL
          AND contains("recorder"::VARCHAR, '#') THEN service_within(contained, ["recorder"."reference"])
      END AS within_1,
      "asserter"."reference" AS service_2,
      coalesce(
        ods_ref("asserter".identifier.system, "asserter".identifier."value"), ods_of_query("asserter"."reference")
      ) AS ods_2,
      CASE
        WHEN contained IS NOT NULL
          AND contains("asserter"::VARCHAR, '#') THEN service_within(contained, ["asserter"."reference"])
      END AS within_2
    FROM read_json(
      'Procedure.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        'asserter': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'code': 'JSON',
        'contained': 'JSON',
        'implicitRules': 'VARCHAR',
        'modifierExtension': 'JSON',
        'notDone': 'VARCHAR',
        'notPerformed': 'VARCHAR',
        'occurrenceDateTime': 'VARCHAR',
        'occurrencePeriod': 'JSON',
        'performedAge': 'JSON',
        'performedDateTime': 'VARCHAR',
        'performedPeriod': 'JSON',
        'performedRange': 'JSON',
        'performedString': 'JSON',
        'performer': 'JSON',
        'reason': 'JSON',
        'recorder': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'status': 'VARCHAR',
        'subject': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_Procedure AS
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
  FROM stage_Procedure
);
