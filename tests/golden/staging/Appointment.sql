-- How Appointment.ndjson is read, one row a line. Made by `python -m tests.golden`: change what generates it.
CREATE OR REPLACE TABLE stage_Appointment AS
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
      "cancelationReason",
      '|',
      "created",
      '|',
      "extension",
      '|',
      "serviceType",
      '|',
      "start",
      '|',
      "status",
      ('|cancellationReason=' || "cancellationReason"::VARCHAR),
      ('|implicitRules=' || "implicitRules"::VARCHAR),
      ('|modifierExtension=' || "modifierExtension"::VARCHAR),
      CASE WHEN len(patients) > 1 OR patients[1].ref || patients[1].number IS NOT NULL THEN patients::VARCHAR END,
      CASE WHEN nobody_takes_part THEN '|declined' END,
      '|deleted ' || meta.deleted
    )
  ) AS "version",
  coalesce(day_meta_lastUpdated, day_created, getvariable('received')) AS "known",
  coalesce(day_meta_lastUpdated, day_created) IS NOT NULL AS "dated",
  concat(coalesce(moment(meta_lastUpdated), getvariable('received_on')), '/', counted(meta.versionId)) AS "sequence",
  meta_lastUpdated IS NULL AS "loose",
  ((coalesce(word_status IN ('entered-in-error'), false)) OR meta.deleted IS NOT NULL) AS "retracted",
  key_of(about_ref) AS "about",
  patients[1].number AS "about_number",
  patients AS "patients",
  service_ref AS "service_ref",
  CASE
    WHEN coalesce(
      resourceType = 'Appointment'
        AND id <> ''
        AND about_ref IS NOT NULL
        AND (day_meta_lastUpdated IS NULL) = (meta_lastUpdated IS NULL)
        AND (day_start IS NULL) = ("start" IS NULL)
        AND (day_created IS NULL) = ("created" IS NULL)
        AND coalesce(least(day_meta_lastUpdated, day_start, day_created, -32872) = -32872, true)
        AND coalesce(greatest(day_meta_lastUpdated, day_start, day_created, 84006) = 84006, true)
        AND coalesce(NOT (false), true)
        AND coalesce(NOT (modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]'), true)
        AND coalesce(NOT (implicitRules IS NOT NULL), true)
        AND coalesce(NOT (contains("participant"::VARCHAR, '"modifierExtension":')), true)
        AND coalesce(
          NOT (
            "status" IS NOT NULL
              AND coalesce(
                word_status NOT IN (
                  'entered-in-error',
                  'proposed',
                  'pending',
                  'booked',
                  'arrived',
                  'fulfilled',
                  'cancelled',
                  'noshow',
                  'checked-in',
                  'waitlist'
                ),
                true
              )
          ),
          true
        )
        AND coalesce(NOT ("cancellationReason" IS NOT NULL), true),
      false
    )
      THEN NULL
    WHEN resourceType IS NULL THEN 'unreadable'
    WHEN resourceType <> 'Appointment' THEN concat('other-type ', resourceType)
    WHEN id IS NULL OR id = '' THEN 'missing-id'
    WHEN about_ref IS NULL AND meta.deleted IS NULL THEN 'missing-subject participant[].actor'
    WHEN meta_lastUpdated IS NOT NULL
      AND NOT coalesce(day_meta_lastUpdated >= -32872 AND day_meta_lastUpdated < 84006, false)
        THEN 'impossible-date meta.lastUpdated'
    WHEN "start" IS NOT NULL
      AND NOT coalesce(day_start >= -32872 AND day_start < 84006, false) THEN 'impossible-date start'
    WHEN "created" IS NOT NULL
      AND NOT coalesce(day_created >= -32872 AND day_created < 84006, false) THEN 'impossible-date created'
    WHEN false THEN 'impossible-date end-before-start'
    WHEN modifierExtension IS NOT NULL AND modifierExtension::VARCHAR <> '[]' THEN 'unknown-modifier modifierExtension'
    WHEN implicitRules IS NOT NULL THEN 'unknown-modifier implicitRules'
    WHEN contains("participant"::VARCHAR, '"modifierExtension":') THEN 'unknown-modifier participant.modifierExtension'
    WHEN "status" IS NOT NULL
      AND coalesce(
        word_status NOT IN (
          'entered-in-error',
          'proposed',
          'pending',
          'booked',
          'arrived',
          'fulfilled',
          'cancelled',
          'noshow',
          'checked-in',
          'waitlist'
        ),
        true
      )
        THEN 'unknown-status status'
    WHEN "cancellationReason" IS NOT NULL THEN 'not-r4 cancellationReason'
  END AS "problem",
  coalesce(day_start, least(coalesce(NULL, NULL), NULL::INTEGER)) AS "on",
  coalesce(day_start, least(coalesce(NULL, NULL), NULL::INTEGER)) + CASE
    length(coalesce("start", NULL, NULL)) WHEN 4 THEN 365 WHEN 7 THEN 30 ELSE 0
  END AS "latest",
  (false) AS "over",
  word_status AS "state",
  coalesce(
    serviceType->>'$[0].text',
    serviceType->>'$[0].coding[0].display',
    serviceType->>'$.text',
    serviceType->>'$.coding[0].display',
    NULL,
    NULL
  )::VARCHAR AS "value",
  CASE
    WHEN extension IS NOT NULL
      AND coalesce(
        nullif(regexp_extract(extension::VARCHAR, '(?i)"system":"[^"]*attend[^"]*"[^{}]*"code":"([0-9])"', 1), ''),
        regexp_extract(extension::VARCHAR, '(?i)"code":"([0-9])"[^{}]*"system":"[^"]*attend[^"]*"', 1),
        ''
      ) <> ''
        THEN CASE
          coalesce(
            nullif(regexp_extract(extension::VARCHAR, '(?i)"system":"[^"]*attend[^"]*"[^{}]*"code":"([0-9])"', 1), ''),
            regexp_extract(extension::VARCHAR, '(?i)"code":"([0-9])"[^{}]*"system":"[^"]*attend[^"]*"', 1),
            ''
          )
          WHEN '5' THEN '{"coding":[{"system":"urn:kinsight:concept","code":"attended"}]}'
          WHEN '6' THEN '{"coding":[{"system":"urn:kinsight:concept","code":"attended"}]}'
          WHEN '7' THEN '{"coding":[{"system":"urn:kinsight:concept","code":"did-not-attend"}]}'
          WHEN '2' THEN '{"coding":[{"system":"urn:kinsight:concept","code":"cancelled-by-patient"}]}'
          WHEN '3' THEN '{"coding":[{"system":"urn:kinsight:concept","code":"did-not-attend"}]}'
          WHEN '4' THEN '{"coding":[{"system":"urn:kinsight:concept","code":"provider-cancelled"}]}'
        END
    WHEN nobody_takes_part
      AND status IS DISTINCT FROM 'cancelled'
        THEN '{"coding":[{"system":"urn:kinsight:concept","code":"declined-by-participant"}]}'
    WHEN status = 'fulfilled' THEN '{"coding":[{"system":"urn:kinsight:concept","code":"attended"}]}'
    WHEN status = 'arrived' THEN '{"coding":[{"system":"urn:kinsight:concept","code":"attended"}]}'
    WHEN status = 'checked-in' THEN '{"coding":[{"system":"urn:kinsight:concept","code":"attended"}]}'
    WHEN status = 'noshow' THEN '{"coding":[{"system":"urn:kinsight:concept","code":"did-not-attend"}]}'
    WHEN status <> 'cancelled' OR status IS NULL THEN NULL
    WHEN coalesce(
      nullif(
        regexp_extract(
          coalesce(cancelationReason::VARCHAR, ''),
          '(?i)"system":"http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"[^{}]*"code":"([^"]+)"',
          1
        ),
        ''
      ),
      regexp_extract(
        coalesce(cancelationReason::VARCHAR, ''),
        '(?i)"code":"([^"]+)"[^{}]*"system":"http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"',
        1
      ),
      ''
    ) IN ('pat-dec', 'pat-swl', 'pat-mt')
      THEN '{"coding":[{"system":"urn:kinsight:concept","code":"cancelled-reason-not-given"}]}'
    WHEN starts_with(
      coalesce(
        nullif(
          regexp_extract(
            coalesce(cancelationReason::VARCHAR, ''),
            '(?i)"system":"http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"[^{}]*"code":"([^"]+)"',
            1
          ),
          ''
        ),
        regexp_extract(
          coalesce(cancelationReason::VARCHAR, ''),
          '(?i)"code":"([^"]+)"[^{}]*"system":"http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"',
          1
        ),
        ''
      ),
      'pat'
    )
      THEN '{"coding":[{"system":"urn:kinsight:concept","code":"cancelled-by-patient"}]}'
    WHEN starts_with(
      coalesce(
        nullif(
          regexp_extract(
            coalesce(cancelationReason::VARCHAR, ''),
            '(?i)"system":"http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"[^{}]*"code":"([^"]+)"',
            1
          ),
          ''
        ),
        regexp_extract(
          coalesce(cancelationReason::VARCHAR, ''),
          '(?i)"code":"([^"]+)"[^{}]*"system":"http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"',
          1
        ),
        ''
      ),
      'prov'
    )
      THEN '{"coding":[{"system":"urn:kinsight:concept","code":"provider-cancelled"}]}'
    WHEN coalesce(
      nullif(
        regexp_extract(
          coalesce(cancelationReason::VARCHAR, ''),
          '(?i)"system":"http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"[^{}]*"code":"([^"]+)"',
          1
        ),
        ''
      ),
      regexp_extract(
        coalesce(cancelationReason::VARCHAR, ''),
        '(?i)"code":"([^"]+)"[^{}]*"system":"http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"',
        1
      ),
      ''
    ) <> ''
      THEN '{"coding":[{"system":"urn:kinsight:concept","code":"cancelled-reason-not-given"}]}'
    WHEN contains(coalesce(cancelationReason::VARCHAR, ''), '"code":') THEN coalesce(cancelationReason::VARCHAR, '')
    WHEN regexp_matches(
      lower(coalesce(cancelationReason::VARCHAR, '')),
      '(resched|rearrang|re-arrang|moved|changed).*by (the )?(provider|clinic|hospital|service|staff|trust)'
    )
      THEN '{"coding":[{"system":"urn:kinsight:concept","code":"provider-cancelled"}]}'
    WHEN regexp_matches(
      lower(coalesce(cancelationReason::VARCHAR, '')),
      '(resched|rearrang|re-arrang|moved|changed).*by (the )?(patient|carer|parent|mother|father|guardian|family)'
    )
      THEN '{"coding":[{"system":"urn:kinsight:concept","code":"rescheduled-by-patient"}]}'
    WHEN regexp_matches(
      lower(coalesce(cancelationReason::VARCHAR, '')),
      'cancel.*by (the )?(provider|clinic|hospital|service|staff|trust)'
    )
      THEN '{"coding":[{"system":"urn:kinsight:concept","code":"provider-cancelled"}]}'
    WHEN regexp_matches(
      lower(coalesce(cancelationReason::VARCHAR, '')),
      'cancel.*by (the |or for the |or for )?(patient|carer|parent|mother|father|guardian|family)'
    )
      THEN '{"coding":[{"system":"urn:kinsight:concept","code":"cancelled-by-patient"}]}'
    ELSE '{"coding":[{"system":"urn:kinsight:concept","code":"cancelled-reason-not-given"}]}'
  END AS "sole",
  '' AS "place"
FROM (
  SELECT
    *,
    'Appointment/' || id AS ref,
    coalesce(patients[1].ref, 'nhs:' || patients[1].number) AS about_ref,
    coalesce(org_ref(service_0), ods_0, within_0, source_ref(meta.source), getvariable($$service$$)) AS service_ref,
    "status" AS word_status,
    day_of(meta_lastUpdated) AS day_meta_lastUpdated,
    day_of("start") AS day_start,
    day_of("created") AS day_created
  FROM (
    SELECT
      *,
      meta.lastUpdated AS meta_lastUpdated,
      CASE
        WHEN length("participant"::VARCHAR) - length(replace("participant"::VARCHAR, 'Patient/', '')) = 8
          AND NOT contains("participant"::VARCHAR, '"identifier"')
          AND NOT contains("participant"::VARCHAR, '"#')
          AND NOT contains("participant"::VARCHAR, 'Patient?')
            THEN [
              struct_pack(
                ref := person_ref(
                  CASE
                    WHEN NOT contains("participant"::VARCHAR, 'Patient/') THEN NULL
                    WHEN contains(("participant"->>'$[0].actor.reference'), 'Patient/')
                      THEN ("participant"->>'$[0].actor.reference')
                    ELSE list_filter(
                      json_extract_string("participant", '$[*].actor.reference'), lambda r: contains(r, 'Patient/')
                    )[1]
                  END
                ),
                number := NULL::VARCHAR
              )
            ]
        WHEN NOT coalesce(contains("participant"::VARCHAR, '"declined"'), false)
          OR len(
            list_sort(
              list_distinct(
                list_filter(
                  list_transform(
                    list_filter(
                      from_json(
                        as_list("participant"),
                        '[{"status":"VARCHAR","actor":{"reference":"VARCHAR","type":"VARCHAR","identifier":{"system":"VARCHAR","value":"VARCHAR"}}}]'
                      ),
                      lambda a: coalesce(a.status, '') <> 'declined'
                    ),
                    lambda a: struct_pack(
                      ref := CASE
                        WHEN starts_with(person_ref(a.actor.reference), 'Patient/') THEN person_ref(a.actor.reference)
                      END,
                      number := CASE
                        WHEN coalesce(a.actor.type, 'Patient') = 'Patient'
                          AND NOT contains(coalesce(a.actor.reference, ''), 'RelatedPerson/')
                            THEN CASE
                              WHEN a.actor.identifier."value" IS NOT NULL
                                AND nhs_system(a.actor.identifier.system)
                                  THEN number_in(a.actor.identifier.system, a.actor.identifier."value")
                              WHEN starts_with(a.actor.reference, '#') THEN number_within(contained, a.actor.reference)
                              ELSE number_of_query(a.actor.reference)
                            END
                      END
                    )
                  ),
                  lambda p: p.ref IS NOT NULL OR p.number IS NOT NULL
                )
              )
            )
          ) = 0
            THEN list_sort(
              list_distinct(
                list_filter(
                  list_transform(
                    list_filter(
                      from_json(
                        as_list("participant"),
                        '[{"status":"VARCHAR","actor":{"reference":"VARCHAR","type":"VARCHAR","identifier":{"system":"VARCHAR","value":"VARCHAR"}}}]'
                      ),
                      lambda a: true
                    ),
                    lambda a: struct_pack(
                      ref := CASE
                        WHEN starts_with(person_ref(a.actor.reference), 'Patient/') THEN person_ref(a.actor.reference)
                      END,
                      number := CASE
                        WHEN coalesce(a.actor.type, 'Patient') = 'Patient'
                          AND NOT contains(coalesce(a.actor.reference, ''), 'RelatedPerson/')
                            THEN CASE
                              WHEN a.actor.identifier."value" IS NOT NULL
                                AND nhs_system(a.actor.identifier.system)
                                  THEN number_in(a.actor.identifier.system, a.actor.identifier."value")
                              WHEN starts_with(a.actor.reference, '#') THEN number_within(contained, a.actor.reference)
                              ELSE number_of_query(a.actor.reference)
                            END
                      END
                    )
                  ),
                  lambda p: p.ref IS NOT NULL OR p.number IS NOT NULL
                )
              )
            )
        ELSE list_sort(
          list_distinct(
            list_filter(
              list_transform(
                list_filter(
                  from_json(
                    as_list("participant"),
                    '[{"status":"VARCHAR","actor":{"reference":"VARCHAR","type":"VARCHAR","identifier":{"system":"VARCHAR","value":"VARCHAR"}}}]'
                  ),
                  lambda a: coalesce(a.status, '') <> 'declined'
                ),
                lambda a: struct_pack(
                  ref := CASE
                    WHEN starts_with(person_ref(a.actor.reference), 'Patient/') THEN person_ref(a.actor.reference)
                  END,
                  number := CASE
                    WHEN coalesce(a.actor.type, 'Patient') = 'Patient'
                      AND NOT contains(coalesce(a.actor.reference, ''), 'RelatedPerson/')
                        THEN CASE
                          WHEN a.actor.identifier."value" IS NOT NULL
                            AND nhs_system(a.actor.identifier.system)
                              THEN number_in(a.actor.identifier.system, a.actor.identifier."value")
                          WHEN starts_with(a.actor.reference, '#') THEN number_within(contained, a.actor.reference)
                          ELSE number_of_query(a.actor.reference)
                        END
                  END
                )
              ),
              lambda p: p.ref IS NOT NULL OR p.number IS NOT NULL
            )
          )
        )
      END AS patients,
      CASE
        WHEN coalesce(contains("participant"::VARCHAR, '"declined"'), false)
          THEN len(
            list_filter(
              list_transform(
                list_filter(
                  from_json(
                    as_list("participant"),
                    '[{"status":"VARCHAR","actor":{"reference":"VARCHAR","type":"VARCHAR","identifier":{"system":"VARCHAR","value":"VARCHAR"}}}]'
                  ),
                  lambda a: coalesce(a.status, '') <> 'declined'
                ),
                lambda a: struct_pack(
                  ref := CASE
                    WHEN starts_with(person_ref(a.actor.reference), 'Patient/') THEN person_ref(a.actor.reference)
                  END,
                  number := CASE
                    WHEN coalesce(a.actor.type, 'Patient') = 'Patient'
                      AND NOT contains(coalesce(a.actor.reference, ''), 'RelatedPerson/')
                        THEN CASE
                          WHEN a.actor.identifier."value" IS NOT NULL
                            AND nhs_system(a.actor.identifier.system)
                              THEN number_in(a.actor.identifier.system, a.actor.identifier."value")
                          WHEN starts_with(a.actor.reference, '#') THEN number_within(contained, a.actor.reference)
                          ELSE number_of_query(a.actor.reference)
                        END
                  END
                )
              ),
              lambda p: p.ref IS NOT NULL OR p.number IS NOT NULL
            )
          ) = 0
        ELSE false
      END AS nobody_takes_part,
      CASE
        WHEN NOT contains("participant"::VARCHAR, 'Organization/') THEN NULL
        WHEN contains(("participant"->>'$[0].actor.reference'), 'Organization/')
          THEN ("participant"->>'$[0].actor.reference')
        ELSE list_filter(
          json_extract_string("participant", '$[*].actor.reference'), lambda r: contains(r, 'Organization/')
        )[1]
      END AS service_0,
      CASE
        WHEN (contains("participant"::VARCHAR, '"identifier"') OR contains("participant"::VARCHAR, 'Organization?'))
          THEN list_filter(
            list_transform(
              listed("participant"),
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
          AND contains("participant"::VARCHAR, '#')
            THEN service_within(contained, json_extract_string("participant", '$[*].actor.reference'))
      END AS within_0
    FROM read_json(
      'Appointment.ndjson',
      format='newline_delimited',
      ignore_errors=true,
      maximum_object_size=4194304,
      columns={
        'resourceType': 'VARCHAR',
        'id': 'VARCHAR',
        'meta': 'STRUCT(versionId VARCHAR, lastUpdated VARCHAR, source VARCHAR, deleted VARCHAR, security JSON)',
        'cancelationReason': 'JSON',
        'cancellationReason': 'JSON',
        'contained': 'JSON',
        'created': 'VARCHAR',
        'extension': 'JSON',
        'implicitRules': 'VARCHAR',
        'modifierExtension': 'JSON',
        'participant': 'JSON',
        'serviceType': 'JSON',
        'start': 'VARCHAR',
        'status': 'VARCHAR'
      }
    )
  )
);

CREATE OR REPLACE VIEW staged_Appointment AS
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
    false AS "void",
    false AS "unclear",
    NULL::DOUBLE AS "number"
  FROM stage_Appointment
);
