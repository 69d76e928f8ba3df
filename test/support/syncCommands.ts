import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SyncStatus } from '#contract/sync.ts';
import { createConsole } from '#main/console.ts';
import { commandLine } from './runCommand.ts';
import { type Client, directClient, testHost } from './testConsole.ts';

export const passphrase = 'seven lamps over the harbour';

/** One computer of a team: the built command line on a data folder of its own, whose vault has a passphrase. */
export async function syncComputer() {
  const patchbay = commandLine();
  const file = join(patchbay.data, 'passphrase');
  writeFileSync(file, `${passphrase}\n`);
  await patchbay.json(['vault', 'setup', '--method', 'passphrase', '--passphrase-file', file]);
  const unlocked = ['--passphrase-file', file];
  /** `patchbay sync …` with JSON. */
  const sync = (args: readonly string[], options: Parameters<typeof patchbay.run>[1] = {}) => {
    const needsNoVault = args[0] === 'status' || args.includes('--print-sql');
    return patchbay.json(['sync', ...args, ...(needsNoVault ? [] : unlocked)], options);
  };
  return {
    ...patchbay,
    unlocked,
    sync,
    names: async () => {
      const { answer } = await patchbay.json(['list']);
      return (answer as { name: string }[]).map(({ name }) => name);
    },
    team: async () => ((await sync(['status'])).answer as SyncStatus).team,
    import: (name: string) =>
      patchbay.json(['import', '-', '--name', name], { input: JSON.stringify(definitionOf(name)) }),
    /** Does what no command does, as a page would, in this process. */
    edit: async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
      const { resources } = testHost().paths;
      const console = await createConsole(testHost({ kind: 'cli', paths: { data: patchbay.data, resources } }));
      try {
        return await work(directClient(console));
      } finally {
        await console.close();
      }
    },
    /** Where an integration is described: a field that every computer can change. */
    describe: async function describe(name: string, description: string): Promise<void> {
      await this.edit(async (client) => {
        const { rows } = await client.integrations.list({ text: name });
        const id = rows[0]?.id;
        if (id === undefined) throw new Error(`There is no ${name}`);
        await client.integrations.update({ id, changes: { description } });
      });
    },
  };
}

export type SyncComputer = Awaited<ReturnType<typeof syncComputer>>;

const definitionOf = (title: string) => ({
  openapi: '3.0.3',
  info: { title, version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [{ key: [] }],
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
  paths: { '/things': { get: { responses: { 200: { description: 'Things' } } } } },
});

/** What an invitation holds, to look into it or to change it. */
export function openInvitation(text: string): Record<string, unknown> & {
  login: string;
  password: string;
  tenantId: string;
  key: { bytes: string };
} {
  return JSON.parse(Buffer.from(text.trim().split(':')[1] ?? '', 'base64url').toString());
}

export const writeInvitation = (content: object): string =>
  `patchbay-invitation:${Buffer.from(JSON.stringify(content)).toString('base64url')}`;
