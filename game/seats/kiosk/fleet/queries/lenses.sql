-- How often a lens was looked through, and by how many of a hundred visits.
WITH summed AS MATERIALIZED (SELECT what, name, sum(n) AS n FROM counts WHERE what IN ('lens', 'start') GROUP BY what, name)
SELECT name AS lens, n AS uses, round(100.0 * n / (SELECT sum(n) FROM summed WHERE what = 'start'), 1) AS per_100_visits
FROM summed WHERE what = 'lens' ORDER BY uses DESC;
