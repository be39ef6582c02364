-- What the agent must remember. What runs is read from the proxies' sockets and not from here.

CREATE TABLE IF NOT EXISTS generation (
  id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number         INTEGER NOT NULL,
  pid            BIGINT NOT NULL,
  socket         VARCHAR(255) NOT NULL,
  snapshot       VARCHAR(64) NOT NULL,
  version        VARCHAR(80) NOT NULL,
  predecessor    INTEGER,
  started        TIMESTAMP WITH TIME ZONE NOT NULL,
  served         TIMESTAMP WITH TIME ZONE,
  ended          TIMESTAMP WITH TIME ZONE,
  how_ended      VARCHAR(2000)
);
CREATE INDEX IF NOT EXISTS generation_by_number ON generation (number, id);

CREATE TABLE IF NOT EXISTS reload (
  id             VARCHAR(36) PRIMARY KEY,
  state          VARCHAR(20) NOT NULL,
  asked_for      VARCHAR(40) NOT NULL,
  due            TIMESTAMP WITH TIME ZONE,
  forced         BOOLEAN NOT NULL,
  reason         VARCHAR(2000) NOT NULL,
  asked_by       VARCHAR(200) NOT NULL,
  asked          TIMESTAMP WITH TIME ZONE NOT NULL,
  started        TIMESTAMP WITH TIME ZONE,
  finished       TIMESTAMP WITH TIME ZONE,
  from_number    INTEGER,
  to_number      INTEGER,
  snapshot       VARCHAR(64),
  message        VARCHAR(100000) NOT NULL,
  blocking       VARCHAR(1000000) NOT NULL,
  cut            VARCHAR(1000000) NOT NULL,
  joined_to      VARCHAR(36),
  to_generation  BIGINT
);
CREATE INDEX IF NOT EXISTS reload_by_state ON reload (state);

CREATE TABLE IF NOT EXISTS server_override (
  backend        VARCHAR(500) NOT NULL,
  server         VARCHAR(500) NOT NULL,
  field          VARCHAR(20) NOT NULL,
  set_value      VARCHAR(40) NOT NULL,
  configured     VARCHAR(40),
  since          TIMESTAMP WITH TIME ZONE NOT NULL,
  set_by         VARCHAR(200) NOT NULL,
  PRIMARY KEY (backend, server, field)
);

CREATE TABLE IF NOT EXISTS audit (
  id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at             TIMESTAMP WITH TIME ZONE NOT NULL,
  done_by        VARCHAR(200) NOT NULL,
  action         VARCHAR(40) NOT NULL,
  target         VARCHAR(1100) NOT NULL,
  detail         VARCHAR(2000) NOT NULL
);

CREATE TABLE IF NOT EXISTS schedule (
  id             VARCHAR(36) PRIMARY KEY,
  name           VARCHAR(200) NOT NULL,
  cron           VARCHAR(200),
  at             TIMESTAMP WITH TIME ZONE,
  time_zone      VARCHAR(60) NOT NULL,
  action         VARCHAR(40) NOT NULL,
  parameters     VARCHAR(10000) NOT NULL,
  created        TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by     VARCHAR(200) NOT NULL,
  last_fired     TIMESTAMP WITH TIME ZONE,
  last_result    VARCHAR(2000)
);
