import type { IntegrationId } from '#contract/common.ts';
import { type Integration, integrationFaults } from '#contract/integrations.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { announce } from './announce.ts';
import type { IntegrationsDeps } from './deps.ts';
import { type ImageKind, type ImageSize, rasterImage } from './imageKind.ts';
import { dropLogo, keepLogo } from './logoFiles.ts';
import { among, readIntegration, readRecord } from './rows.ts';
import { sanitizeSvg } from './sanitizeSvg.ts';
import { integrations } from './table.ts';

const largest = 5 * 1024 * 1024;
const longestSide = 8_192;

/** Keeps an image file as the integration's logo; null goes back to the preset's. Throws LOGO_REFUSED. */
export async function setLogo(
  deps: IntegrationsDeps,
  actor: Actor,
  { id, data }: { id: IntegrationId; data: string | null },
): Promise<Integration> {
  requireRole(actor, 'editor');
  readRecord(deps.store.read, actor.tenantId, id);
  const image = data === null ? null : judge(Buffer.from(data, 'base64'));
  const file = image && (await keepLogo(deps.logosDir, actor.tenantId, image.kind, image.bytes));
  try {
    const { before, after } = swap(deps, actor, id, file);
    await dropLogo(deps.logosDir, actor.tenantId, before);
    const action = file === null ? 'removed the logo of' : 'changed the logo of';
    announce(deps.events, actor, { action, subject: after.displayName, ids: [id] });
    return after;
  } catch (error) {
    await dropLogo(deps.logosDir, actor.tenantId, file);
    throw error;
  }
}

function swap(deps: IntegrationsDeps, actor: Actor, id: IntegrationId, logoFile: string | null) {
  return deps.store.write((w) => {
    const before = readRecord(w, actor.tenantId, id).logoFile;
    w.update(integrations)
      .set({ logoFile, updatedAt: deps.now() })
      .where(among(actor.tenantId, [id]))
      .run();
    return { before, after: readIntegration(w, actor, id, deps.usableConnections) };
  });
}

/** What may be kept of an uploaded file: a raster image as it is, an SVG after sanitising. */
function judge(bytes: Uint8Array): { kind: ImageKind; bytes: Uint8Array } {
  if (bytes.byteLength > largest) throw refused('The file is larger than 5 MB.', 'Choose a smaller image.');
  const raster = rasterImage(bytes);
  if (raster) {
    checkSize(raster);
    return { kind: raster.kind, bytes };
  }
  const svg = sanitizeSvg(bytes);
  if (!svg) throw refused('The file is not a PNG, JPEG, GIF, WebP or SVG image.', 'Choose an image file.');
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
