-- Roles of the default database on PostgreSQL; run by a superuser, again and again without harm:
--   psql --set owner="$DATABASE_OWNER_PASSWORD" --set web="$DATABASE_PASSWORD" --set reader="$DATABASE_READER_PASSWORD" \
--        --dbname inburgerstem --file deploy/roles.sql
-- then `manage.py migrate` and `manage.py database_roles`, both with the owner's address as DATABASE_URL.
-- The contacts' role and database are made by deploy/postgres.sh: nobody here can connect to them.
\set ON_ERROR_STOP on
SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY['inburgerstem_owner', 'inburgerstem', 'inburgerstem_reader']) AS name
WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE inburgerstem_owner PASSWORD :'owner';
ALTER ROLE inburgerstem PASSWORD :'web';
ALTER ROLE inburgerstem_reader PASSWORD :'reader';
ALTER ROLE inburgerstem_owner NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
ALTER ROLE inburgerstem NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
ALTER ROLE inburgerstem_reader NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
ALTER ROLE inburgerstem_reader SET default_transaction_read_only = on;
REVOKE inburgerstem_owner FROM inburgerstem, inburgerstem_reader;
SELECT format('ALTER DATABASE %I OWNER TO inburgerstem_owner', current_database()) \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO inburgerstem, inburgerstem_reader', current_database()) \gexec
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO inburgerstem_owner;
-- What an installation with one role made is its owner's from now on.
REASSIGN OWNED BY inburgerstem TO inburgerstem_owner;
