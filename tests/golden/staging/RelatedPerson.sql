-- How RelatedPerson.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_RelatedPerson AS
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
      "active",
      '|',
      "address",
      '|',
      "birthDate",
      '|',
      "gender",
      '|',
      "identifier",
      '|',
      "name",
      '|',
      "period",
      '|',
      "relationship",
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      ('|telecom=' || "telecom"::VARCHAR),
      CASE WHEN "patient"."reference" IS NOT NULL THEN '|number=' || number_sent END,
      CASE
        WHEN (
          meta."security" IS NOT NULL
            AND list_has_any(
              ['R', 'V', 'S', 'REDACTED', 'LOCIS'],
              list_transform(json_extract_string(meta."security", '$[*].code'), lambda c: upper(c))
            )
        )
          THEN '|restricted'
      END,
      '|deleted ' || meta.deleted
    )
  ) AS "version",
  coalesce(day_meta_lastUpdated, getvariable('received')) AS "known",
  coalesce(day_meta_lastUpdated) IS NOT NULL AS "dated",
  concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId)) AS "sequence",
  meta_lastUpdated IS NULL AS "loose",
  (false OR meta.deleted IS NOT NULL) AS "retracted",
  key_of(about_ref) AS "about",
  number_sent AS "about_number",
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'RelatedPerson'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_birthDate IS NULL) = ("birthDate" IS NULL)
        AND (day_period_start IS NULL) = (period_start IS NULL)
        AND (day_period_end IS NULL) = (period_end IS NULL)
        AND coalesce(
          least(day_meta_lastUpdated, day_birthDate, day_period_start, day_period_end, -32872) = -32872, true
        )
        AND coalesce(
          greatest(day_meta_lastUpdated, day_birthDate, day_period_start, day_period_end, 84006) = 84006, true
        )
        AND coalesce(NOT (day_period_end < day_period_start), true)
        AND coalesce(NOT (day_birthDate > getvariable('received')), true)
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(NOT ("active" IS NOT NULL AND coalesce(word_active NOT IN ('true', 'false'), true)), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'RelatedPerson' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject patient'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN "birthDate" IS NOT NULL
      AND NOT coalesce(day_birthDate >= -32872 AND day_birthDate < 84006, false) THEN 'impossible-date birthDate'
    WHEN period_start IS NOT NULL
      AND NOT coalesce(day_period_start >= -32872 AND day_period_start < 84006, false)
        THEN 'impossible-date period.start'
    WHEN period_end IS NOT NULL
      AND NOT coalesce(day_period_end >= -32872 AND day_period_end < 2932897, false) THEN 'impossible-date period.end'
    WHEN day_period_end < day_period_start THEN 'impossible-date end-before-start'
    WHEN day_birthDate > getvariable('received') THEN 'impossible-date birthDate'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN "active" IS NOT NULL AND coalesce(word_active NOT IN ('true', 'false'), true) THEN 'unknown-status active'
  END AS "problem",
  "active" AS "active",
  "address" AS "address",
  "birthDate" AS "birthDate",
  "gender" AS "gender",
  "identifier" AS "identifier",
  "name" AS "name",
  "period" AS "period",
  "relationship" AS "relationship",
  "telecom" AS "telecom",
  nhs AS "nhs",
  number_unused AS "number_unused",
  (
    meta."security" IS NOT NULL
      AND list_has_any(
        ['R', 'V', 'S', 'REDACTED', 'LOCIS'],
        list_transform(json_extract_string(meta."security", '$[*].code'), lambda c: upper(c))
      )
  ) AS "restricted"
FROM (
  SELECT
    *,
    'RelatedPerson/' || id AS ref,
    coalesce(subject_ref("patient"."reference"), 'nhs:' || number_sent) AS about_ref,
    coalesce(source_ref(meta.source), getvariable($$service$$)) AS service_ref,
    "active" AS word_active,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of("birthDate") AS day_birthDate,
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
      END AS number_sent
    FROM (
      SELECT
        * EXCLUDE (numbers_sent, numbers_current, numbers_real),
        bare_number(
          coalesce(list_filter(numbers_real, lambda i: i."use" = 'official')[1], numbers_real[1])."value"
        ) AS nhs,
        CASE
          WHEN len(numbers_real) > 0 OR coalesce(len(numbers_sent), 0) = 0 THEN NULL
          WHEN len(numbers_current) > 0 THEN 'placeholder'
          ELSE 'not-current'
        END AS number_unused
      FROM (
        SELECT *, list_filter(numbers_current, lambda i: NOT stands_for_none(bare_number(i."value"))) AS numbers_real
        FROM (
          SELECT
            *,
            list_filter(
              numbers_sent,
              lambda i: coalesce(i."use" NOT IN ('old', 'temp'), true)
                AND coalesce(day_of(i.period."start") <= getvariable('received'), true)
                AND coalesce(day_of(i.period."end") >= getvariable('received'), true)
            ) AS numbers_current
          FROM (
            SELECT
              *,
              list_filter(
                from_json(
                  as_list(identifier),
                  '[{"use":"VARCHAR","system":"VARCHAR","value":"VARCHAR","period":{"start":"VARCHAR","end":"VARCHAR"}}]'
                ),
                lambda i: nhs_system(i.system) AND i."value" IS NOT NULL
              ) AS numbers_sent
            FROM read_json(
              'RelatedPerson.ndjson',
              format='newline_delimited',
              ignore_errors=true,
              maximum_object_size=4194304,
              columns={
                'resourceType': 'VARCHAR',
                'id': 'VARCHAR',
                'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
                'active': 'VARCHAR',
                'address': 'JSON',
                'birthDate': 'VARCHAR',
                'contained': 'JSON',
                'gender': 'VARCHAR',
                'identifier': 'JSON',
                'implicitRules': 'VARCHAR',
                'modifierExtension': 'JSON',
                'name': 'JSON',
                'patient': 'STRUCT(reference VARCHAR, identifier STRUCT(system VARCHAR, "value" VARCHAR))',
                'period': 'JSON',
                'relationship': 'JSON',
                'telecom': 'JSON'
              }
            )
          )
        )
      )
    )
  )
);

CREATE OR REPLACE VIEW staged_RelatedPerson AS
SELECT
  * REPLACE (
    CASE
      WHEN loose THEN concat(sequence, '#', lpad((line & 1099511627775)::VARCHAR, 12, '0')) ELSE sequence
    END AS sequence
  )
FROM (SELECT rowid + 1 + (0::BIGINT << 40) AS line, * FROM stage_RelatedPerson);
