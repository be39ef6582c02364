-- Several agents may share a database: what belongs to one of them says to which. Empty where a database has one agent.
ALTER TABLE generation ADD COLUMN IF NOT EXISTS node VARCHAR(200) DEFAULT '' NOT NULL;
ALTER TABLE reload ADD COLUMN IF NOT EXISTS node VARCHAR(200) DEFAULT '' NOT NULL;
CREATE TABLE IF NOT EXISTS node_override (
  node           VARCHAR(200) NOT NULL,
  backend        VARCHAR(500) NOT NULL,
  server         VARCHAR(500) NOT NULL,
  field          VARCHAR(20) NOT NULL,
  set_value      VARCHAR(40) NOT NULL,
  configured     VARCHAR(40),
  since          TIMESTAMP WITH TIME ZONE NOT NULL,
  set_by         VARCHAR(200) NOT NULL,
  PRIMARY KEY (node, backend, server, field)
);
INSERT INTO node_override (node, backend, server, field, set_value, configured, since, set_by)
  SELECT '', o.backend, o.server, o.field, o.set_value, o.configured, o.since, o.set_by FROM server_override o
  WHERE NOT EXISTS (SELECT 1 FROM node_override n
    WHERE n.node = '' AND n.backend = o.backend AND n.server = o.server AND n.field = o.field);
