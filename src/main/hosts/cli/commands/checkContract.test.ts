import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandRig, pipeIn, typeIn } from '#test/support/commandRig.ts';
import { importDocument } from '#test/support/roundTrip.ts';
import { stylesDefinition } from '#test/support/stylesDefinition.ts';
import { temporaryFolder } from '#test/support/testConsole.ts';
import { checkContract } from './checkContract.ts';

const options = { only: [], concurrency: 4, delay: 0, timeout: 10, reporter: 'text', connection: false } as const;

/** A console with an integration and a mock server of it, which asks for a key wherever the definition says so. */
async function begin() {
  const rig = await commandRig();
  const integrationId = await importDocument(rig.client, 'styles', Buffer.from(JSON.stringify(stylesDefinition)));
  const { address } = await rig.client.contracts.startMock({ integrationId, validate: true });
  const check = (more: object) =>
    checkContract(rig.own, rig.output, 'styles', { ...options, server: address, ...more });
  const called = async () =>
    (await rig.client.contracts.mock({ integrationId }))?.calls.map(({ method }) => method) ?? [];
  return { ...rig, check, called };
}

describe('check-contract', () => {
  it('ends with 0 where every answer is as declared', async () => {
    const { check, output } = await begin();
    const report = await check({ only: ['*latest'] });
    expect(report.counts).toMatchObject({ kept: 1, broken: 0 });
    expect(output.lines).toContainEqual(expect.stringMatching(/^ok {4}200 {2}GET \/things\/latest/));
    expect(process.exitCode).toBe(0);
  });

  it('ends with 9 where one breaks the definition, and names what is wrong', async () => {
    const { check, output } = await begin();
    await check({ only: ['GET /things'] });
    expect(output.lines).toContainEqual(expect.stringContaining('401 is not declared; declared is 200.'));
    expect(process.exitCode).toBe(9);
  });

  it('takes server and credentials from the variables of an environment', async () => {
    const { check, client, output } = await begin();
    const { id } = await client.environments.create({ name: 'Staging', color: null, isProduction: false });
    const owner = { kind: 'environment' as const, id };
    const { address } = (await client.contracts.mock({
      integrationId: (await client.integrations.list({})).rows[0]?.id ?? '',
    })) ?? { address: '' };
    await client.environments.setVariable({ owner, name: 'baseUrl', kind: 'plain', value: address });
    await client.environments.setVariable({ owner, name: 'key', kind: 'secret', secret: 'key-of-the-environment' });
    const more = { only: ['GET /things'], server: '{{baseUrl}}', header: ['X-Key: {{key}}'] };
    const { counts } = await check({ ...more, env: 'Staging' });
    expect([counts.broken, counts.noAnswer, counts.kept > 0]).toEqual([0, 0, true]);
    expect(JSON.stringify([output.values, output.lines])).not.toContain('key-of-the-environment');
    await expect(check({ ...more, env: 'Nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(check({ header: ['no value'] })).rejects.toMatchObject({ code: 'USAGE' });
    expect((await check(more)).counts.noAnswer).toBe(1);
  });

  it('writes the report to a file in the form that is asked for', async () => {
    const { check } = await begin();
    const output = join(temporaryFolder(), 'report.xml');
    await check({ only: ['*latest'], reporter: 'junit', output });
    expect(readFileSync(output, 'utf8')).toMatch(/^<\?xml[\s\S]*tests="1" failures="0"[\s\S]*<\/testsuites>\n$/);
  });

  it('sends nothing that may change something before a person has said yes', async () => {
    const { check, called } = await begin();
    pipeIn();
    await expect(check({ includeUnsafe: true })).rejects.toMatchObject({ data: { kept: 'Nothing was sent.' } });
    expect(await called()).toEqual([]);
    typeIn('y');
    await check({ includeUnsafe: true });
    expect(await called()).toContain('DELETE');
  });

  it('leaves out what may change something where nobody asks for it', async () => {
    const { check, called } = await begin();
    await check({});
    expect([...new Set(await called())]).toEqual(['GET']);
  });
});
