-- Where a server is may be a host name, or an IPv6 address with a port.
ALTER TABLE node_override ALTER COLUMN set_value SET DATA TYPE VARCHAR(500);
ALTER TABLE node_override ALTER COLUMN configured SET DATA TYPE VARCHAR(500);
-- Servers that no configuration names: added at runtime, and added again to each generation; or on their way out.
CREATE TABLE IF NOT EXISTS added_server (
  node           VARCHAR(200) NOT NULL,
  backend        VARCHAR(500) NOT NULL,
  server         VARCHAR(500) NOT NULL,
  words          VARCHAR(2000) NOT NULL,
  state          VARCHAR(20) NOT NULL,
  removing       BOOLEAN NOT NULL,
  since          TIMESTAMP WITH TIME ZONE NOT NULL,
  set_by         VARCHAR(200) NOT NULL,
  PRIMARY KEY (node, backend, server)
);
-- Frontend values set at runtime, as node_override has those of servers.
CREATE TABLE IF NOT EXISTS frontend_override (
  node           VARCHAR(200) NOT NULL,
  frontend       VARCHAR(500) NOT NULL,
  field          VARCHAR(20) NOT NULL,
  set_value      VARCHAR(40) NOT NULL,
  configured     VARCHAR(40),
  since          TIMESTAMP WITH TIME ZONE NOT NULL,
  set_by         VARCHAR(200) NOT NULL,
  PRIMARY KEY (node, frontend, field)
);
