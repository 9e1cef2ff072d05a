-- Facts that follow from the record, by the children on whom they may bear.
SELECT DISTINCT b.child, d.event, d.concept, d.person, d."on", d."until", d.known, d.superseded
FROM derived d JOIN (SELECT DISTINCT child, person FROM bond) b ON b.person = d.person
