-- Versions of the configuration files. Contents, in base64 since a file need not be text, are kept once however many versions
-- have them.
CREATE TABLE IF NOT EXISTS configuration_version (
  id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  node           VARCHAR(200) NOT NULL,
  at             TIMESTAMP WITH TIME ZONE NOT NULL,
  author         VARCHAR(200) NOT NULL,
  remark         VARCHAR(2000) NOT NULL,
  restores       BIGINT,
  applied        VARCHAR(20) NOT NULL,
  reload         VARCHAR(36)
);
CREATE INDEX IF NOT EXISTS configuration_version_by_node ON configuration_version (node, id);

CREATE TABLE IF NOT EXISTS configuration_version_file (
  version        BIGINT NOT NULL,
  place          INTEGER NOT NULL,
  name           VARCHAR(1000) NOT NULL,
  hash           VARCHAR(64) NOT NULL,
  PRIMARY KEY (version, place)
);
CREATE INDEX IF NOT EXISTS configuration_version_file_by_hash ON configuration_version_file (hash);

CREATE TABLE IF NOT EXISTS configuration_content (
  hash           VARCHAR(64) PRIMARY KEY,
  content        TEXT NOT NULL
);
