-- What is true of this device alone: the schedule itself is the team's.
CREATE TABLE health_state (
  tenant_id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  -- Failures in a row.
  failures INTEGER NOT NULL DEFAULT 0,
  -- What the last check said; null before the first.
  last_ok INTEGER CHECK (last_ok IN (0, 1)),
  -- When the job that checks runs next; null where none is planned.
  next_at INTEGER,
  PRIMARY KEY (tenant_id, integration_id),
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO health_state (tenant_id, integration_id, failures, last_ok, next_at)
SELECT tenant_id, integration_id, failures, last_ok, next_at FROM health_schedules;

DROP INDEX health_due;
ALTER TABLE health_schedules DROP COLUMN next_at;
ALTER TABLE health_schedules DROP COLUMN failures;
ALTER TABLE health_schedules DROP COLUMN last_ok;

-- Checks by schedule are jobs now, each with a lease of its own.
DROP TABLE health_lease;
