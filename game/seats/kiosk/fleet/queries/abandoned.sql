-- Where visits are left: at which round, as a share of all visits that are left.
SELECT name::INT AS round, sum(n) AS visits, round(100.0 * sum(n) / sum(sum(n)) OVER (), 1) AS percent
FROM counts WHERE what = 'abandoned' GROUP BY name ORDER BY round;
