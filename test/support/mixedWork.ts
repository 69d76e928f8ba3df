import { createHash, randomUUID } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { createRouterClient } from '@orpc/server';
import { z } from 'zod';
import { type ConnectionId, connectionId, type IntegrationId, integrationId } from '#contract/common.ts';
import { createConsole } from '#main/console.ts';
import { nodeHost } from '#main/hosts/nodeHost.ts';
import { numberedDefinition } from './numberedDefinition.ts';
import type { Client } from './testConsole.ts';

/**
 * Work of every kind that writes beside the store, or moves it: integrations with logos and connections, secrets that are replaced,
 * master keys, imports, backups and restores. Run as a script it goes on until it is killed.
 */

export const passphrase = 'kill-test-Passphrase-4711';

/** What one step makes true. It is printed when it begins, and again when the console has acknowledged it. */
const step = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('integration'), name: z.string(), id: integrationId.nullable() }),
  z.object({ kind: z.literal('connection'), of: integrationId, secret: z.string(), id: connectionId.nullable() }),
  z.object({ kind: z.literal('secret'), id: connectionId, secret: z.string() }),
  /** `logo` is the SHA-256 of the file; null is none of its own. */
  z.object({ kind: z.literal('logo'), id: integrationId, logo: z.string().nullable() }),
  z.object({ kind: z.literal('rekey') }),
  z.object({ kind: z.literal('import'), number: z.int() }),
  z.object({ kind: z.literal('backup'), name: z.string().nullable() }),
  z.object({ kind: z.literal('restore'), name: z.string() }),
]);
export type Step = z.infer<typeof step>;

export const line = z.object({ done: z.boolean(), step });

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A picture of one pixel in a colour of its own (PNG, ISO 15948); its checks are left at zero, since nobody draws it. */
function picture(): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };
  const size = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const colour = deflateSync(Buffer.concat([Buffer.alloc(1), Buffer.from(randomUUID()).subarray(0, 3)]));
  const text = Buffer.from(randomUUID());
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', size),
    chunk('tEXt', text),
    chunk('IDAT', colour),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const auth = { kind: 'apiKey', in: 'header', name: 'X-Key', prefix: '' } as const;
const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(Math.random() * items.length)];
const say = (done: boolean, step: Step) => process.stdout.write(`${JSON.stringify({ done, step })}\n`);

/** Announces a step, does it, and acknowledges what came of it. */
async function take(step: Step, work: () => Promise<Step>): Promise<void> {
  say(false, step);
  say(true, await work());
}

interface Known {
  readonly integrations: IntegrationId[];
  readonly connections: ConnectionId[];
}

async function known(client: Client): Promise<Known> {
  const { rows } = await client.integrations.list({ text: 'mixed', limit: 500 });
  const found = await client.connections.list({ limit: 500 });
  return { integrations: rows.map(({ id }) => id), connections: found.rows.map(({ id }) => id) };
}

/** One step of the mix; restores come seldom, so that there is something to lose. */
async function next(client: Client, { integrations, connections }: Known, number: number): Promise<void> {
  const of = pick(integrations);
  const id = pick(connections);
  const chance = Math.random();
  if (of === undefined || chance < 0.12) {
    const name = `mixed ${randomUUID()}`;
    return take({ kind: 'integration', name, id: null }, async () => {
      const fields = { type: 'api', provider: 'custom', baseUrl: 'http://127.0.0.1:9', manualAuth: auth } as const;
      const made = await client.integrations.create({ name, ...fields });
      integrations.push(made.id);
      return { kind: 'integration', name, id: made.id };
    });
  }
  if (id === undefined || chance < 0.24) {
    const secret = randomUUID();
    return take({ kind: 'connection', of, secret, id: null }, async () => {
      const made = await client.connections.create({
        integrationId: of,
        name: `key ${randomUUID()}`,
        kind: 'apiKey',
        schemeKey: null,
        visibility: 'team',
        secret,
      });
      connections.push(made.id);
      return { kind: 'connection', of, secret, id: made.id };
    });
  }
  if (chance < 0.4) {
    const secret = randomUUID();
    return take({ kind: 'secret', id, secret }, async () => {
      await client.connections.replaceSecret({ id, secret });
      return { kind: 'secret', id, secret };
    });
  }
  if (chance < 0.7) {
    const bytes = Math.random() < 0.85 ? picture() : null;
    const done: Step = { kind: 'logo', id: of, logo: bytes && sha256(bytes) };
    return take(done, async () => {
      await client.integrations.setLogo({ id: of, data: bytes === null ? null : bytes.toString('base64') });
      return done;
    });
  }
  if (chance < 0.76)
    return take({ kind: 'rekey' }, async () => {
      await client.vault.rekey({ passphrase });
      return { kind: 'rekey' };
    });
  if (chance < 0.82) return take({ kind: 'import', number }, () => importNext(client, number));
  if (chance < 0.96) {
    return take({ kind: 'backup', name: null }, async () => ({
      kind: 'backup',
      name: (await client.system.backUp()).name,
    }));
  }
  const backup = pick((await client.system.dataUse()).backups.filter(({ reason }) => reason === 'person'));
  if (backup === undefined) return;
  const step: Step = { kind: 'restore', name: backup.name };
  await take(step, async () => {
    await client.system.restore({ name: backup.name });
    return step;
  });
  // What is written from here on goes with the store that the next start puts aside.
  process.kill(process.pid, 'SIGKILL');
}

async function importNext(client: Client, number: number): Promise<Step> {
  const { rows } = await client.integrations.list({ text: 'numbered' });
  const existing = rows[0]?.id;
  const source = { kind: 'text' as const, text: numberedDefinition(number) };
  const review = await client.definitions.review({ source, ...(existing && { integrationId: existing }) });
  const target = existing
    ? { kind: 'existing' as const, integrationId: existing }
    : { kind: 'new' as const, name: 'numbered', fields: { baseUrl: 'http://127.0.0.1:9' } };
  await client.definitions.apply({ id: review.id, target });
  return { kind: 'import', number };
}

/** Opens the vault, which the first run sets up. */
export async function openVault(client: Client): Promise<void> {
  const { status } = await client.vault.state();
  if (status === 'setup') await client.vault.setUp({ method: 'passphrase', passphrase });
  else if (status === 'locked') await client.vault.unlock({ passphrase });
}

if (process.argv[1] === import.meta.filename) {
  const patchbay = await createConsole(nodeHost('loopback'));
  const client: Client = createRouterClient(patchbay.router, { context: { session: patchbay.openSession() } });
  await patchbay.vaultStarted;
  await openVault(client);
  const things = await known(client);
  const first = Number(process.argv[2] ?? 1);
  for (let number = first; ; number += 1) await next(client, things, number);
}
