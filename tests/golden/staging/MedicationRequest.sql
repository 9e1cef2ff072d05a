-- How MedicationRequest.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_MedicationRequest AS
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
      "authoredOn",
      '|',
      "medicationCodeableConcept",
      ('|doNotPerform=' || "doNotPerform"::VARCHAR),
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|intent=' || "intent"::VARCHAR),
      ('|medication=' || "medication"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      CASE WHEN "subject"."reference" IS NOT NULL THEN '|number=' || number_sent END,
      '|deleted ' || meta.deleted
    )
  ) AS "version",
  coalesce(day_meta_lastUpdated, day_authoredOn, getvariable('received')) AS "known",
  coalesce(day_meta_lastUpdated, day_authoredOn) IS NOT NULL AS "dated",
  concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId)) AS "sequence",
  meta_lastUpdated IS NULL AS "loose",
  ((coalesce(word_status IN ('entered-in-error'), false)) OR meta.deleted IS NOT NULL) AS "retracted",
  key_of(about_ref) AS "about",
  number_sent AS "about_number",
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'MedicationRequest'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_authoredOn IS NULL) = ("authoredOn" IS NULL)
        AND coalesce(least(day_meta_lastUpdated, day_authoredOn, -32872) = -32872, true)
        AND coalesce(greatest(day_meta_lastUpdated, day_authoredOn, 84006) = 84006, true)
        AND coalesce(NOT (false), true)
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(
          NOT (
            "status" IS NOT NULL
              AND coalesce(
                word_status NOT IN (
                  'entered-in-error',
                  'draft',
                  'cancelled',
                  'unknown',
                  'active',
                  'on-hold',
                  'completed',
                  'stopped',
                  'ended'
                ),
                true
              )
          ),
          true
        )
        AND coalesce(
          NOT (
            "intent" IS NOT NULL
              AND coalesce(
                word_intent NOT IN (
                  'proposal',
                  'plan',
                  'option',
                  'order',
                  'original-order',
                  'reflex-order',
                  'filler-order',
                  'instance-order'
                ),
                true
              )
          ),
          true
        )
        AND coalesce(
          NOT ("doNotPerform" IS NOT NULL AND coalesce(word_doNotPerform NOT IN ('true', 'false'), true)), true
        )
        AND coalesce(NOT ("medication" IS NOT NULL), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'MedicationRequest' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject subject'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN "authoredOn" IS NOT NULL
      AND NOT coalesce(day_authoredOn >= -32872 AND day_authoredOn < 84006, false) THEN 'impossible-date authoredOn'
    WHEN false THEN 'impossible-date end-before-start'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN "status" IS NOT NULL
      AND coalesce(
        word_status NOT IN (
          'entered-in-error', 'draft', 'cancelled', 'unknown', 'active', 'on-hold', 'completed', 'stopped', 'ended'
        ),
        true
      )
        THEN 'unknown-status status'
    WHEN "intent" IS NOT NULL
      AND coalesce(
        word_intent NOT IN (
          'proposal', 'plan', 'option', 'order', 'original-order', 'reflex-order', 'filler-order', 'instance-order'
        ),
        true
      )
        THEN 'unknown-status intent'
    WHEN "doNotPerform" IS NOT NULL
      AND coalesce(word_doNotPerform NOT IN ('true', 'false'), true) THEN 'unknown-status doNotPerform'
    WHEN "medication" IS NOT NULL THEN 'not-r4 medication'
  END AS "problem",
  coalesce(least(coalesce(day_authoredOn, NULL, NULL), NULL::INTEGER)) AS "on",
  coalesce(least(coalesce(day_authoredOn, NULL, NULL), NULL::INTEGER)) + CASE
    length(coalesce("authoredOn", NULL, NULL)) WHEN 4 THEN 365 WHEN 7 THEN 30 ELSE 0
  END AS "latest",
  ((coalesce(word_status IN ('completed', 'stopped', 'ended'), false))) AS "over",
  (
    coalesce(word_status IN ('draft', 'cancelled', 'unknown'), false)
      OR coalesce(word_intent IN ('proposal', 'plan', 'option'), false)
      OR coalesce(word_doNotPerform IN ('true'), false)
  ) AS "void",
  CASE
    WHEN NOT (
      coalesce(word_intent IN ('proposal', 'plan', 'option'), false) OR coalesce(word_doNotPerform IN ('true'), false)
    )
      THEN word_status
  END AS "state",
  CASE way WHEN 0 THEN coalesce("medicationCodeableConcept"::VARCHAR, '{}') END AS "sole",
  '' AS "place"
FROM (
  SELECT
    *,
    'MedicationRequest/' || id AS ref,
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
    "intent" AS word_intent,
    "doNotPerform" AS word_doNotPerform,
    CASE WHEN true THEN 0 END AS way,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of("authoredOn") AS day_authoredOn
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
      "requester"."reference" AS service_0,
      coalesce(
        ods_ref("requester".identifier.system, "requester".identifier."value"), ods_of_query("requester"."reference")
      ) AS ods_0,
      CASE
        WHEN contained IS NOT NULL
          AND contains("requester"::VARCHAR, '#') THEN service_within(contained, ["requester"."reference"])
      END AS within_0,
      "recorder"."reference" AS service_1,
      coalesce(
        ods_ref("recorder".identifier.system, "recorder".identifier."value"), ods_of_query("recorder"."reference")
      ) AS ods_1,
      CASE
        WHEN contained IS NOT NULL
          AND contains("recorder"::VARCHAR, '#') THEN service_within(contained, ["recorder"."reference"])
      END AS within_1
    FROM read_json(
      'MedicationRequest.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        'authoredOn': 'VARCHAR',
        'contained': 'JSON',
        'doNotPerform': 'VARCHAR',
        'implicitRules': 'VARCHAR',
        'intent': 'VARCHAR',
        'medication': 'JSON',
        'medicationCodeableConcept': 'JSON',
        'modifierExtension': 'JSON',
        'recorder': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'requester': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'status': 'VARCHAR',
        'subject': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_MedicationRequest AS
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
  FROM stage_MedicationRequest
);
