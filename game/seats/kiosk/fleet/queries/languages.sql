-- In which language visits ended, per site.
SELECT site, name AS language, sum(n) AS visits, round(100.0 * sum(n) / sum(sum(n)) OVER (PARTITION BY site), 1) AS percent
FROM counts WHERE what = 'language' GROUP BY site, name ORDER BY site, visits DESC, language;
