-- How many a picture fooled: wrong verdicts among all that were given on it; "can't tell" is counted apart.
-- Below 20 verdicts no share is told. Hits and false alarms are not summed: a picture is either fake or real.
WITH summed AS MATERIALIZED (SELECT what, name, sum(n) AS n FROM counts GROUP BY what, name)
SELECT name AS picture,
    CASE WHEN bool_or(what IN ('hit', 'miss', 'unsure fake')) THEN 'fake' ELSE 'real' END AS truth,
    sum(n) AS verdicts, coalesce(sum(n) FILTER (what IN ('miss', 'false alarm')), 0) AS fooled,
    coalesce(sum(n) FILTER (what LIKE 'unsure %'), 0) AS cannot_tell,
    CASE WHEN sum(n) >= 20
        THEN round(100.0 * coalesce(sum(n) FILTER (what IN ('miss', 'false alarm')), 0) / sum(n), 1) END AS fooled_percent
FROM summed
WHERE what IN ('hit', 'miss', 'false alarm', 'correct rejection', 'unsure fake', 'unsure real')
GROUP BY name ORDER BY fooled_percent DESC NULLS LAST, picture;
