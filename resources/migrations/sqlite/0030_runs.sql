-- Runs of collections, and what came of each of their requests. The last ones of each person are kept.
CREATE TABLE runs (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  name TEXT NOT NULL,
  environment_name TEXT,
  -- What was asked for, as JSON, so that it can be run again; null where it came from files.
  plan TEXT,
  state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'stopped', 'cancelled', 'failed')),
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  -- How many requests it is of; as far as that can be known ahead.
  planned INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX runs_of_person ON runs (tenant_id, user_id, started_at);

CREATE TABLE run_results (
  tenant_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  -- Counts from 0, in the order that they ended.
  number INTEGER NOT NULL,
  iteration INTEGER NOT NULL,
  request_id TEXT,
  name TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed', 'skipped')),
  -- All else, redacted, as JSON.
  record TEXT NOT NULL,
  PRIMARY KEY (tenant_id, run_id, number),
  FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX run_results_outcome ON run_results (tenant_id, run_id, outcome, number);
