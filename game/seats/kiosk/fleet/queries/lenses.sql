-- How often a lens was looked through, and by how many of a hundred visits.
SELECT name AS lens, sum(n) AS uses, round(100.0 * sum(n) / (SELECT sum(n) FROM counts WHERE what = 'start'), 1) AS per_100_visits
FROM counts WHERE what = 'lens' GROUP BY name ORDER BY uses DESC;
