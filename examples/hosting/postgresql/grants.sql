-- What each door may do, and nothing else. Run it as the superuser, in the database qorgan, after each `qorgan prepare`:
-- tables of a new version belong to no door until they stand here.
--
--   sudo -u postgres psql -X -v ON_ERROR_STOP=1 -1 -f grants.sql qorgan
--
-- Running it again changes nothing. A door that lacks a grant answers with its page for faults; its log says
-- ProgrammingError. Which grants a door needs is found out with: DATABASE_URL=... pytest -p tests.roles tests/web

REVOKE ALL ON DATABASE qorgan FROM PUBLIC;
GRANT CONNECT ON DATABASE qorgan TO qorgan_public, qorgan_staff;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO qorgan_public, qorgan_staff, qorgan_sealed;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, qorgan_public, qorgan_staff;

-- Whether the database is of this version.
GRANT SELECT ON django_migrations TO qorgan_public, qorgan_staff;

-- Centres and their public keys: the public door reads them and cannot change one.
-- Members, their roles, their wrapped keys, and who holds which keyring are none of its business.
GRANT SELECT ON accounts_centre, accounts_statement, accounts_keyring, accounts_keyringkey TO qorgan_public;
GRANT SELECT, INSERT, UPDATE ON accounts_centre, accounts_statement, accounts_keyring, accounts_keyringkey TO qorgan_staff;
GRANT SELECT, INSERT, UPDATE, DELETE
    ON accounts_member, accounts_memberrole, accounts_grant, accounts_recovery, accounts_cover, accounts_notice TO qorgan_staff;

-- The audit: each door adds to its own chains. Nobody changes or deletes a row, and the public door reads none.
GRANT INSERT, SELECT (id) ON audit_auditentry TO qorgan_public;
GRANT INSERT, SELECT ON audit_auditentry TO qorgan_staff;
GRANT SELECT, INSERT, UPDATE ON audit_chainhead TO qorgan_public, qorgan_staff;
ALTER TABLE audit_auditentry ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_chainhead ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS public_door ON audit_auditentry;
DROP POLICY IF EXISTS staff_door_reads ON audit_auditentry;
DROP POLICY IF EXISTS staff_door_writes ON audit_auditentry;
DROP POLICY IF EXISTS public_door ON audit_chainhead;
DROP POLICY IF EXISTS staff_door_reads ON audit_chainhead;
DROP POLICY IF EXISTS staff_door_writes ON audit_chainhead;
DROP POLICY IF EXISTS staff_door_goes_on ON audit_chainhead;
CREATE POLICY public_door ON audit_auditentry TO qorgan_public
    USING (chain = 'survivors') WITH CHECK (chain = 'survivors');
CREATE POLICY staff_door_reads ON audit_auditentry FOR SELECT TO qorgan_staff USING (true);
CREATE POLICY staff_door_writes ON audit_auditentry FOR INSERT TO qorgan_staff WITH CHECK (chain <> 'survivors');
CREATE POLICY public_door ON audit_chainhead TO qorgan_public
    USING (chain = 'survivors') WITH CHECK (chain = 'survivors');
CREATE POLICY staff_door_reads ON audit_chainhead FOR SELECT TO qorgan_staff USING (true);
CREATE POLICY staff_door_writes ON audit_chainhead FOR INSERT TO qorgan_staff WITH CHECK (chain <> 'survivors');
CREATE POLICY staff_door_goes_on ON audit_chainhead FOR UPDATE TO qorgan_staff
    USING (chain <> 'survivors') WITH CHECK (chain <> 'survivors');

-- Ciphertext. The public door adds, and takes back what other centres hold; it cannot destroy a conversation, nor put other
-- ciphertext in the place of what is there.
ALTER TABLE sealed_thread OWNER TO qorgan_sealed;
ALTER TABLE sealed_survivorkey OWNER TO qorgan_sealed;
ALTER TABLE sealed_envelope OWNER TO qorgan_sealed;
ALTER TABLE sealed_wrap OWNER TO qorgan_sealed;
ALTER TABLE sealed_summary OWNER TO qorgan_sealed;
ALTER TABLE sealed_draft OWNER TO qorgan_sealed;
ALTER TABLE sealed_file OWNER TO qorgan_sealed;
ALTER TABLE sealed_filechunk OWNER TO qorgan_sealed;
GRANT SELECT, INSERT, UPDATE (last_sequence) ON sealed_thread TO qorgan_public;
GRANT SELECT, INSERT ON sealed_survivorkey, sealed_envelope TO qorgan_public;
GRANT SELECT, INSERT, DELETE ON sealed_wrap TO qorgan_public;
GRANT SELECT, INSERT, DELETE, UPDATE (envelope_id) ON sealed_file TO qorgan_public;
GRANT SELECT, INSERT, DELETE ON sealed_filechunk TO qorgan_public;

-- What is known of a disclosure. The public door changes what she changes: not the centre, nor who works on it.
GRANT SELECT, INSERT ON hear_disclosure TO qorgan_public;
GRANT UPDATE (state, state_before, hidden_day, received_day, seen_by_her, safe_word_misses, safe_word_missed_day)
    ON hear_disclosure TO qorgan_public;
GRANT SELECT, INSERT, DELETE ON hear_offer TO qorgan_public;
GRANT SELECT ON hear_opening TO qorgan_public;
GRANT SELECT, INSERT, UPDATE (is_closed) ON hear_spentform TO qorgan_public;
GRANT SELECT ON hear_shortaddress TO qorgan_public;
GRANT SELECT, INSERT, UPDATE (count) ON hear_shortaddressday TO qorgan_public;
GRANT SELECT, UPDATE, DELETE ON hear_disclosure TO qorgan_staff;
GRANT SELECT, INSERT, DELETE ON hear_offer TO qorgan_staff;
GRANT SELECT ON hear_closing TO qorgan_public;
GRANT SELECT, INSERT, UPDATE, DELETE ON hear_closing TO qorgan_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON hear_opening TO qorgan_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON hear_bulkaside, hear_bulkmessage TO qorgan_staff;
GRANT SELECT, DELETE ON hear_spentform TO qorgan_staff;
GRANT SELECT, INSERT, UPDATE ON hear_shortaddress TO qorgan_staff;
GRANT SELECT ON hear_shortaddressday TO qorgan_staff;

-- Cases are the staff door's alone.
GRANT SELECT, INSERT, UPDATE, DELETE ON care_case TO qorgan_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON care_referral TO qorgan_staff;
GRANT SELECT, INSERT ON care_monthlyreport, care_incidenttables TO qorgan_staff;
-- Whoever destroys a thread looks in each table that goes along with one.
GRANT SELECT, INSERT, DELETE ON care_incidentrelease TO qorgan_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON care_programmefile TO qorgan_staff;

-- The ledger of figures: public facts, kept at the staff door. The public door reads what was published, with the answers
-- in it, and changes nothing.
GRANT SELECT ON know_ledgerfigure, know_version, know_stamp TO qorgan_public;
GRANT SELECT, INSERT ON know_ledgerfigure, know_answer TO qorgan_staff;
GRANT SELECT, INSERT, UPDATE ON know_version, know_stamp TO qorgan_staff;
