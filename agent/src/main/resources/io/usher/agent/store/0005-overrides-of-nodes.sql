-- All of it stands in node_override now.
DROP TABLE IF EXISTS server_override;
