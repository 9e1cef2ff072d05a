-- One row a code that no concept names, with its words and how often it is there.
-- Reads: coded, meaning.
SELECT system, code, any_value(term), sum(n)::BIGINT
FROM coded JOIN meaning USING (text)
WHERE concept IS NULL AND NOT starts_with(label, 'spare')
GROUP BY system, code
