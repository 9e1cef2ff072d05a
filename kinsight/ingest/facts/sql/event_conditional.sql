-- One row a fact whose code means something only with a value or a status, or means several things: each of what it means that holds;
-- where nothing does, the code alone. Columns of records.event.
-- Reads: the rows of event.sql (`events`); whether a fact `holds`.
{events}
QUALIFY {holds} OR (NOT bool_or({holds}) OVER (PARTITION BY f.resource, f.version) AND m.nth = 1)
