-- How Condition.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_Condition AS
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
      word_verificationStatus,
      '|',
      word_clinicalStatus,
      '|',
      "abatementDateTime",
      '|',
      "abatementPeriod",
      '|',
      "code",
      '|',
      "onsetDateTime",
      '|',
      "onsetPeriod",
      '|',
      "recordedDate",
      ('|abatementAge=' || "abatementAge"::VARCHAR),
      ('|abatementRange=' || "abatementRange"::VARCHAR),
      ('|abatementString=' || "abatementString"::VARCHAR),
      ('|assertedDate=' || "assertedDate"::VARCHAR),
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      ('|onsetAge=' || "onsetAge"::VARCHAR),
      ('|onsetRange=' || "onsetRange"::VARCHAR),
      ('|onsetString=' || "onsetString"::VARCHAR),
      CASE WHEN "subject"."reference" IS NOT NULL THEN '|number=' || number_sent END,
      '|deleted ' || meta.deleted
    )
  ) AS "version",
  coalesce(day_meta_lastUpdated, day_recordedDate, day_assertedDate, getvariable('received')) AS "known",
  coalesce(day_meta_lastUpdated, day_recordedDate, day_assertedDate) IS NOT NULL AS "dated",
  concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId)) AS "sequence",
  meta_lastUpdated IS NULL AS "loose",
  ((coalesce(word_verificationStatus IN ('entered-in-error'), false)) OR meta.deleted IS NOT NULL) AS "retracted",
  key_of(about_ref) AS "about",
  number_sent AS "about_number",
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'Condition'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_onsetDateTime IS NULL) = ("onsetDateTime" IS NULL)
        AND (day_onsetPeriod_start IS NULL) = (onsetPeriod_start IS NULL)
        AND (day_recordedDate IS NULL) = ("recordedDate" IS NULL)
        AND (day_assertedDate IS NULL) = ("assertedDate" IS NULL)
        AND (day_abatementDateTime IS NULL) = ("abatementDateTime" IS NULL)
        AND (day_abatementPeriod_end IS NULL) = (abatementPeriod_end IS NULL)
        AND coalesce(
          least(
            day_meta_lastUpdated,
            day_onsetDateTime,
            day_onsetPeriod_start,
            day_recordedDate,
            day_assertedDate,
            day_abatementDateTime,
            day_abatementPeriod_end,
            -32872
          ) = -32872,
          true
        )
        AND coalesce(
          greatest(
            day_meta_lastUpdated,
            day_onsetDateTime,
            day_onsetPeriod_start,
            day_recordedDate,
            day_assertedDate,
            day_abatementDateTime,
            day_abatementPeriod_end,
            84006
          ) = 84006,
          true
        )
        AND coalesce(
          NOT (
            coalesce(day_abatementDateTime, day_abatementPeriod_end, NULL, NULL) < coalesce(
              day_onsetDateTime, day_onsetPeriod_start, NULL, NULL
            )
          ),
          true
        )
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(
          NOT (
            "verificationStatus" IS NOT NULL
              AND coalesce(
                word_verificationStatus NOT IN (
                  'entered-in-error', 'unconfirmed', 'provisional', 'differential', 'unknown', 'refuted', 'confirmed'
                ),
                true
              )
          ),
          true
        )
        AND coalesce(
          NOT (
            "clinicalStatus" IS NOT NULL
              AND coalesce(
                word_clinicalStatus NOT IN (
                  'active', 'recurrence', 'relapse', 'unknown', 'inactive', 'remission', 'resolved'
                ),
                true
              )
          ),
          true
        )
        AND coalesce(NOT (json_extract("code", '$.concept') IS NOT NULL), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'Condition' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject subject'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN "onsetDateTime" IS NOT NULL
      AND NOT coalesce(day_onsetDateTime >= -32872 AND day_onsetDateTime < 84006, false)
        THEN 'impossible-date onsetDateTime'
    WHEN onsetPeriod_start IS NOT NULL
      AND NOT coalesce(day_onsetPeriod_start >= -32872 AND day_onsetPeriod_start < 84006, false)
        THEN 'impossible-date onsetPeriod.start'
    WHEN "recordedDate" IS NOT NULL
      AND NOT coalesce(day_recordedDate >= -32872 AND day_recordedDate < 84006, false)
        THEN 'impossible-date recordedDate'
    WHEN "assertedDate" IS NOT NULL
      AND NOT coalesce(day_assertedDate >= -32872 AND day_assertedDate < 84006, false)
        THEN 'impossible-date assertedDate'
    WHEN "abatementDateTime" IS NOT NULL
      AND NOT coalesce(day_abatementDateTime >= -32872 AND day_abatementDateTime < 2932897, false)
        THEN 'impossible-date abatementDateTime'
    WHEN abatementPeriod_end IS NOT NULL
      AND NOT coalesce(day_abatementPeriod_end >= -32872 AND day_abatementPeriod_end < 2932897, false)
        THEN 'impossible-date abatementPeriod.end'
    WHEN coalesce(day_abatementDateTime, day_abatementPeriod_end, NULL, NULL) < coalesce(
      day_onsetDateTime, day_onsetPeriod_start, NULL, NULL
    )
      THEN 'impossible-date end-before-start'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN "verificationStatus" IS NOT NULL
      AND coalesce(
        word_verificationStatus NOT IN (
          'entered-in-error', 'unconfirmed', 'provisional', 'differential', 'unknown', 'refuted', 'confirmed'
        ),
        true
      )
        THEN 'unknown-status verificationStatus'
    WHEN "clinicalStatus" IS NOT NULL
      AND coalesce(
        word_clinicalStatus NOT IN ('active', 'recurrence', 'relapse', 'unknown', 'inactive', 'remission', 'resolved'),
        true
      )
        THEN 'unknown-status clinicalStatus'
    WHEN json_extract("code", '$.concept') IS NOT NULL THEN 'not-r4 code'
  END AS "problem",
  coalesce(
    day_onsetDateTime,
    day_onsetPeriod_start,
    CASE
      WHEN "onsetAge" IS NULL
        AND "onsetRange" IS NULL
        AND "onsetString" IS NULL
          THEN least(
            coalesce(
              day_recordedDate,
              day_assertedDate,
              CASE WHEN word_clinicalStatus IN ('active', 'recurrence', 'relapse') THEN day_meta_lastUpdated END,
              NULL,
              NULL
            ),
            nullif(least(coalesce(day_abatementDateTime, day_abatementPeriod_end, NULL, NULL), 84006), 84006)
          )
    END
  ) AS "on",
  coalesce(
    day_onsetDateTime,
    day_onsetPeriod_start,
    CASE
      WHEN "onsetAge" IS NULL
        AND "onsetRange" IS NULL
        AND "onsetString" IS NULL
          THEN least(
            coalesce(
              day_recordedDate,
              day_assertedDate,
              CASE WHEN word_clinicalStatus IN ('active', 'recurrence', 'relapse') THEN day_meta_lastUpdated END,
              NULL,
              NULL
            ),
            nullif(least(coalesce(day_abatementDateTime, day_abatementPeriod_end, NULL, NULL), 84006), 84006)
          )
    END
  ) + CASE
    length(coalesce("onsetDateTime", onsetPeriod_start, "recordedDate", "assertedDate", NULL, NULL))
    WHEN 4 THEN 365
    WHEN 7 THEN 30
    ELSE 0
  END AS "latest",
  (
    CASE
      WHEN coalesce(day_onsetDateTime, day_onsetPeriod_start, NULL, NULL) IS NULL
        THEN age_of(coalesce("onsetAge"::JSON, "onsetRange"->'$.low', NULL, NULL))
    END
  ).months AS "age_months",
  (
    CASE
      WHEN coalesce(day_onsetDateTime, day_onsetPeriod_start, NULL, NULL) IS NULL
        THEN age_of(coalesce("onsetAge"::JSON, "onsetRange"->'$.low', NULL, NULL))
    END
  ).days AS "age_days",
  nullif(least(coalesce(day_abatementDateTime, day_abatementPeriod_end, NULL, NULL), 84006), 84006) AS "until",
  (
    (coalesce(word_clinicalStatus IN ('inactive', 'remission', 'resolved'), false))
      OR "abatementAge" IS NOT NULL
      OR "abatementRange" IS NOT NULL
      OR "abatementString" IS NOT NULL
  ) AS "over",
  CASE
    WHEN (coalesce(word_verificationStatus IN ('refuted'), false)) THEN 'refuted'
    WHEN (coalesce(word_verificationStatus IN ('unconfirmed', 'provisional', 'differential', 'unknown'), false))
      THEN 'alleged'
    ELSE 'stated'
  END AS "certainty",
  word_verificationStatus AS "state",
  CASE way WHEN 0 THEN coalesce("code"::VARCHAR, '{}') END AS "sole",
  '' AS "place"
FROM (
  SELECT
    *,
    'Condition/' || id AS ref,
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
    CASE
      WHEN contains("verificationStatus", '},{')
        THEN regexp_extract(
          "verificationStatus",
          '"code":"(entered-in-error|unconfirmed|provisional|differential|unknown|refuted|confirmed)"',
          1
        )
      WHEN starts_with("verificationStatus", '"') THEN "verificationStatus"->>'$'
      ELSE "verificationStatus"->>'$.coding[0].code'
    END AS word_verificationStatus,
    CASE
      WHEN contains("clinicalStatus", '},{')
        THEN regexp_extract(
          "clinicalStatus", '"code":"(active|recurrence|relapse|unknown|inactive|remission|resolved)"', 1
        )
      WHEN starts_with("clinicalStatus", '"') THEN "clinicalStatus"->>'$'
      ELSE "clinicalStatus"->>'$.coding[0].code'
    END AS word_clinicalStatus,
    CASE WHEN true THEN 0 END AS way,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of("onsetDateTime") AS day_onsetDateTime,
    day_of(onsetPeriod_start) AS day_onsetPeriod_start,
    day_of("recordedDate") AS day_recordedDate,
    day_of("assertedDate") AS day_assertedDate,
    end_of("abatementDateTime") AS day_abatementDateTime,
    end_of(abatementPeriod_end) AS day_abatementPeriod_end
  FROM (
    SELECT
      *,
      meta.lastUpdated AS meta_lastUpdated,
      ("onsetPeriod"->>'$.start') AS onsetPeriod_start,
      ("abatementPeriod"->>'$.end') AS abatementPeriod_end,
      CASE
        WHEN "subject".identifier."value" IS NOT NULL
          AND nhs_system("subject".identifier.system)
            THEN number_in("subject".identifier.system, "subject".identifier."value")
        WHEN starts_with("subject".reference, '#') THEN number_within(contained, "subject".reference)
        ELSE number_of_query("subject".reference)
      END AS number_sent,
      "recorder"."reference" AS service_0,
      coalesce(
        ods_ref("recorder".identifier.system, "recorder".identifier."value"), ods_of_query("recorder"."reference")
      ) AS ods_0,
      CASE
        WHEN contained IS NOT NULL
          AND contains("recorder"::VARCHAR, '#') THEN service_within(contained, ["recorder"."reference"])
      END AS within_0,
      "asserter"."reference" AS service_1,
      coalesce(
        ods_ref("asserter".identifier.system, "asserter".identifier."value"), ods_of_query("asserter"."reference")
      ) AS ods_1,
      CASE
        WHEN contained IS NOT NULL
          AND contains("asserter"::VARCHAR, '#') THEN service_within(contained, ["asserter"."reference"])
      END AS within_1
    FROM read_json(
      'Condition.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        'abatementAge': 'JSON',
        'abatementDateTime': 'VARCHAR',
        'abatementPeriod': 'JSON',
        'abatementRange': 'JSON',
        'abatementString': 'JSON',
        'assertedDate': 'VARCHAR',
        'asserter': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'clinicalStatus': 'JSON',
        'code': 'JSON',
        'contained': 'JSON',
        'implicitRules': 'VARCHAR',
        'modifierExtension': 'JSON',
        'onsetAge': 'JSON',
        'onsetDateTime': 'VARCHAR',
        'onsetPeriod': 'JSON',
        'onsetRange': 'JSON',
        'onsetString': 'JSON',
        'recordedDate': 'VARCHAR',
        'recorder': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'subject': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'verificationStatus': 'JSON'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_Condition AS
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
    false AS "void",
    false AS "unclear",
    NULL::VARCHAR AS "value",
    NULL::DOUBLE AS "number"
  FROM stage_Condition
);
