-- One row a code in a component, in the columns of fact_TYPE. A component has a value, and an answer, of its own.
-- Reads: accepted_TYPE (`type`); how a value and its answer are read (`given` to `number`), and which of the component's codes (`below`).
SELECT s.line, s.version, {certainty} AS certainty, {void} AS void, {unclear} AS unclear,
  'component/' || i.place || '/{below}' AS place, {value} AS "value", {number} AS number, {code}::VARCHAR AS text, false AS spare
FROM accepted_{type} s
CROSS JOIN LATERAL (
  SELECT *, {answer} AS answer
  FROM (
    SELECT *, {given} AS given
    FROM (SELECT unnest(listed(s.component)) AS item, generate_subscripts(listed(s.component), 1) AS place)
  )
) i
WHERE NOT s.retracted AND s.component IS NOT NULL AND {code} IS NOT NULL
