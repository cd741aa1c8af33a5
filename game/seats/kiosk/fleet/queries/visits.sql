-- Visits begun, played to their end and crashes, per site and week.
SELECT site, date_trunc('week', day)::DATE AS week, count(DISTINCT kiosk) AS kiosks,
    sum(n) FILTER (what = 'start') AS visits, sum(n) FILTER (what = 'completion') AS completed,
    round(100.0 * sum(n) FILTER (what = 'completion') / nullif(sum(n) FILTER (what = 'start'), 0), 1) AS completed_percent,
    coalesce(sum(n) FILTER (what = 'crash'), 0) AS crashes
FROM counts WHERE what IN ('start', 'completion', 'crash') GROUP BY site, week ORDER BY site, week;
