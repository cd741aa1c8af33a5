-- What all other queries read: every kiosk's export, as one table. Run it first, in one DuckDB session with them:
--     duckdb -cmd "SET VARIABLE exports = '/srv/exports/*.parquet'" -init counts.sql < visits.sql
-- The files are those of `results export --format parquet`, a file a kiosk, each with all days that it keeps.
-- They may lie in a folder or in object storage (s3://…/*.parquet, after INSTALL httpfs).
CREATE OR REPLACE VIEW counts AS SELECT * FROM read_parquet(getvariable('exports'));
