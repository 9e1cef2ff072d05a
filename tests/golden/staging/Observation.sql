-- How Observation.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_Observation AS
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
      "component",
      '|',
      "dataAbsentReason",
      '|',
      "effectiveDateTime",
      '|',
      "effectiveInstant",
      '|',
      "effectivePeriod",
      '|',
      "issued",
      '|',
      "valueBoolean",
      '|',
      "valueCodeableConcept",
      '|',
      "valueDateTime",
      '|',
      "valueInteger",
      '|',
      "valuePeriod",
      '|',
      "valueQuantity",
      '|',
      "valueString",
      ('|effectiveTiming=' || "effectiveTiming"::VARCHAR),
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      CASE WHEN "subject"."reference" IS NOT NULL THEN '|number=' || number_sent END,
      '|deleted ' || meta.deleted
    )
  ) AS "version",
  coalesce(day_meta_lastUpdated, day_issued, getvariable('received')) AS "known",
  coalesce(day_meta_lastUpdated, day_issued) IS NOT NULL AS "dated",
  concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId)) AS "sequence",
  meta_lastUpdated IS NULL AS "loose",
  ((coalesce(word_status IN ('entered-in-error'), false)) OR meta.deleted IS NOT NULL) AS "retracted",
  key_of(about_ref) AS "about",
  number_sent AS "about_number",
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'Observation'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_effectiveDateTime IS NULL) = ("effectiveDateTime" IS NULL)
        AND (day_effectiveInstant IS NULL) = ("effectiveInstant" IS NULL)
        AND (day_effectivePeriod_start IS NULL) = (effectivePeriod_start IS NULL)
        AND (day_effectiveTiming_event_0_ IS NULL) = (effectiveTiming_event_0_ IS NULL)
        AND (day_effectiveTiming_repeat_boundsPeriod_start IS NULL) = (
          effectiveTiming_repeat_boundsPeriod_start IS NULL
        )
        AND (day_issued IS NULL) = ("issued" IS NULL)
        AND (day_effectivePeriod_end IS NULL) = (effectivePeriod_end IS NULL)
        AND (day_effectiveTiming_repeat_boundsPeriod_end IS NULL) = (effectiveTiming_repeat_boundsPeriod_end IS NULL)
        AND coalesce(
          least(
            day_meta_lastUpdated,
            day_effectiveDateTime,
            day_effectiveInstant,
            day_effectivePeriod_start,
            day_effectiveTiming_event_0_,
            day_effectiveTiming_repeat_boundsPeriod_start,
            day_issued,
            day_effectivePeriod_end,
            day_effectiveTiming_repeat_boundsPeriod_end,
            -32872
          ) = -32872,
          true
        )
        AND coalesce(
          greatest(
            day_meta_lastUpdated,
            day_effectiveDateTime,
            day_effectiveInstant,
            day_effectivePeriod_start,
            day_effectiveTiming_event_0_,
            day_effectiveTiming_repeat_boundsPeriod_start,
            day_issued,
            day_effectivePeriod_end,
            day_effectiveTiming_repeat_boundsPeriod_end,
            84006
          ) = 84006,
          true
        )
        AND coalesce(
          NOT (
            coalesce(day_effectivePeriod_end, day_effectiveTiming_repeat_boundsPeriod_end, NULL, NULL) < coalesce(
              day_effectiveDateTime,
              day_effectiveInstant,
              day_effectivePeriod_start,
              day_effectiveTiming_event_0_,
              day_effectiveTiming_repeat_boundsPeriod_start,
              NULL,
              NULL
            )
          ),
          true
        )
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(NOT (contains("component"::VARCHAR, '"modifierExtension":')), true)
        AND coalesce(NOT (contains("performer"::VARCHAR, '"modifierExtension":')), true)
        AND coalesce(
          NOT (
            "status" IS NOT NULL
              AND coalesce(
                word_status NOT IN (
                  'entered-in-error',
                  'registered',
                  'cancelled',
                  'unknown',
                  'preliminary',
                  'final',
                  'amended',
                  'corrected'
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
    WHEN resourceType <> 'Observation' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject subject'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN "effectiveDateTime" IS NOT NULL
      AND NOT coalesce(day_effectiveDateTime >= -32872 AND day_effectiveDateTime < 84006, false)
        THEN 'impossible-date effectiveDateTime'
    WHEN "effectiveInstant" IS NOT NULL
      AND NOT coalesce(day_effectiveInstant >= -32872 AND day_effectiveInstant < 84006, false)
        THEN 'impossible-date effectiveInstant'
    WHEN effectivePeriod_start IS NOT NULL
      AND NOT coalesce(day_effectivePeriod_start >= -32872 AND day_effectivePeriod_start < 84006, false)
        THEN 'impossible-date effectivePeriod.start'
    WHEN effectiveTiming_event_0_ IS NOT NULL
      AND NOT coalesce(day_effectiveTiming_event_0_ >= -32872 AND day_effectiveTiming_event_0_ < 84006, false)
        THEN 'impossible-date effectiveTiming.event[0]'
    WHEN effectiveTiming_repeat_boundsPeriod_start IS NOT NULL
      AND NOT coalesce(
        day_effectiveTiming_repeat_boundsPeriod_start >= -32872
          AND day_effectiveTiming_repeat_boundsPeriod_start < 84006,
        false
      )
        THEN 'impossible-date effectiveTiming.repeat.boundsPeriod.start'
    WHEN "issued" IS NOT NULL
      AND NOT coalesce(day_issued >= -32872 AND day_issued < 84006, false) THEN 'impossible-date issued'
    WHEN effectivePeriod_end IS NOT NULL
      AND NOT coalesce(day_effectivePeriod_end >= -32872 AND day_effectivePeriod_end < 2932897, false)
        THEN 'impossible-date effectivePeriod.end'
    WHEN effectiveTiming_repeat_boundsPeriod_end IS NOT NULL
      AND NOT coalesce(
        day_effectiveTiming_repeat_boundsPeriod_end >= -32872 AND day_effectiveTiming_repeat_boundsPeriod_end < 2932897,
        false
      )
        THEN 'impossible-date effectiveTiming.repeat.boundsPeriod.end'
    WHEN coalesce(day_effectivePeriod_end, day_effectiveTiming_repeat_boundsPeriod_end, NULL, NULL) < coalesce(
      day_effectiveDateTime,
      day_effectiveInstant,
      day_effectivePeriod_start,
      day_effectiveTiming_event_0_,
      day_effectiveTiming_repeat_boundsPeriod_start,
      NULL,
      NULL
    )
      THEN 'impossible-date end-before-start'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN contains("component"::VARCHAR, '"modifierExtension":') THEN 'unknown-modifier component.modifierExtension'
    WHEN contains("performer"::VARCHAR, '"modifierExtension":') THEN 'unknown-modifier performer.modifierExtension'
    WHEN "status" IS NOT NULL
      AND coalesce(
        word_status NOT IN (
          'entered-in-error', 'registered', 'cancelled', 'unknown', 'preliminary', 'final', 'amended', 'corrected'
        ),
        true
      )
        THEN 'unknown-status status'
    WHEN json_extract("code", '$.concept') IS NOT NULL THEN 'not-r4 code'
  END AS "problem",
  coalesce(
    day_effectiveDateTime,
    day_effectiveInstant,
    day_effectivePeriod_start,
    day_effectiveTiming_event_0_,
    day_effectiveTiming_repeat_boundsPeriod_start,
    CASE
      WHEN "effectiveTiming" IS NULL
        THEN least(
          coalesce(day_issued, NULL, NULL),
          nullif(
            least(coalesce(day_effectivePeriod_end, day_effectiveTiming_repeat_boundsPeriod_end, NULL, NULL), 84006),
            84006
          )
        )
    END
  ) AS "on",
  coalesce(
    day_effectiveDateTime,
    day_effectiveInstant,
    day_effectivePeriod_start,
    day_effectiveTiming_event_0_,
    day_effectiveTiming_repeat_boundsPeriod_start,
    CASE
      WHEN "effectiveTiming" IS NULL
        THEN least(
          coalesce(day_issued, NULL, NULL),
          nullif(
            least(coalesce(day_effectivePeriod_end, day_effectiveTiming_repeat_boundsPeriod_end, NULL, NULL), 84006),
            84006
          )
        )
    END
  ) + CASE
    length(
      coalesce(
        "effectiveDateTime",
        "effectiveInstant",
        effectivePeriod_start,
        effectiveTiming_event_0_,
        effectiveTiming_repeat_boundsPeriod_start,
        "issued",
        NULL,
        NULL
      )
    )
    WHEN 4 THEN 365
    WHEN 7 THEN 30
    ELSE 0
  END AS "latest",
  nullif(
    least(coalesce(day_effectivePeriod_end, day_effectiveTiming_repeat_boundsPeriod_end, NULL, NULL), 84006), 84006
  ) AS "until",
  (false) AS "over",
  CASE
    WHEN answer = 'no' THEN 'refuted'
    WHEN answer = 'perhaps' THEN 'alleged'
    WHEN (coalesce(word_status IN ('preliminary'), false)) THEN 'alleged'
    ELSE 'stated'
  END AS "certainty",
  (
    (coalesce(word_status IN ('registered', 'cancelled', 'unknown'), false))
      OR dataAbsentReason IS NOT NULL
      OR coalesce(answer = 'unknown' OR (answer = 'unclear' AND valueCodeableConcept IS NULL), false)
  ) AS "void",
  coalesce(answer = 'unclear', false) AS "unclear",
  word_status AS "state",
  coalesce(
    coalesce(("valueQuantity"->>'$.comparator'), '') || ("valueQuantity"->>'$.value'),
    "valueInteger",
    "valueDateTime",
    ("valuePeriod"->>'$.start'),
    ("valueCodeableConcept"->>'$.coding[0].code'),
    ("valueCodeableConcept"->>'$.text'),
    "valueString",
    "valueBoolean",
    NULL,
    NULL
  ) AS "value",
  CASE
    WHEN ("valueQuantity"->>'$.comparator') IS NULL
      THEN try_cast(coalesce(("valueQuantity"->>'$.value'), "valueInteger", "valueString", NULL, NULL) AS DOUBLE)
  END AS "number",
  CASE way WHEN 0 THEN coalesce("code"::VARCHAR, '{}') WHEN 1 THEN "valueCodeableConcept"::VARCHAR END AS "sole",
  CASE way WHEN 0 THEN '' WHEN 1 THEN 'valueCodeableConcept' END AS "place",
  CASE WHEN way IS NULL THEN "code" END AS "code",
  CASE WHEN way IS NULL THEN "component" END AS "component",
  CASE WHEN way IS NULL THEN "valueCodeableConcept" END AS "valueCodeableConcept"
FROM (
  SELECT
    *,
    'Observation/' || id AS ref,
    coalesce(subject_ref("subject"."reference"), 'nhs:' || number_sent) AS about_ref,
    coalesce(org_ref(service_0), ods_0, within_0, source_ref(meta.source), getvariable($$service$$)) AS service_ref,
    "status" AS word_status,
    CASE
      WHEN "component" IS NULL AND "valueCodeableConcept" IS NULL THEN 0
      WHEN "code" IS NULL AND "component" IS NULL AND "valueCodeableConcept" IS NOT NULL THEN 1
    END AS way,
    coalesce(
      answer_in_boolean(valueBoolean),
      answer_in_codes(valueCodeableConcept::VARCHAR),
      answer_in_words(
        CASE
          WHEN "_valueString" IS NULL OR NOT contains("_valueString"::VARCHAR, 'urn:kinsight:note') THEN valueString
        END
      )
    ) AS answer,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of("effectiveDateTime") AS day_effectiveDateTime,
    day_of("effectiveInstant") AS day_effectiveInstant,
    day_of(effectivePeriod_start) AS day_effectivePeriod_start,
    day_of(effectiveTiming_event_0_) AS day_effectiveTiming_event_0_,
    day_of(effectiveTiming_repeat_boundsPeriod_start) AS day_effectiveTiming_repeat_boundsPeriod_start,
    day_of("issued") AS day_issued,
    end_of(effectivePeriod_end) AS day_effectivePeriod_end,
    end_of(effectiveTiming_repeat_boundsPeriod_end) AS day_effectiveTiming_repeat_boundsPeriod_end
  FROM (
    SELECT
      *,
      meta.lastUpdated AS meta_lastUpdated,
      ("effectivePeriod"->>'$.start') AS effectivePeriod_start,
      ("effectiveTiming"->>'$.event[0]') AS effectiveTiming_event_0_,
      ("effectiveTiming"->>'$.repeat.boundsPeriod.start') AS effectiveTiming_repeat_boundsPeriod_start,
      ("effectivePeriod"->>'$.end') AS effectivePeriod_end,
      ("effectiveTiming"->>'$.repeat.boundsPeriod.end') AS effectiveTiming_repeat_boundsPeriod_end,
      CASE
        WHEN "subject".identifier."value" IS NOT NULL
          AND nhs_system("subject".identifier.system)
            THEN number_in("subject".identifier.system, "subject".identifier."value")
        WHEN starts_with("subject".reference, '#') THEN number_within(contained, "subject".reference)
        ELSE number_of_query("subject".reference)
      END AS number_sent,
      CASE
        WHEN NOT contains("performer"::VARCHAR, 'Organization/') THEN NULL
        WHEN contains(("performer"->>'$[0].reference'), 'Organization/') THEN ("performer"->>'$[0].reference')
        ELSE list_filter(json_extract_string("performer", '$[*].reference'), lambda r: contains(r, 'Organization/'))[1]
      END AS service_0,
      CASE
        WHEN (contains("performer"::VARCHAR, '"identifier"') OR contains("performer"::VARCHAR, 'Organization?'))
          THEN list_filter(
            list_transform(
              listed("performer"),
              lambda a: coalesce(
                ods_ref(a->>'$.identifier.system', a->>'$.identifier.value'), ods_of_query(a->>'$.reference')
              )
            ),
            lambda c: c IS NOT NULL
          )[1]
      END AS ods_0,
      CASE
        WHEN contained IS NOT NULL
          AND contains("performer"::VARCHAR, '#')
            THEN service_within(contained, json_extract_string("performer", '$[*].reference'))
      END AS within_0
    FROM read_json(
      'Observation.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        '_valueString': 'JSON',
        'code': 'JSON',
        'component': 'JSON',
        'contained': 'JSON',
        'dataAbsentReason': 'JSON',
        'effectiveDateTime': 'VARCHAR',
        'effectiveInstant': 'VARCHAR',
        'effectivePeriod': 'JSON',
        'effectiveTiming': 'JSON',
        'implicitRules': 'VARCHAR',
        'issued': 'VARCHAR',
        'modifierExtension': 'JSON',
        'performer': 'JSON',
        'status': 'VARCHAR',
        'subject': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'valueBoolean': 'VARCHAR',
        'valueCodeableConcept': 'JSON',
        'valueDateTime': 'VARCHAR',
        'valueInteger': 'VARCHAR',
        'valuePeriod': 'JSON',
        'valueQuantity': 'JSON',
        'valueString': 'VARCHAR'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_Observation AS
SELECT
  * REPLACE (
    CASE
      WHEN loose THEN concat(sequence, '#', lpad((line & 1099511627775)::VARCHAR, 12, '0')) ELSE sequence
    END AS sequence
  )
FROM (SELECT rowid + 1 + (0::BIGINT << 40) AS line, * FROM stage_Observation);
