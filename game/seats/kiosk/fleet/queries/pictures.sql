-- How many a picture fooled: wrong verdicts among all that were given on it; "can't tell" is counted apart.
-- Below 20 verdicts no share is told. Hits and false alarms are not summed: a picture is either fake or real.
WITH summed AS (SELECT what, name, sum(n) AS n FROM counts GROUP BY what, name), -- all of it: sooner than asking each row
pictures AS (
    SELECT name AS picture, bool_or(what IN ('hit', 'miss', 'unsure fake')) AS fake,
        sum(n) FILTER (what IN ('hit', 'miss', 'false alarm', 'correct rejection', 'unsure fake', 'unsure real')) AS verdicts,
        coalesce(sum(n) FILTER (what IN ('miss', 'false alarm')), 0) AS fooled,
        coalesce(sum(n) FILTER (what IN ('unsure fake', 'unsure real')), 0) AS cannot_tell
    FROM summed GROUP BY name
)
SELECT picture, CASE WHEN fake THEN 'fake' ELSE 'real' END AS truth, verdicts, fooled, cannot_tell,
    CASE WHEN verdicts >= 20 THEN round(100.0 * fooled / verdicts, 1) END AS fooled_percent
FROM pictures WHERE verdicts > 0 ORDER BY fooled_percent DESC NULLS LAST, picture;
