-- What a server was found to take: the client's secret in the header percent-encoded or as it is.
ALTER TABLE oauth_tokens ADD COLUMN header_form TEXT CHECK (header_form IN ('encoded', 'plain'));
-- Renewals that failed in a row without a refusal; 0 after one that went well.
ALTER TABLE oauth_tokens ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
-- Origins of endpoints other than the issuer's that a person confirmed (JSON list). NULL: tokens from before anyone was asked; their
-- secret has been there already, so that the next renewal keeps what it finds.
ALTER TABLE oauth_tokens ADD COLUMN confirmed_origins TEXT;
UPDATE oauth_tokens SET confirmed_origins = '[]' WHERE obtained_at IS NULL;
