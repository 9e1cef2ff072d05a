-- One row a relation with codes: whether any of them means something only with a value or a status, or means several things; whether any
-- means anything; whether any means another thing of a child; and whether any means nothing.
-- Reads: coded, meaning.
SELECT label, bool_or(NOT plain), bool_or(concept IS NOT NULL), bool_or(under_18 IS NOT NULL), bool_or(concept IS NULL)
FROM coded JOIN meaning USING (text)
GROUP BY label
