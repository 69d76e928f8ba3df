CREATE TABLE health_schedules (
  tenant_id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  interval_minutes INTEGER NOT NULL CHECK (interval_minutes > 0),
  -- Times of the day of this computer's zone, for example 22:30; no checks from the first to the second.
  quiet_from TEXT,
  quiet_to TEXT,
  notify INTEGER NOT NULL CHECK (notify IN (0, 1)),
  -- Who set it: checks go out as this person for as long as they may.
  set_by TEXT NOT NULL,
  next_at INTEGER,
  -- Failures in a row.
  failures INTEGER NOT NULL DEFAULT 0,
  -- What the last check said; null before the first.
  last_ok INTEGER CHECK (last_ok IN (0, 1)),
  PRIMARY KEY (tenant_id, integration_id),
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE,
  CHECK ((quiet_from IS NULL) = (quiet_to IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX health_due ON health_schedules (next_at) WHERE enabled = 1;

CREATE TABLE health_results (
  tenant_id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  ok INTEGER NOT NULL CHECK (ok IN (0, 1)),
  status INTEGER,
  latency_ms REAL,
  PRIMARY KEY (tenant_id, integration_id, at),
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX health_results_at ON health_results (at);

-- One row: the process that checks by schedule, and until when it does without saying so again.
CREATE TABLE health_lease (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  holder TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;
