import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Client, type TestConsole, testConsole } from '#test/support/testConsole.ts';

const api = { type: 'api', provider: 'custom', baseUrl: 'https://api.example.com' } as const;
const svg = (colour: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><rect width="2" height="2" fill="${colour}"/></svg>`,
  ).toString('base64');

const filesOf = ({ host }: TestConsole): string[] =>
  readdirSync(join(host.paths.data, 'logos'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.\w+$/.test(name),
  );

const make = async (client: Client) => (await client.integrations.create({ name: 'a', ...api })).id;

/** What the logo shows, or null where it is the provider's. */
async function shown({ console, client }: TestConsole, id: Awaited<ReturnType<typeof make>>): Promise<string | null> {
  const { logo } = await client.integrations.get({ id });
  if (logo.kind !== 'file') return null;
  const file = await console.readLogo(console.openSession(), logo.file);
  return file === null ? 'gone' : Buffer.from(file.bytes).toString();
}

it('a restore brings back the logo that was replaced since', async () => {
  const first = await testConsole();
  const id = await make(first.client);
  await first.client.integrations.setLogo({ id, data: svg('red') });
  const { name } = await first.client.system.backUp();
  await first.client.integrations.setLogo({ id, data: svg('blue') });
  expect(filesOf(first)).toHaveLength(2);
  await first.client.integrations.setLogo({ id, data: svg('green') });
  expect(filesOf(first)).toHaveLength(2);
  await first.client.system.restore({ name });
  await first.console.close();

  const second = await testConsole(first.host);
  expect(await shown(second, id)).toContain('red');
  // The store of before is a backup too, so that its logo stays as well.
  expect(filesOf(second)).toHaveLength(2);
});

it('a start gives the provider’s logo to a row whose file is gone, and removes files that no row names', async () => {
  const first = await testConsole();
  const [kept, lost] = [await make(first.client), (await first.client.integrations.create({ name: 'b', ...api })).id];
  await first.client.integrations.setLogo({ id: kept, data: svg('red') });
  const own = filesOf(first);
  await first.client.integrations.setLogo({ id: lost, data: svg('blue') });
  const other = filesOf(first).find((name) => !own.includes(name)) ?? '';
  const { tenantId } = first.console.openSession().actor();
  await first.console.close();
  const logos = join(first.host.paths.data, 'logos');
  rmSync(join(logos, other));
  const orphan = '01a223f7-26c3-72b0-b1fb-5c6e734bd545.png';
  mkdirSync(join(logos, tenantId), { recursive: true });
  for (const name of [orphan, `${orphan}.partial`]) writeFileSync(join(logos, tenantId, name), 'left');

  const second = await testConsole(first.host);
  expect(await shown(second, kept)).toContain('red');
  expect(await shown(second, lost)).toBeNull();
  expect(filesOf(second)).toEqual(own);
});
