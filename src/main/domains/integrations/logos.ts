import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { and, eq, isNotNull } from 'drizzle-orm';
import { type IntegrationId, type TenantId, tenantId as tenantIdShape } from '#contract/common.ts';
import { type Integration, integrationFaults } from '#contract/integrations.ts';
import { type Actor, notFound, requireRole } from '#main/kernel/actor.ts';
import { keepFile, partialOf, uuidv7 } from '#main/store/index.ts';
import type { IntegrationsContext } from './context.ts';
import { integrationFacts } from './facts.ts';
import { isLogoName, logoEnding } from './logoNames.ts';
import { among, integrations, readIntegration, readRecord } from './rows.ts';
import { shareLogo } from './sharedLogos.ts';

/** Endings of the files that we write. */
type ImageKind = 'png' | 'jpg' | 'gif' | 'webp' | 'svg';

const mediaTypes: Record<ImageKind, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
};

interface ImageSize {
  readonly width: number;
  readonly height: number;
}

interface RasterImage extends ImageSize {
  readonly kind: Exclude<ImageKind, 'svg'>;
}

/** Kind and size of a raster image by its content (PNG, JPEG, GIF, WebP); undefined for anything else. */
export function rasterImage(bytes: Uint8Array): RasterImage | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const [kind, measure] of measures) {
    const size = measure(buffer);
    if (size) return { kind, ...size };
  }
  return undefined;
}

const measures: readonly [RasterImage['kind'], (buffer: Buffer) => ImageSize | undefined][] = [
  ['png', pngSize],
  ['jpg', jpegSize],
  ['gif', gifSize],
  ['webp', webpSize],
];

/** PNG (ISO 15948): signature, then IHDR with width and height. */
function pngSize(buffer: Buffer): ImageSize | undefined {
  if (buffer.length < 33 || buffer.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return undefined;
  if (buffer.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return { width: buffer.readUInt32BE(16), height: buffer.readUInt32BE(20) };
}

/** GIF87a and GIF89a: the logical screen's size follows the signature. */
function gifSize(buffer: Buffer): ImageSize | undefined {
  if (buffer.length < 14 || !/^GIF8[79]a$/.test(buffer.toString('latin1', 0, 6))) return undefined;
  return { width: buffer.readUInt16LE(6), height: buffer.readUInt16LE(8) };
}

/** JPEG (ITU-T T.81): walks the segments to the start of frame. */
function jpegSize(buffer: Buffer): ImageSize | undefined {
  if (buffer.length < 4 || buffer.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 <= buffer.length && buffer[at] === 0xff; ) {
    const marker = buffer[at + 1] ?? 0;
    const length = buffer.readUInt16BE(at + 2);
    if (isStartOfFrame(marker)) return { height: buffer.readUInt16BE(at + 5), width: buffer.readUInt16BE(at + 7) };
    at += marker === 0xff ? 1 : 2 + Math.max(2, length);
  }
  return undefined;
}

const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** WebP (RFC 9649): RIFF container whose first chunk is VP8, VP8L or VP8X. */
function webpSize(buffer: Buffer): ImageSize | undefined {
  if (buffer.length < 30 || buffer.toString('latin1', 0, 4) !== 'RIFF') return undefined;
  const form = buffer.toString('latin1', 8, 16);
  if (form === 'WEBPVP8 ') return { width: buffer.readUInt16LE(26) & 0x3fff, height: buffer.readUInt16LE(28) & 0x3fff };
  if (form === 'WEBPVP8X') return { width: buffer.readUIntLE(24, 3) + 1, height: buffer.readUIntLE(27, 3) + 1 };
  if (form !== 'WEBPVP8L' || buffer[20] !== 0x2f) return undefined;
  const bits = buffer.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

export interface LogoFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** Writes a logo under a name of ours and answers with it. The file appears whole or not at all. */
async function keepLogo(logosDir: string, tenantId: TenantId, kind: ImageKind, bytes: Uint8Array): Promise<string> {
  const file = `${uuidv7()}.${kind}`;
  const folder = join(logosDir, tenantId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await keepFile(join(folder, file), bytes);
  return file;
}

type LogosContext = Pick<IntegrationsContext, 'logosDir' | 'isInBackup'>;

/** Removes a logo that no row names any more, unless a restore would bring such a row back. */
export async function dropLogo(context: LogosContext, tenantId: TenantId, file: string | null): Promise<void> {
  if (file === null || !isLogoName(file) || context.isInBackup(tenantId, file)) return;
  await rm(join(context.logosDir, tenantId, file), { force: true });
}

/**
 * Brings rows and files together after a kill or a restore: a row whose file is gone has its provider's logo again, and a file that no
 * row names, here or in a backup, is removed. Call it while nothing else keeps logos.
 */
export async function sweepLogos({
  store,
  ...context
}: LogosContext & Pick<IntegrationsContext, 'store'>): Promise<void> {
  const { tenantId, logoFile } = integrations;
  const named = store.read.select({ tenantId, logoFile }).from(integrations).where(isNotNull(logoFile)).all();
  const known = new Set<string>();
  for (const row of named) {
    const path = join(row.tenantId, row.logoFile ?? '');
    if (existsSync(join(context.logosDir, path))) known.add(path);
    else forgetLogo(store, row);
  }
  if (!existsSync(context.logosDir)) return;
  for (const folder of await readdir(context.logosDir))
    for (const file of await readdir(join(context.logosDir, folder)).catch(() => []))
      if (!known.has(join(folder, file))) await dropUnknown(context, folder, file);
}

async function dropUnknown(context: LogosContext, folder: string, file: string): Promise<void> {
  const owner = tenantIdShape.safeParse(folder);
  if (owner.success && isLogoName(file)) await dropLogo(context, owner.data, file);
  else if (file.endsWith(partialOf(''))) await rm(join(context.logosDir, folder, file), { force: true });
}

function forgetLogo(store: IntegrationsContext['store'], row: { tenantId: TenantId; logoFile: string | null }): void {
  const same = and(eq(integrations.tenantId, row.tenantId), eq(integrations.logoFile, row.logoFile ?? ''));
  store.write((w) => w.update(integrations).set({ logoFile: null }).where(same).run());
}

/** A stored logo of the actor's tenant. Any name that is not exactly one of ours is NOT_FOUND before the disk is touched. */
export async function readLogo(context: { readonly logosDir: string }, actor: Actor, file: string): Promise<LogoFile> {
  const kind = logoEnding(file);
  if (!isKind(kind)) throw notFound('The logo');
  try {
    const stored = await readFile(join(context.logosDir, actor.tenantId, file));
    // Versions before this one kept more, and the file may have been altered since.
    const bytes = kind === 'svg' ? await sanitised(stored) : stored;
    if (bytes === undefined) throw notFound('The logo');
    return { bytes: Buffer.from(bytes), mediaType: mediaTypes[kind] };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw notFound('The logo');
    throw error;
  }
}

/** The sanitiser is loaded for the first SVG: it would be half of what a command loads. */
const sanitised = async (bytes: Uint8Array): Promise<string | undefined> =>
  (await import('./sanitizeSvg.ts')).sanitizeSvg(bytes);

const isKind = (kind: string | undefined): kind is ImageKind => kind !== undefined && Object.hasOwn(mediaTypes, kind);

const largest = 5 * 1024 * 1024;
const longestSide = 8_192;

/** Keeps an image file as the integration's logo; null goes back to the preset's. Throws LOGO_REFUSED. */
export async function setLogo(
  context: IntegrationsContext,
  actor: Actor,
  { id, data }: { id: IntegrationId; data: string | null },
): Promise<Integration> {
  requireRole(actor, 'editor');
  readRecord(context.store.read, actor.tenantId, id);
  const image = data === null ? null : await judge(Buffer.from(data, 'base64'));
  const file = image && (await keepLogo(context.logosDir, actor.tenantId, image.kind, image.bytes));
  try {
    const { before, after } = swap(
      context,
      actor,
      id,
      file === null || image === null ? null : { file, content: image.bytes },
    );
    await dropLogo(context, actor.tenantId, before);
    return after;
  } catch (error) {
    await dropLogo(context, actor.tenantId, file);
    throw error;
  }
}

function swap(
  context: IntegrationsContext,
  actor: Actor,
  id: IntegrationId,
  logo: { file: string; content: Uint8Array } | null,
) {
  const logoFile = logo?.file ?? null;
  return context.store.write((w) => {
    shareLogo(w, actor.tenantId, id, logo);
    const before = readRecord(w, actor.tenantId, id).logoFile;
    w.update(integrations)
      .set({ logoFile, updatedAt: context.now() })
      .where(among(actor.tenantId, [id]))
      .run();
    const after = readIntegration(w, actor, id, context.usableConnections);
    const type = logoFile === null ? integrationFacts.logoRemoved : integrationFacts.logoChanged;
    context.facts.emit(w, type, { actor, entity: { id, name: after.displayName }, integrationId: id });
    return { before, after };
  });
}

/** What may be kept of an uploaded file: a raster image as it is, an SVG after sanitising. */
async function judge(bytes: Uint8Array): Promise<{ kind: ImageKind; bytes: Uint8Array }> {
  if (bytes.byteLength > largest) throw refused('The file is larger than 5 MB.', 'Choose a smaller image.');
  const raster = rasterImage(bytes);
  if (raster) {
    checkSize(raster);
    return { kind: raster.kind, bytes };
  }
  const svg = await sanitised(bytes);
  if (svg === undefined)
    throw refused(
      'The file is not a PNG, JPEG, GIF, WebP or SVG image that can be used: an SVG must not define entities, nor nest clips and masks until it takes too long to draw.',
      'Choose another image file, or export this one as PNG.',
    );
  return { kind: 'svg', bytes: Buffer.from(svg, 'utf8') };
}

function checkSize({ width, height }: ImageSize): void {
  if (width > 0 && height > 0 && Math.max(width, height) <= longestSide) return;
  const message = `The image has ${width} × ${height} pixels; 1 to ${longestSide} each way can be used.`;
  throw refused(message, 'Choose an image of a usual size, for example 256 × 256.');
}

function refused(message: string, todo: string) {
  return integrationFaults.fault('LOGO_REFUSED', message, { kept: 'The logo was not changed.', todo, field: 'data' });
}
