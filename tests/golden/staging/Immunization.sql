-- How Immunization.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_Immunization AS
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
      "occurrenceDateTime",
      '|',
      "recorded",
      '|',
      "vaccineCode",
      ('|date=' || "date"::VARCHAR),
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|isSubpotent=' || "isSubpotent"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      ('|notGiven=' || "notGiven"::VARCHAR),
      ('|occurrenceString=' || "occurrenceString"::VARCHAR),
      ('|wasNotGiven=' || "wasNotGiven"::VARCHAR),
      CASE WHEN "patient"."reference" IS NOT NULL THEN '|number=' || number_sent END,
      '|deleted ' || meta.deleted
    )
  ) AS "version",
  coalesce(day_meta_lastUpdated, day_recorded, getvariable('received')) AS "known",
  coalesce(day_meta_lastUpdated, day_recorded) IS NOT NULL AS "dated",
  concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId)) AS "sequence",
  meta_lastUpdated IS NULL AS "loose",
  ((coalesce(word_status IN ('entered-in-error'), false)) OR meta.deleted IS NOT NULL) AS "retracted",
  key_of(about_ref) AS "about",
  number_sent AS "about_number",
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'Immunization'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_occurrenceDateTime IS NULL) = ("occurrenceDateTime" IS NULL)
        AND (day_date IS NULL) = ("date" IS NULL)
        AND (day_recorded IS NULL) = ("recorded" IS NULL)
        AND coalesce(least(day_meta_lastUpdated, day_occurrenceDateTime, day_date, day_recorded, -32872) = -32872, true)
        AND coalesce(
          greatest(day_meta_lastUpdated, day_occurrenceDateTime, day_date, day_recorded, 84006) = 84006, true
        )
        AND coalesce(NOT (false), true)
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(NOT (contains("performer"::VARCHAR, '"modifierExtension":')), true)
        AND coalesce(
          NOT (
            "status" IS NOT NULL
              AND coalesce(
                word_status NOT IN ('entered-in-error', 'not-done', 'in-progress', 'on-hold', 'stopped', 'completed'),
                true
              )
          ),
          true
        )
        AND coalesce(
          NOT ("isSubpotent" IS NOT NULL AND coalesce(word_isSubpotent NOT IN ('true', 'false'), true)), true
        )
        AND coalesce(NOT ("notGiven" IS NOT NULL AND coalesce(word_notGiven NOT IN ('true', 'false'), true)), true)
        AND coalesce(
          NOT ("wasNotGiven" IS NOT NULL AND coalesce(word_wasNotGiven NOT IN ('true', 'false'), true)), true
        )
        AND coalesce(NOT (json_extract("vaccineCode", '$.concept') IS NOT NULL), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'Immunization' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject patient'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN "occurrenceDateTime" IS NOT NULL
      AND NOT coalesce(day_occurrenceDateTime >= -32872 AND day_occurrenceDateTime < 84006, false)
        THEN 'impossible-date occurrenceDateTime'
    WHEN "date" IS NOT NULL AND NOT coalesce(day_date >= -32872 AND day_date < 84006, false) THEN 'impossible-date date'
    WHEN "recorded" IS NOT NULL
      AND NOT coalesce(day_recorded >= -32872 AND day_recorded < 84006, false) THEN 'impossible-date recorded'
    WHEN false THEN 'impossible-date end-before-start'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN contains("performer"::VARCHAR, '"modifierExtension":') THEN 'unknown-modifier performer.modifierExtension'
    WHEN "status" IS NOT NULL
      AND coalesce(
        word_status NOT IN ('entered-in-error', 'not-done', 'in-progress', 'on-hold', 'stopped', 'completed'), true
      )
        THEN 'unknown-status status'
    WHEN "isSubpotent" IS NOT NULL
      AND coalesce(word_isSubpotent NOT IN ('true', 'false'), true) THEN 'unknown-status isSubpotent'
    WHEN "notGiven" IS NOT NULL
      AND coalesce(word_notGiven NOT IN ('true', 'false'), true) THEN 'unknown-status notGiven'
    WHEN "wasNotGiven" IS NOT NULL
      AND coalesce(word_wasNotGiven NOT IN ('true', 'false'), true) THEN 'unknown-status wasNotGiven'
    WHEN json_extract("vaccineCode", '$.concept') IS NOT NULL THEN 'not-r4 vaccineCode'
  END AS "problem",
  coalesce(
    day_occurrenceDateTime,
    day_date,
    CASE WHEN "occurrenceString" IS NULL THEN least(coalesce(NULL, NULL), NULL::INTEGER) END
  ) AS "on",
  coalesce(
    day_occurrenceDateTime,
    day_date,
    CASE WHEN "occurrenceString" IS NULL THEN least(coalesce(NULL, NULL), NULL::INTEGER) END
  ) + CASE
    length(coalesce("occurrenceDateTime", "date", NULL, NULL)) WHEN 4 THEN 365 WHEN 7 THEN 30 ELSE 0
  END AS "latest",
  (false) AS "over",
  (
    coalesce(word_status IN ('not-done', 'in-progress', 'on-hold', 'stopped'), false)
      OR coalesce(word_isSubpotent IN ('true'), false)
      OR coalesce(word_notGiven IN ('true'), false)
      OR coalesce(word_wasNotGiven IN ('true'), false)
  ) AS "void",
  CASE
    WHEN NOT (
      coalesce(word_isSubpotent IN ('true'), false)
        OR coalesce(word_notGiven IN ('true'), false)
        OR coalesce(word_wasNotGiven IN ('true'), false)
    )
      THEN word_status
  END AS "state",
  coalesce(
    vaccineCode->>'$[0].text',
    vaccineCode->>'$[0].coding[0].display',
    vaccineCode->>'$.text',
    vaccineCode->>'$.coding[0].display',
    NULL,
    NULL
  )::VARCHAR AS "value",
  CASE way WHEN 0 THEN coalesce("vaccineCode"::VARCHAR, '{}') || chr(10) || 'immunisation-given' END AS "sole",
  '' AS "place"
FROM (
  SELECT
    *,
    'Immunization/' || id AS ref,
    coalesce(subject_ref("patient"."reference"), 'nhs:' || number_sent) AS about_ref,
    coalesce(org_ref(service_0), ods_0, within_0, source_ref(meta.source), getvariable($$service$$)) AS service_ref,
    "status" AS word_status,
    "isSubpotent" AS word_isSubpotent,
    "notGiven" AS word_notGiven,
    "wasNotGiven" AS word_wasNotGiven,
    CASE WHEN true THEN 0 END AS way,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of("occurrenceDateTime") AS day_occurrenceDateTime,
    day_of("date") AS day_date,
    day_of("recorded") AS day_recorded
  FROM (
    SELECT
      *,
      meta.lastUpdated AS meta_lastUpdated,
      CASE
        WHEN "patient".identifier."value" IS NOT NULL
          AND nhs_system("patient".identifier.system)
            THEN number_in("patient".identifier.system, "patient".identifier."value")
        WHEN starts_with("patient".reference, '#') THEN number_within(contained, "patient".reference)
        ELSE number_of_query("patient".reference)
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
      END AS within_0
    FROM read_json(
      'Immunization.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        'contained': 'JSON',
        'date': 'VARCHAR',
        'implicitRules': 'VARCHAR',
        'isSubpotent': 'VARCHAR',
        'modifierExtension': 'JSON',
        'notGiven': 'VARCHAR',
        'occurrenceDateTime': 'VARCHAR',
        'occurrenceString': 'JSON',
        'patient': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'performer': 'JSON',
        'recorded': 'VARCHAR',
        'status': 'VARCHAR',
        'vaccineCode': 'JSON',
        'wasNotGiven': 'VARCHAR'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_Immunization AS
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
    NULL::DOUBLE AS "number"
  FROM stage_Immunization
);
