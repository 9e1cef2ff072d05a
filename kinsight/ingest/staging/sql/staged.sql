-- One row a line of one type: as staged, with what is the same in every line of the type (`constants`). What has no `lastUpdated` comes in
-- the order of its lines.
-- Reads: stage_TYPE (`type`); its columns, and where a line's number is the row's, that (`columns`); a mask of the bits of a line's number.
SELECT * REPLACE (
  CASE WHEN loose THEN concat(sequence, '#', lpad((line & {line_mask})::VARCHAR, 12, '0')) ELSE sequence END AS sequence)
FROM (SELECT {columns}{constants} FROM stage_{type})
