-- How MedicationStatement.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_MedicationStatement AS
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
      "dateAsserted",
      '|',
      "effectiveDateTime",
      '|',
      "effectivePeriod",
      '|',
      "medicationCodeableConcept",
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|medication=' || "medication"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      ('|taken=' || "taken"::VARCHAR),
      CASE WHEN "subject"."reference" IS NOT NULL THEN '|number=' || number_sent END,
      '|deleted ' || meta.deleted
    )
  ) AS "version",
  coalesce(day_meta_lastUpdated, day_dateAsserted, getvariable('received')) AS "known",
  coalesce(day_meta_lastUpdated, day_dateAsserted) IS NOT NULL AS "dated",
  concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId)) AS "sequence",
  meta_lastUpdated IS NULL AS "loose",
  ((coalesce(word_status IN ('entered-in-error'), false)) OR meta.deleted IS NOT NULL) AS "retracted",
  key_of(about_ref) AS "about",
  number_sent AS "about_number",
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'MedicationStatement'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_effectiveDateTime IS NULL) = ("effectiveDateTime" IS NULL)
        AND (day_effectivePeriod_start IS NULL) = (effectivePeriod_start IS NULL)
        AND (day_dateAsserted IS NULL) = ("dateAsserted" IS NULL)
        AND (day_effectivePeriod_end IS NULL) = (effectivePeriod_end IS NULL)
        AND coalesce(
          least(
            day_meta_lastUpdated,
            day_effectiveDateTime,
            day_effectivePeriod_start,
            day_dateAsserted,
            day_effectivePeriod_end,
            -32872
          ) = -32872,
          true
        )
        AND coalesce(
          greatest(
            day_meta_lastUpdated,
            day_effectiveDateTime,
            day_effectivePeriod_start,
            day_dateAsserted,
            day_effectivePeriod_end,
            84006
          ) = 84006,
          true
        )
        AND coalesce(
          NOT (
            coalesce(day_effectivePeriod_end, NULL, NULL) < coalesce(
              day_effectiveDateTime, day_effectivePeriod_start, NULL, NULL
            )
          ),
          true
        )
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(
          NOT (
            "status" IS NOT NULL
              AND coalesce(
                word_status NOT IN (
                  'entered-in-error', 'intended', 'unknown', 'not-taken', 'active', 'on-hold', 'completed', 'stopped'
                ),
                true
              )
          ),
          true
        )
        AND coalesce(NOT ("medication" IS NOT NULL), true)
        AND coalesce(NOT ("taken" IS NOT NULL), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'MedicationStatement' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject subject'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN "effectiveDateTime" IS NOT NULL
      AND NOT coalesce(day_effectiveDateTime >= -32872 AND day_effectiveDateTime < 84006, false)
        THEN 'impossible-date effectiveDateTime'
    WHEN effectivePeriod_start IS NOT NULL
      AND NOT coalesce(day_effectivePeriod_start >= -32872 AND day_effectivePeriod_start < 84006, false)
        THEN 'impossible-date effectivePeriod.start'
    WHEN "dateAsserted" IS NOT NULL
      AND NOT coalesce(day_dateAsserted >= -32872 AND day_dateAsserted < 84006, false)
        THEN 'impossible-date dateAsserted'
    WHEN effectivePeriod_end IS NOT NULL
      AND NOT coalesce(day_effectivePeriod_end >= -32872 AND day_effectivePeriod_end < 2932897, false)
        THEN 'impossible-date effectivePeriod.end'
    WHEN coalesce(day_effectivePeriod_end, NULL, NULL) < coalesce(
      day_effectiveDateTime, day_effectivePeriod_start, NULL, NULL
    )
      THEN 'impossible-date end-before-start'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN "status" IS NOT NULL
      AND coalesce(
        word_status NOT IN (
          'entered-in-error', 'intended', 'unknown', 'not-taken', 'active', 'on-hold', 'completed', 'stopped'
        ),
        true
      )
        THEN 'unknown-status status'
    WHEN "medication" IS NOT NULL THEN 'not-r4 medication'
    WHEN "taken" IS NOT NULL THEN 'not-r4 taken'
  END AS "problem",
  coalesce(
    day_effectiveDateTime,
    day_effectivePeriod_start,
    least(
      coalesce(day_dateAsserted, NULL, NULL), nullif(least(coalesce(day_effectivePeriod_end, NULL, NULL), 84006), 84006)
    )
  ) AS "on",
  coalesce(
    day_effectiveDateTime,
    day_effectivePeriod_start,
    least(
      coalesce(day_dateAsserted, NULL, NULL), nullif(least(coalesce(day_effectivePeriod_end, NULL, NULL), 84006), 84006)
    )
  ) + CASE
    length(coalesce("effectiveDateTime", effectivePeriod_start, "dateAsserted", NULL, NULL))
    WHEN 4 THEN 365
    WHEN 7 THEN 30
    ELSE 0
  END AS "latest",
  nullif(least(coalesce(day_effectivePeriod_end, NULL, NULL), 84006), 84006) AS "until",
  ((coalesce(word_status IN ('completed', 'stopped'), false))) AS "over",
  (coalesce(word_status IN ('intended', 'unknown', 'not-taken'), false)) AS "void",
  word_status AS "state",
  CASE way WHEN 0 THEN coalesce("medicationCodeableConcept"::VARCHAR, '{}') END AS "sole",
  '' AS "place"
FROM (
  SELECT
    *,
    'MedicationStatement/' || id AS ref,
    coalesce(subject_ref("subject"."reference"), 'nhs:' || number_sent) AS about_ref,
    coalesce(org_ref(service_0), ods_0, within_0, source_ref(meta.source), getvariable($$service$$)) AS service_ref,
    "status" AS word_status,
    CASE WHEN true THEN 0 END AS way,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of("effectiveDateTime") AS day_effectiveDateTime,
    day_of(effectivePeriod_start) AS day_effectivePeriod_start,
    day_of("dateAsserted") AS day_dateAsserted,
    end_of(effectivePeriod_end) AS day_effectivePeriod_end
  FROM (
    SELECT
      *,
      meta.lastUpdated AS meta_lastUpdated,
      ("effectivePeriod"->>'$.start') AS effectivePeriod_start,
      ("effectivePeriod"->>'$.end') AS effectivePeriod_end,
      CASE
        WHEN "subject".identifier."value" IS NOT NULL
          AND nhs_system("subject".identifier.system)
            THEN number_in("subject".identifier.system, "subject".identifier."value")
        WHEN starts_with("subject".reference, '#') THEN number_within(contained, "subject".reference)
        ELSE number_of_query("subject".reference)
      END AS number_sent,
      ("informationSource"->>'$.reference') AS service_0,
      CASE
        WHEN (
          contains("informationSource"::VARCHAR, '"identifier"')
            OR contains("informationSource"::VARCHAR, 'Organization?')
        )
          THEN coalesce(
            ods_ref("informationSource"->>'$.identifier.system', "informationSource"->>'$.identifier.value'),
            ods_of_query("informationSource"->>'$.reference')
          )
      END AS ods_0,
      CASE
        WHEN contained IS NOT NULL
          AND contains("informationSource"::VARCHAR, '#')
            THEN service_within(contained, [("informationSource"->>'$.reference')])
      END AS within_0
    FROM read_json(
      'MedicationStatement.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        'contained': 'JSON',
        'dateAsserted': 'VARCHAR',
        'effectiveDateTime': 'VARCHAR',
        'effectivePeriod': 'JSON',
        'implicitRules': 'VARCHAR',
        'informationSource': 'JSON',
        'medication': 'JSON',
        'medicationCodeableConcept': 'JSON',
        'modifierExtension': 'JSON',
        'status': 'VARCHAR',
        'subject': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'taken': 'JSON'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_MedicationStatement AS
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
  FROM stage_MedicationStatement
);
