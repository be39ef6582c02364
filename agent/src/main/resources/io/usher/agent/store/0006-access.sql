-- Tokens, by the SHA-256 of the secret alone: it is 256 random bits, which no guessing finds and no salt makes harder.
CREATE TABLE IF NOT EXISTS token (
  id             VARCHAR(36) PRIMARY KEY,
  name           VARCHAR(100) NOT NULL,
  role           VARCHAR(20) NOT NULL,
  hash           VARCHAR(64) NOT NULL,
  created        TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by     VARCHAR(200) NOT NULL,
  expires        TIMESTAMP WITH TIME ZONE,
  revoked        TIMESTAMP WITH TIME ZONE
);
CREATE UNIQUE INDEX IF NOT EXISTS token_by_hash ON token (hash);
-- Who did what, when: from where, with which role, on which agent, and how it ended.
ALTER TABLE audit ADD COLUMN IF NOT EXISTS done_from VARCHAR(200) DEFAULT '' NOT NULL;
ALTER TABLE audit ADD COLUMN IF NOT EXISTS role VARCHAR(20) DEFAULT '' NOT NULL;
ALTER TABLE audit ADD COLUMN IF NOT EXISTS outcome VARCHAR(2000) DEFAULT 'done' NOT NULL;
ALTER TABLE audit ADD COLUMN IF NOT EXISTS node VARCHAR(200) DEFAULT '' NOT NULL;
CREATE INDEX IF NOT EXISTS audit_by_time ON audit (at);
CREATE INDEX IF NOT EXISTS reload_by_finish ON reload (finished);
