-- The roles of one installation, made once by the database's superuser:
--
--   sudo -u postgres psql -X -v ON_ERROR_STOP=1 -f roles.sql
--   sudo -u postgres createdb --owner qorgan qorgan
--
-- qorgan         the keeper: brings the tables to each version, backs up, restores
-- qorgan_public  the public door
-- qorgan_staff   the staff door
-- qorgan_sealed  owns the tables of ciphertext, so that the staff door can vacuum what was destroyed; nobody signs in as it
--
-- Nobody has a password: PostgreSQL asks the operating system who is there (pg_hba.conf and pg_ident.conf beside this file).

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'qorgan') THEN
        CREATE ROLE qorgan LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'qorgan_public') THEN
        CREATE ROLE qorgan_public LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'qorgan_staff') THEN
        CREATE ROLE qorgan_staff LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'qorgan_sealed') THEN
        CREATE ROLE qorgan_sealed NOLOGIN;
    END IF;
END
$$;

-- VACUUM is for a table's owner (before PostgreSQL 17 for nobody else), and destroying conversations is the staff door's work.
GRANT qorgan_sealed TO qorgan, qorgan_staff;

-- The server's log would note when somebody did what, to the millisecond; rows of the database know days only.
-- These cannot be set back by the roles themselves.
ALTER ROLE qorgan SET log_statement = 'none';
ALTER ROLE qorgan SET log_min_error_statement = 'panic';
ALTER ROLE qorgan SET log_min_messages = 'fatal';
ALTER ROLE qorgan SET log_min_duration_statement = -1;
ALTER ROLE qorgan_public SET log_statement = 'none';
ALTER ROLE qorgan_public SET log_min_error_statement = 'panic';
ALTER ROLE qorgan_public SET log_min_messages = 'fatal';
ALTER ROLE qorgan_public SET log_min_duration_statement = -1;
ALTER ROLE qorgan_staff SET log_statement = 'none';
ALTER ROLE qorgan_staff SET log_min_error_statement = 'panic';
ALTER ROLE qorgan_staff SET log_min_messages = 'fatal';
ALTER ROLE qorgan_staff SET log_min_duration_statement = -1;
