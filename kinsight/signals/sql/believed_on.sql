-- As it could be known on the day of the clock: nothing that came later, and no end that was not yet known.
DELETE FROM bond WHERE known > (SELECT as_of FROM clock);
UPDATE bond SET superseded = 2000000000 WHERE superseded > (SELECT as_of FROM clock);
DELETE FROM event WHERE known > (SELECT as_of FROM clock);
UPDATE event SET superseded = 2000000000 WHERE superseded > (SELECT as_of FROM clock);
DELETE FROM event WHERE superseded <= known
