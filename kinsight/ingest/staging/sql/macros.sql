-- No rows: macros of a load, for all of its statements. Days are integers since 1970-01-01.
-- Reads: variables of the session (`received`, `zone`, `zone_near_utc`, `load`).

-- The day of an instant on the clocks of the district, as text; without a zone, the day as written. The first case is nearly
-- every instant where the clocks are never but one hour ahead: its day is the one written.
CREATE OR REPLACE MACRO local_day(x) AS CASE
    WHEN ends_with(x, 'Z') AND substr(x, 12, 2) < '23' AND getvariable('zone_near_utc') THEN substr(x, 1, 10)
    WHEN regexp_matches(x, '(Z|[+-][0-9]{2}:?[0-9]{2})$')
      THEN coalesce(strftime(try_cast(replace(x, ':60', ':59') AS TIMESTAMPTZ) AT TIME ZONE getvariable('zone'), '%Y-%m-%d'), substr(x, 1, 10))
    ELSE substr(x, 1, 10) END;

-- Day of a FHIR date, dateTime or instant; of a partial date, its first day; NULL when it is none.
CREATE OR REPLACE MACRO day_of(x) AS (try_cast(CASE
    WHEN length(x) = 10 THEN x
    WHEN length(x) > 10 AND substr(x, 11, 1) IN ('T', ' ') THEN local_day(x)
    WHEN length(x) = 7 THEN x || '-01'
    WHEN length(x) = 4 THEN x || '-01-01' END AS DATE) - DATE '1970-01-01')::INTEGER;

-- The same of an end, which includes all that it names: of a partial date, its last day.
CREATE OR REPLACE MACRO end_of(x) AS CASE
    WHEN length(x) = 7 THEN (last_day(try_cast(x || '-01' AS DATE)) - DATE '1970-01-01')::INTEGER
    WHEN length(x) = 4 THEN (try_cast(x || '-12-31' AS DATE) - DATE '1970-01-01')::INTEGER
    ELSE day_of(x) END;

-- A number as a whole one; NULL where it is less than nothing or more than `most` (or no number: NaN), so that one line stops no load.
CREATE OR REPLACE MACRO whole_below(x, most) AS CASE WHEN x BETWEEN 0 AND most THEN round(x)::INTEGER END;

-- An Age (raw JSON of a Quantity) as months and days, up to 150 years; NULL when its unit is none of time.
CREATE OR REPLACE MACRO age_of(x) AS CASE
    WHEN lower(coalesce(x->>'$.code', x->>'$.unit')) IN ('a', 'y', 'yr', 'yrs', 'year', 'years')
      THEN {'months': whole_below(try_cast(x->>'$.value' AS DOUBLE) * 12, 1800), 'days': 0}
    WHEN lower(coalesce(x->>'$.code', x->>'$.unit')) IN ('mo', 'month', 'months')
      THEN {'months': whole_below(try_cast(x->>'$.value' AS DOUBLE), 1800), 'days': 0}
    WHEN lower(coalesce(x->>'$.code', x->>'$.unit')) IN ('wk', 'w', 'week', 'weeks')
      THEN {'months': 0, 'days': whole_below(try_cast(x->>'$.value' AS DOUBLE) * 7, 54750)}
    WHEN lower(coalesce(x->>'$.code', x->>'$.unit')) IN ('d', 'day', 'days')
      THEN {'months': 0, 'days': whole_below(try_cast(x->>'$.value' AS DOUBLE), 54750)} END;

-- 63-bit key of a text: the twin of records.keys.key. (md5_number is five times as fast as md5_number_lower in DuckDB 2.0.)
CREATE OR REPLACE MACRO key_of(x) AS (md5_number(x) >> 65)::BIGINT;

-- "Patient/1" out of a relative or absolute reference with or without a version; NULL for anything else.
CREATE OR REPLACE MACRO person_ref(r) AS CASE
    WHEN starts_with(r, 'Patient/') AND NOT contains(r, '/_history') AND NOT contains(r, '#') THEN r
    ELSE nullif(regexp_extract(r, '(?:^|/)((?:Patient|RelatedPerson)/[^/#?]+)(?:/_history/[^/]*)?$', 1), '') END;

-- The same of what names a subject. A urn:uuid that no entry of its Bundle has is the id of a Patient who came in another: where an
-- entry has no other id, its uuid is it.
CREATE OR REPLACE MACRO subject_ref(r) AS CASE
    WHEN starts_with(r, 'urn:uuid:') THEN 'Patient/' || substr(r, 10) ELSE person_ref(r) END;

-- "Organization/1" out of a reference; NULL for anything else.
CREATE OR REPLACE MACRO org_ref(r) AS CASE
    WHEN starts_with(r, 'Organization/') AND NOT contains(r, '/_history') THEN r
    WHEN contains(r, 'Organization/') THEN nullif(regexp_extract(r, 'Organization/[^/#?]+'), '') END;

-- First Organization that raw JSON refers to, wherever in it.
CREATE OR REPLACE MACRO service_ref(x) AS
    nullif(regexp_extract(regexp_extract(x, '"reference":"[^"]*Organization/[^"/#?]+'), 'Organization/[^/]+$'), '');

-- "Organization/1" out of meta.source, or the source itself.
CREATE OR REPLACE MACRO source_ref(x) AS CASE
    WHEN starts_with(x, 'Organization/') AND NOT contains(substr(x, 14), '/') AND NOT contains(x, '#') AND NOT contains(x, '?') THEN x
    WHEN contains(x, 'Organization/') THEN regexp_extract(x, 'Organization/[^/#?]+')
    ELSE nullif(split_part(x, '#', 1), '') END;

-- An instant as text that sorts by time, whatever the offset.
CREATE OR REPLACE MACRO moment(x) AS CASE
    WHEN ends_with(x, 'Z') THEN substr(x, 1, length(x) - 1)
    WHEN ends_with(x, '+00:00') THEN substr(x, 1, length(x) - 6)
    WHEN length(x) > 10 THEN coalesce(strftime(try_cast(x AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%g'), x)
    ELSE x END;

-- A version id as text that sorts by number.
CREATE OR REPLACE MACRO counted(x) AS CASE
    WHEN x IS NULL THEN '' WHEN length(x) = 1 THEN '000000000' || x WHEN length(x) < 10 THEN lpad(x, 10, '0') ELSE x END;

-- Raw JSON as a list, whether it is a list or one thing.
CREATE OR REPLACE MACRO listed(x) AS CASE
    WHEN x IS NULL THEN []::JSON[]
    WHEN starts_with(x::VARCHAR, '[') THEN json_extract(x, '$[*]')
    ELSE [x::JSON] END;

-- Raw JSON of a list, whether it is a list or one thing.
CREATE OR REPLACE MACRO as_list(x) AS CASE
    WHEN starts_with(x::VARCHAR, '[') THEN x::VARCHAR
    ELSE '[' || x::VARCHAR || ']' END;

-- Whether raw JSON is a list of one thing. Nothing that follows an object at any depth: seen without counting.
CREATE OR REPLACE MACRO only_one(x) AS CASE
    WHEN starts_with(x::VARCHAR, '[{') AND NOT contains(x::VARCHAR, '},') THEN true
    ELSE coalesce(json_array_length(x) = 1, false) END;

-- Several files are read together: the number of a line has its file's place among them above the 40th bit.
CREATE OR REPLACE MACRO load_of(line) AS getvariable('load') + (line >> 40);

-- Whether the last of ten digits is the check digit of the others: weights 10 to 2 and 1, modulus 11.
CREATE OR REPLACE MACRO digits_fit(d) AS 0 = (
    d % 10 + d // 10 % 10 * 2 + d // 100 % 10 * 3 + d // 1000 % 10 * 4 + d // 10000 % 10 * 5 + d // 100000 % 10 * 6
    + d // 1000000 % 10 * 7 + d // 10000000 % 10 * 8 + d // 100000000 % 10 * 9 + d // 1000000000 * 10) % 11;

-- An NHS number that is right beyond doubt. Of any other, those with a date of birth in them too, `nhs_number` is asked.
CREATE OR REPLACE MACRO plainly_right(n) AS
    CASE WHEN regexp_full_match(n, '[4-9][0-9]{9}') THEN digits_fit(n::BIGINT) ELSE false END;
