-- How Patient.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_Patient AS
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
      "address",
      '|',
      "birthDate",
      '|',
      "communication",
      '|',
      "deceasedBoolean",
      '|',
      "deceasedDateTime",
      '|',
      "extension",
      '|',
      "gender",
      '|',
      "generalPractitioner",
      '|',
      "identifier",
      '|',
      "managingOrganization",
      '|',
      "multipleBirthInteger",
      '|',
      "name",
      ('|active=' || "active"::VARCHAR),
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|link=' || "link"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      ('|telecom=' || "telecom"::VARCHAR),
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
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'Patient'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_birthDate IS NULL) = ("birthDate" IS NULL)
        AND (day_deceasedDateTime IS NULL) = ("deceasedDateTime" IS NULL)
        AND coalesce(least(day_meta_lastUpdated, day_birthDate, day_deceasedDateTime, -32872) = -32872, true)
        AND coalesce(greatest(day_meta_lastUpdated, day_birthDate, day_deceasedDateTime, 84006) = 84006, true)
        AND coalesce(NOT (false), true)
        AND coalesce(NOT (day_birthDate > getvariable('received')), true)
        AND coalesce(NOT (day_deceasedDateTime < day_birthDate), true)
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(NOT (contains("communication"::VARCHAR, '"modifierExtension":')), true)
        AND coalesce(NOT (contains("link"::VARCHAR, '"modifierExtension":')), true)
        AND coalesce(NOT ("active" IS NOT NULL AND coalesce(word_active NOT IN ('true', 'false'), true)), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'Patient' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject id'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN "birthDate" IS NOT NULL
      AND NOT coalesce(day_birthDate >= -32872 AND day_birthDate < 84006, false) THEN 'impossible-date birthDate'
    WHEN "deceasedDateTime" IS NOT NULL
      AND NOT coalesce(day_deceasedDateTime >= -32872 AND day_deceasedDateTime < 84006, false)
        THEN 'impossible-date deceasedDateTime'
    WHEN false THEN 'impossible-date end-before-start'
    WHEN day_birthDate > getvariable('received') THEN 'impossible-date birthDate'
    WHEN day_deceasedDateTime < day_birthDate THEN 'impossible-date deceasedDateTime'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN contains("communication"::VARCHAR, '"modifierExtension":')
      THEN 'unknown-modifier communication.modifierExtension'
    WHEN contains("link"::VARCHAR, '"modifierExtension":') THEN 'unknown-modifier link.modifierExtension'
    WHEN "active" IS NOT NULL AND coalesce(word_active NOT IN ('true', 'false'), true) THEN 'unknown-status active'
  END AS "problem",
  "active" AS "active",
  "address" AS "address",
  "birthDate" AS "birthDate",
  "communication" AS "communication",
  "deceasedBoolean" AS "deceasedBoolean",
  "deceasedDateTime" AS "deceasedDateTime",
  "extension" AS "extension",
  "gender" AS "gender",
  "generalPractitioner" AS "generalPractitioner",
  "identifier" AS "identifier",
  "link" AS "link",
  "managingOrganization" AS "managingOrganization",
  "multipleBirthInteger" AS "multipleBirthInteger",
  "name" AS "name",
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
    'Patient/' || id AS ref,
    'Patient/' || id AS about_ref,
    coalesce(org_ref(service_0), ods_0, within_0, source_ref(meta.source), getvariable($$service$$)) AS service_ref,
    "active" AS word_active,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of("birthDate") AS day_birthDate,
    end_of("deceasedDateTime") AS day_deceasedDateTime
  FROM (
    SELECT
      *,
      meta.lastUpdated AS meta_lastUpdated,
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
              'Patient.ndjson',
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
                'communication': 'JSON',
                'contained': 'JSON',
                'deceasedBoolean': 'VARCHAR',
                'deceasedDateTime': 'VARCHAR',
                'extension': 'JSON',
                'gender': 'VARCHAR',
                'generalPractitioner': 'JSON',
                'identifier': 'JSON',
                'implicitRules': 'VARCHAR',
                'link': 'JSON',
                'managingOrganization': 'JSON',
                'modifierExtension': 'JSON',
                'multipleBirthInteger': 'VARCHAR',
                'name': 'JSON',
                'telecom': 'JSON'
              }
            )
          )
        )
      )
    )
  )
);

CREATE OR REPLACE VIEW staged_Patient AS
SELECT
  * REPLACE (
    CASE
      WHEN loose THEN concat(sequence, '#', lpad((line & 1099511627775)::VARCHAR, 12, '0')) ELSE sequence
    END AS sequence
  )
FROM (SELECT rowid + 1 + (0::BIGINT << 40) AS line, * FROM stage_Patient);
