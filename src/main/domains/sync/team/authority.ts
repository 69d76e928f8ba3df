import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataPaths } from '#main/kernel/paths.ts';
import type { ServerAddress } from '../server/address.ts';
import { ServerError } from '../server/errors.ts';

/** The certificate authority of a database as PEM, where its address names a file; it goes along with an invitation. */
export function readAuthority({ caFile }: ServerAddress): string | null {
  if (caFile === null) return null;
  try {
    return readFileSync(caFile, 'utf8');
  } catch {
    throw new ServerError('caUnreadable', `The certificate authority in ${caFile} cannot be read.`);
  }
}

/** Keeps the authority that came with an invitation in the data folder, and gives the address that uses it. */
export function keepAuthority(
  paths: DataPaths,
  tenantId: string,
  address: ServerAddress,
  pem: string | null,
): ServerAddress {
  if (pem === null) return { ...address, caFile: null };
  const folder = join(paths.root, 'team');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const caFile = join(folder, `${tenantId}.pem`);
  writeFileSync(caFile, pem, { mode: 0o600 });
  return { ...address, caFile };
}
