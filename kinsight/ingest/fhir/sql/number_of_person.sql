-- One row a line of a person, with the NHS number that counts beside it (`nhs`), and why there is none (`number_unused`).
-- Reads: the lines with their identifiers (`lines`); `numbers_current`: the numbers among them that still say who the person is.
SELECT * EXCLUDE (numbers_sent, numbers_current, numbers_real),
  bare_number(coalesce(list_filter(numbers_real, lambda i: i."use" = 'official')[1], numbers_real[1])."value") AS nhs,
  CASE
    WHEN len(numbers_real) > 0 OR coalesce(len(numbers_sent), 0) = 0 THEN NULL
    WHEN len(numbers_current) > 0 THEN '{placeholder}'
    ELSE '{not_current}' END AS number_unused
FROM (
  SELECT *, list_filter(numbers_current, lambda i: NOT stands_for_none(bare_number(i."value"))) AS numbers_real
  FROM (
    SELECT *, list_filter(numbers_sent, lambda i: coalesce(i."use" NOT IN ({not_now}), true)
        AND coalesce(day_of(i.period."start") <= getvariable('received'), true)
        AND coalesce(day_of(i.period."end") >= getvariable('received'), true)) AS numbers_current
    FROM (SELECT *, {sent} AS numbers_sent FROM {lines})
  )
)
