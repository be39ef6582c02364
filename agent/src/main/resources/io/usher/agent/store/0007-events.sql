-- What happened, as the event streams tell it. Ids are the agent's own and grow with time.
CREATE TABLE IF NOT EXISTS event (
  node           VARCHAR(200) NOT NULL,
  id             BIGINT NOT NULL,
  at             TIMESTAMP WITH TIME ZONE NOT NULL,
  type           VARCHAR(40) NOT NULL,
  subject        VARCHAR(1000) NOT NULL,
  message        VARCHAR(2000) NOT NULL,
  detail         VARCHAR(20000) NOT NULL,
  PRIMARY KEY (node, id)
);
CREATE INDEX IF NOT EXISTS event_by_time ON event (at);
CREATE INDEX IF NOT EXISTS event_by_subject ON event (node, type, subject, id);
