-- No rows: macros of a load, for its statements about NHS numbers.
-- Reads: numbers that stand for none (`stand_for_none`).

-- A number without its spaces and dashes: ten digits.
CREATE OR REPLACE MACRO bare_number(n) AS replace(replace(n, ' ', ''), '-', '');

-- Whether it is one that stands for no number: of one repeated digit, or one of a list.
CREATE OR REPLACE MACRO stands_for_none(n) AS n = '' OR replace(n, n[1], '') = '' OR n IN ({stand_for_none});
