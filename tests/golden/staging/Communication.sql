-- How Communication.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_Communication AS
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
      "category",
      '|',
      "reasonCode",
      '|',
      "received",
      '|',
      "sent",
      '|',
      "topic",
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      ('|notDone=' || "notDone"::VARCHAR),
      ('|reason=' || "reason"::VARCHAR),
      CASE WHEN "subject"."reference" IS NOT NULL THEN '|number=' || number_sent END,
      '|deleted ' || meta.deleted
    )
  ) AS "version",
  coalesce(day_meta_lastUpdated, day_sent, getvariable('received')) AS "known",
  coalesce(day_meta_lastUpdated, day_sent) IS NOT NULL AS "dated",
  concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId)) AS "sequence",
  meta_lastUpdated IS NULL AS "loose",
  ((coalesce(word_status IN ('entered-in-error'), false)) OR meta.deleted IS NOT NULL) AS "retracted",
  key_of(about_ref) AS "about",
  number_sent AS "about_number",
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'Communication'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_sent IS NULL) = ("sent" IS NULL)
        AND (day_received IS NULL) = ("received" IS NULL)
        AND coalesce(least(day_meta_lastUpdated, day_sent, day_received, -32872) = -32872, true)
        AND coalesce(greatest(day_meta_lastUpdated, day_sent, day_received, 84006) = 84006, true)
        AND coalesce(NOT (false), true)
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
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
        AND coalesce(NOT ("reason" IS NOT NULL), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'Communication' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject subject'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN "sent" IS NOT NULL AND NOT coalesce(day_sent >= -32872 AND day_sent < 84006, false) THEN 'impossible-date sent'
    WHEN "received" IS NOT NULL
      AND NOT coalesce(day_received >= -32872 AND day_received < 84006, false) THEN 'impossible-date received'
    WHEN false THEN 'impossible-date end-before-start'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
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
    WHEN "reason" IS NOT NULL THEN 'not-r4 reason'
  END AS "problem",
  coalesce(day_received, least(coalesce(day_sent, NULL, NULL), NULL::INTEGER)) AS "on",
  coalesce(day_received, least(coalesce(day_sent, NULL, NULL), NULL::INTEGER)) + CASE
    length(coalesce("sent", "received", NULL, NULL)) WHEN 4 THEN 365 WHEN 7 THEN 30 ELSE 0
  END AS "latest",
  (false) AS "over",
  (
    coalesce(word_status IN ('preparation', 'not-done', 'on-hold', 'suspended', 'stopped', 'aborted', 'unknown'), false)
      OR coalesce(word_notDone IN ('true'), false)
  ) AS "void",
  CASE WHEN NOT (coalesce(word_notDone IN ('true'), false)) THEN word_status END AS "state",
  CASE way WHEN 0 THEN "category"::VARCHAR WHEN 1 THEN "reasonCode"::VARCHAR WHEN 2 THEN "topic"::VARCHAR END AS "sole",
  CASE way WHEN 0 THEN 'category/1' WHEN 1 THEN 'reasonCode/1' WHEN 2 THEN 'topic' END AS "place",
  CASE WHEN way IS NULL THEN "category" END AS "category",
  CASE WHEN way IS NULL THEN "reasonCode" END AS "reasonCode",
  CASE WHEN way IS NULL THEN "topic" END AS "topic"
FROM (
  SELECT
    *,
    'Communication/' || id AS ref,
    coalesce(subject_ref("subject"."reference"), 'nhs:' || number_sent) AS about_ref,
    coalesce(org_ref(service_0), ods_0, within_0, source_ref(meta.source), getvariable($$service$$)) AS service_ref,
    "status" AS word_status,
    "notDone" AS word_notDone,
    CASE
      WHEN "reasonCode" IS NULL AND "topic" IS NULL AND only_one("category") THEN 0
      WHEN "category" IS NULL AND "topic" IS NULL AND only_one("reasonCode") THEN 1
      WHEN "category" IS NULL AND "reasonCode" IS NULL AND "topic" IS NOT NULL THEN 2
    END AS way,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of("sent") AS day_sent,
    day_of("received") AS day_received
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
      "sender"."reference" AS service_0,
      coalesce(
        ods_ref("sender".identifier.system, "sender".identifier."value"), ods_of_query("sender"."reference")
      ) AS ods_0,
      CASE
        WHEN contained IS NOT NULL
          AND contains("sender"::VARCHAR, '#') THEN service_within(contained, ["sender"."reference"])
      END AS within_0
    FROM read_json(
      'Communication.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        'category': 'JSON',
        'contained': 'JSON',
        'implicitRules': 'VARCHAR',
        'modifierExtension': 'JSON',
        'notDone': 'VARCHAR',
        'reason': 'JSON',
        'reasonCode': 'JSON',
        'received': 'VARCHAR',
        'sender': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'sent': 'VARCHAR',
        'status': 'VARCHAR',
        'subject': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'topic': 'JSON'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_Communication AS
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
  FROM stage_Communication
);
