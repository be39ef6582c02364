-- Reloads: when they expire, what they changed, and how often the generation before had taken over again when they began.
ALTER TABLE reload ADD COLUMN IF NOT EXISTS deadline TIMESTAMP WITH TIME ZONE;
ALTER TABLE reload ADD COLUMN IF NOT EXISTS changes VARCHAR(1000000) DEFAULT '[]' NOT NULL;
ALTER TABLE reload ADD COLUMN IF NOT EXISTS regained_before BIGINT DEFAULT 0 NOT NULL;
-- Which reload a key of a request stands for: written before the reload, so that asking again finds it whenever the agent died.
CREATE TABLE IF NOT EXISTS reload_key (
  node           VARCHAR(200) NOT NULL,
  asked_by       VARCHAR(200) NOT NULL,
  request_key    VARCHAR(255) NOT NULL,
  body           VARCHAR(64) NOT NULL,
  reload         VARCHAR(36) NOT NULL,
  made           TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (node, asked_by, request_key)
);
