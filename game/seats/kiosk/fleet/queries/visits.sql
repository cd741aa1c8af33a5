-- Visits begun, played to their end and crashes, per site and week.
WITH kiosks AS (
    SELECT site, date_trunc('week', day)::DATE AS week, kiosk, sum(n) FILTER (what = 'start') AS visits,
        sum(n) FILTER (what = 'completion') AS completed, sum(n) FILTER (what = 'crash') AS crashes
    FROM counts WHERE what IN ('start', 'completion', 'crash') GROUP BY ALL
)
SELECT site, week, count(*) AS kiosks, sum(visits) AS visits, sum(completed) AS completed,
    round(100.0 * sum(completed) / nullif(sum(visits), 0), 1) AS completed_percent, coalesce(sum(crashes), 0) AS crashes
FROM kiosks GROUP BY site, week ORDER BY site, week;
