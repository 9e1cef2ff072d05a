-- No rows: a macro of a load, for its statements about links between records.
-- Reads: nothing.

-- "Patient/1" out of a reference to someone's record of any kind; NULL for anything else.
CREATE OR REPLACE MACRO linked_ref(r) AS
  nullif(regexp_extract(r, '(?:^|/)((?:Patient|RelatedPerson|Person)/[^/#?]+)(?:/_history/[^/]*)?$', 1), '');
