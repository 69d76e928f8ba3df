-- Uploaded logos of a bounded size, so that they travel with a shared tenant; the files are made of them.
CREATE TABLE integration_logos (
  tenant_id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  -- The name of the file in the logos of the tenant.
  file TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (tenant_id, integration_id),
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
) STRICT;
