-- Two roles for one database. The owner brings the tables up to date (python -m jixiao.web migrate); the site itself runs as the
-- application's role, which may only add to and read the history. Run as a superuser, once, with the passwords filled in:
--
--   psql -v owner_password=... -v site_password=... -f postgres-roles.sql
--
-- What the application's role may do then stands in postgres-grants.sql, which the owner runs after every migrate.

CREATE ROLE jixiao_owner LOGIN PASSWORD :'owner_password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE ROLE jixiao_site LOGIN PASSWORD :'site_password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE jixiao OWNER jixiao_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE jixiao FROM PUBLIC;
GRANT CONNECT ON DATABASE jixiao TO jixiao_site;
