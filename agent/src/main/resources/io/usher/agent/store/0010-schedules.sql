-- Each firing of a schedule: when it should have been done, when it was, by which agent, how it ended. One for each time.
CREATE TABLE IF NOT EXISTS firing (
  id             VARCHAR(36) PRIMARY KEY,
  schedule_id    VARCHAR(36) NOT NULL,
  cause          VARCHAR(20) NOT NULL,
  done_by        VARCHAR(200) NOT NULL,
  due            TIMESTAMP WITH TIME ZONE NOT NULL,
  started        TIMESTAMP WITH TIME ZONE,
  finished       TIMESTAMP WITH TIME ZONE,
  state          VARCHAR(20) NOT NULL,
  result         VARCHAR(4000) NOT NULL,
  reload_id      VARCHAR(36),
  step           INTEGER,
  next_step      TIMESTAMP WITH TIME ZONE,
  node           VARCHAR(200) NOT NULL,
  seen           TIMESTAMP WITH TIME ZONE NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS firing_by_time ON firing (schedule_id, due);
CREATE INDEX IF NOT EXISTS firing_by_state ON firing (state, node);
CREATE INDEX IF NOT EXISTS firing_by_finish ON firing (finished);
ALTER TABLE schedule ADD COLUMN IF NOT EXISTS misfire VARCHAR(20) DEFAULT 'run' NOT NULL;
ALTER TABLE schedule ADD COLUMN IF NOT EXISTS only_node VARCHAR(200);
ALTER TABLE schedule ADD COLUMN IF NOT EXISTS paused TIMESTAMP WITH TIME ZONE;
ALTER TABLE schedule ADD COLUMN IF NOT EXISTS finished TIMESTAMP WITH TIME ZONE;
UPDATE schedule SET finished = last_fired WHERE at IS NOT NULL AND last_fired IS NOT NULL AND finished IS NULL;
-- What was missed comes to the agent, which knows the schedule's own policy: -1 = Quartz has none.
UPDATE qrtz_triggers SET misfire_instr = -1 WHERE trigger_type = 'USHERCAL';
-- Outside of these reloads that wait do not start.
CREATE TABLE IF NOT EXISTS maintenance_window (
  id             VARCHAR(36) PRIMARY KEY,
  name           VARCHAR(200) NOT NULL,
  cron           VARCHAR(200) NOT NULL,
  lasts_seconds  BIGINT NOT NULL,
  time_zone      VARCHAR(60) NOT NULL,
  created        TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by     VARCHAR(200) NOT NULL
);
