import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TenantId } from '#contract/common.ts';
import { type Actor, notFound } from '#main/kernel/actor.ts';
import { uuidv7 } from '#main/store/index.ts';
import { type ImageKind, mediaTypes } from './imageKind.ts';

export interface LogoFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\.(png|jpg|gif|webp|svg)$/;

/** Writes a logo under a name of ours and answers with it. The file appears whole or not at all. */
export async function keepLogo(
  logosDir: string,
  tenantId: TenantId,
  kind: ImageKind,
  bytes: Uint8Array,
): Promise<string> {
  const file = `${uuidv7()}.${kind}`;
  const folder = join(logosDir, tenantId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const partial = join(folder, `${file}.partial`);
  await writeFile(partial, bytes, { mode: 0o600, flag: 'wx' });
  await rename(partial, join(folder, file));
  return file;
}

export async function dropLogo(logosDir: string, tenantId: TenantId, file: string | null): Promise<void> {
  if (file !== null && pattern.test(file)) await rm(join(logosDir, tenantId, file), { force: true });
}

/** A stored logo of the actor's tenant. Any name that is not exactly one of ours is NOT_FOUND before the disk is touched. */
export async function readLogo(deps: { readonly logosDir: string }, actor: Actor, file: string): Promise<LogoFile> {
  const kind = pattern.exec(file)?.[1];
  if (!isKind(kind)) throw notFound('The logo');
  try {
    return { bytes: await readFile(join(deps.logosDir, actor.tenantId, file)), mediaType: mediaTypes[kind] };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw notFound('The logo');
    throw error;
  }
}

const isKind = (kind: string | undefined): kind is ImageKind => kind !== undefined && Object.hasOwn(mediaTypes, kind);
