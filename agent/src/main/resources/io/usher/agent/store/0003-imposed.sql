-- Generations that have been brought to what was set: what differs there later was set by somebody else.
CREATE TABLE IF NOT EXISTS imposed (
    generation BIGINT PRIMARY KEY
);
