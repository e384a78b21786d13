-- What the application's role may do. Run as the owner, in the database, after every migrate:
--
--   psql "postgresql://jixiao_owner:...@localhost/jixiao" -f postgres-grants.sql
--
-- It reads and writes the rows of every table, and owns none: it can neither drop a table nor switch its triggers off. Of the history it
-- may read and add entries, and nothing else.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO jixiao_site;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO jixiao_site;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO jixiao_site;
REVOKE ALL ON web_entry FROM jixiao_site;
GRANT SELECT, INSERT ON web_entry TO jixiao_site;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM jixiao_site;
