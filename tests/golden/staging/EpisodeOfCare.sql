-- How EpisodeOfCare.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_EpisodeOfCare AS
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
      "period",
      '|',
      "type",
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      CASE WHEN "patient"."reference" IS NOT NULL THEN '|number=' || number_sent END,
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
      resourceType = 'EpisodeOfCare'
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
        AND coalesce(
          NOT (
            "status" IS NOT NULL
              AND coalesce(
                word_status NOT IN (
                  'entered-in-error', 'planned', 'waitlist', 'cancelled', 'active', 'onhold', 'finished'
                ),
                true
              )
          ),
          true
        ),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'EpisodeOfCare' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject patient'
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
    WHEN "status" IS NOT NULL
      AND coalesce(
        word_status NOT IN ('entered-in-error', 'planned', 'waitlist', 'cancelled', 'active', 'onhold', 'finished'),
        true
      )
        THEN 'unknown-status status'
  END AS "problem",
  coalesce(
    day_period_start,
    least(
      coalesce(CASE WHEN word_status IN ('active', 'onhold') THEN day_meta_lastUpdated END, NULL, NULL),
      nullif(least(coalesce(day_period_end, NULL, NULL), 84006), 84006)
    )
  ) AS "on",
  coalesce(
    day_period_start,
    least(
      coalesce(CASE WHEN word_status IN ('active', 'onhold') THEN day_meta_lastUpdated END, NULL, NULL),
      nullif(least(coalesce(day_period_end, NULL, NULL), 84006), 84006)
    )
  ) + CASE length(coalesce(period_start, NULL, NULL)) WHEN 4 THEN 365 WHEN 7 THEN 30 ELSE 0 END AS "latest",
  nullif(least(coalesce(day_period_end, NULL, NULL), 84006), 84006) AS "until",
  ((coalesce(word_status IN ('finished'), false))) AS "over",
  (coalesce(word_status IN ('planned', 'waitlist', 'cancelled'), false)) AS "void",
  word_status AS "state",
  CASE
    way
    WHEN 0 THEN '{}' || chr(10) || 'in-care-of-service'
    WHEN 1 THEN "type"::VARCHAR || chr(10) || 'in-care-of-service'
  END AS "sole",
  CASE way WHEN 0 THEN 'type/1' WHEN 1 THEN 'type/1' END AS "place",
  CASE WHEN way IS NULL THEN "type" END AS "type"
FROM (
  SELECT
    *,
    'EpisodeOfCare/' || id AS ref,
    coalesce(subject_ref("patient"."reference"), 'nhs:' || number_sent) AS about_ref,
    coalesce(org_ref(service_0), ods_0, within_0, source_ref(meta.source), getvariable($$service$$)) AS service_ref,
    "status" AS word_status,
    CASE WHEN "type" IS NULL THEN 0 WHEN only_one("type") THEN 1 END AS way,
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
        WHEN "patient".identifier."value" IS NOT NULL
          AND nhs_system("patient".identifier.system)
            THEN number_in("patient".identifier.system, "patient".identifier."value")
        WHEN starts_with("patient".reference, '#') THEN number_within(contained, "patient".reference)
        ELSE number_of_query("patient".reference)
      END AS number_sent,
      ("managingOrganization"->>'$.reference') AS service_0,
      CASE
        WHEN (
          contains("managingOrganization"::VARCHAR, '"identifier"')
            OR contains("managingOrganization"::VARCHAR, 'Organization?')
        )
          THEN coalesce(
            ods_ref("managingOrganization"->>'$.identifier.system', "managingOrganization"->>'$.identifier.value'),
            ods_of_query("managingOrganization"->>'$.reference')
          )
      END AS ods_0,
      CASE
        WHEN contained IS NOT NULL
          AND contains("managingOrganization"::VARCHAR, '#')
            THEN service_within(contained, [("managingOrganization"->>'$.reference')])
      END AS within_0
    FROM read_json(
      'EpisodeOfCare.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        'contained': 'JSON',
        'implicitRules': 'VARCHAR',
        'managingOrganization': 'JSON',
        'modifierExtension': 'JSON',
        'patient': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
        'period': 'JSON',
        'status': 'VARCHAR',
        'type': 'JSON'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_EpisodeOfCare AS
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
  FROM stage_EpisodeOfCare
);
