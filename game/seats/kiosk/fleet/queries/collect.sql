-- Once a night: the exports of all kiosks as one small file of the same form, which every query answers from at once.
--     duckdb -cmd "SET VARIABLE exports = '/srv/exports/*.parquet'" -init counts.sql < collect.sql
--     duckdb -cmd "SET VARIABLE exports = 'weeks.parquet'" -init counts.sql < pictures.sql
-- Days become the Mondays of their weeks; only visits and crashes stay apart by kiosk. The kiosks' own files stay.
COPY (
    SELECT date_trunc('week', day)::DATE AS day, what, name, sum(n)::BIGINT AS n,
        CASE WHEN what IN ('start', 'completion', 'crash') THEN kiosk END AS kiosk, site
    FROM counts GROUP BY ALL
) TO 'weeks.parquet' (FORMAT parquet, COMPRESSION zstd);
