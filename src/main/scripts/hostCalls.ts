import { createHash, createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { validateAgainstSchema } from '#main/kernel/validateSchema.ts';

const hashing = z.object({ algorithm: z.string(), message: z.string(), key: z.string().optional() });
const checking = z.object({ schema: z.union([z.boolean(), z.record(z.string(), z.unknown())]), value: z.unknown() });

/** What the sandbox asks of the worker and gets at once: JSON for JSON. Nothing here reaches the network, files or the process. */
export const hostCalls: Readonly<Record<string, (payload: unknown) => unknown>> = {
  random: (payload) => randomBytes(z.int().min(0).max(65_536).parse(payload)).toString('hex'),
  hash: (payload) => {
    const { algorithm, message, key } = hashing.parse(payload);
    const bytes = (base64: string) => Buffer.from(base64, 'base64');
    const hash = key === undefined ? createHash(algorithm) : createHmac(algorithm, bytes(key));
    return hash.update(bytes(message)).digest('hex');
  },
  schema: (payload) => {
    const { schema, value } = checking.parse(payload);
    const verdict = validateAgainstSchema(schema, value);
    if (verdict.outcome === 'matches') return { problems: [] };
    if (verdict.outcome === 'unchecked') throw new Error(verdict.reason);
    return { problems: verdict.mismatches.map(({ pointer, message }) => `data${pointer} ${message}`) };
  },
};
