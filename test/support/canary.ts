import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A secret that is looked for afterwards. */
export interface Canary {
  /** What is used as the secret. It has to be escaped in URLs, JSON and HTML. */
  readonly secret: string;
  /** The part of it that no such encoding changes; nobody may show it. Its end, the hint, is not part of it. */
  readonly core: string;
}

export function makeCanary(label: string): Canary {
  const core = `${label}${randomBytes(12).toString('hex')}`;
  return { secret: `k"/${core}+&%<zZ9z`, core };
}

/** How the core can stand in bytes: as it is, as UTF-16, in hexadecimal, and in base64 at each of three alignments. */
export function canaryForms({ core }: Canary): Buffer[] {
  const pieces = [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(core)]).toString('base64');
    // The first and last characters also depend on what stands beside it.
    const piece = whole.slice(offset === 0 ? 0 : 4, -4);
    return [piece, piece.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(piece)];
  });
  const hex = Buffer.from(core).toString('hex');
  const texts = [core, encodeURIComponent(core), hex, hex.toUpperCase(), ...pieces];
  return [...new Set(texts)].map((text) => Buffer.from(text)).concat(Buffer.from(core, 'utf16le'));
}

/** The files below a folder in which a canary stands, with what it stands as. */
export function filesWithCanary(folder: string, canaries: readonly Canary[]): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => canariesIn(readFileSync(path), canaries).map((found) => `${path}: ${found}`));
}

/** What stands of the canaries in bytes or a text, with what is around it. */
export function canariesIn(content: Buffer | string, canaries: readonly Canary[]): string[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return canaries.flatMap((canary) =>
    canaryForms(canary).flatMap((form) => {
      const at = bytes.indexOf(form);
      return at < 0 ? [] : [`${canary.core} in …${bytes.subarray(Math.max(0, at - 80), at + 80).toString('latin1')}…`];
    }),
  );
}
