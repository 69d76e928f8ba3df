import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { exportFormats } from '#contract/collections.ts';
import { exchangeId } from '#contract/common.ts';
import type { VariableOwner } from '#contract/environments.ts';
import type { RequestDraftInput } from '#contract/requests.ts';
import { type Canary, canariesIn, filesWithCanary, makeCanary } from './canary.ts';
import { recordedTransports } from './recordedTransports.ts';
import { type Client, temporaryFolder, testConsole } from './testConsole.ts';
import { plainDraft } from './world.ts';

const [direct] = recordedTransports;

/** A console with an environment and a collection, which writes down all that crosses to the page. */
export async function secretsRig() {
  const test = await testConsole();
  if (direct === undefined) throw new Error('There is no transport');
  const { client, crossed } = await direct.connect(test.console);
  const { id: environmentId } = await client.environments.create({ name: 'Test', color: null, isProduction: false });
  const { id: groupId } = await client.collections.saveGroup({ name: 'Collection' });
  const draft: RequestDraftInput = { ...plainDraft, environmentId, groupId };
  const send = (fields: Partial<RequestDraftInput>) =>
    client.requests.send({ id: exchangeId.parse(randomUUID()), draft: { ...draft, ...fields } });
  /** What stands of the canaries anywhere but at the server. */
  const leaks = async (canaries: readonly Canary[]) => {
    await readAll(client);
    const found = [...canariesIn(crossed.join('\n'), canaries), ...canariesIn(test.logs.join('\n'), canaries)];
    const before = filesWithCanary(test.host.paths.data, canaries);
    await test.console.close();
    return [...found, ...before, ...filesWithCanary(test.host.paths.data, canaries)];
  };
  return { ...test, client, crossed, environmentId, groupId, draft, send, leaks };
}

async function readAll(client: Client): Promise<void> {
  const { rows } = await client.requests.history({ limit: 500 });
  for (const { id } of rows) {
    await client.requests.get({ id });
    await client.requests.body({ id, offset: 0, length: 1_000_000, as: 'text' }).catch(() => undefined);
  }
  await client.activity.list({ limit: 500 });
  const { groups, requests } = await client.collections.tree();
  for (const { id } of requests) await client.collections.request({ id });
  for (const { id } of groups) for (const format of exportFormats) await client.collections.export({ id, format });
  for (const { id } of await client.environments.list()) {
    await client.environments.variables({ kind: 'environment', id });
    for (const group of [null, ...groups.map((each) => each.id)])
      await client.environments.effective({ environmentId: id, groupId: group });
  }
  for (const { id } of await client.runs.list())
    for (const format of ['junit', 'json', 'html'] as const) await client.runs.report({ id, format });
  await client.system.diagnostics();
}

/** Variables of every kind that is not plain, each with a canary as its value. */
export async function hiddenVariables(client: Client, environmentId: string, groupId: string) {
  const canaries = {
    vault: makeCanary('vault'),
    process: makeCanary('process'),
    command: makeCanary('command'),
    group: makeCanary('group'),
  };
  process.env.CANARY_OF_THE_PROCESS = canaries.process.secret;
  onTestFinished(() => void delete process.env.CANARY_OF_THE_PROCESS);
  const file = join(temporaryFolder(), 'value');
  writeFileSync(file, canaries.command.secret);
  const environment = { kind: 'environment', id: environmentId } as VariableOwner;
  const group = { kind: 'group', id: groupId } as VariableOwner;
  await client.environments.setVariable({
    owner: environment,
    name: 'fromVault',
    kind: 'secret',
    secret: canaries.vault.secret,
  });
  await client.environments.setVariable({
    owner: environment,
    name: 'fromProcess',
    kind: 'process',
    value: 'CANARY_OF_THE_PROCESS',
  });
  const command = `cat ${file}`;
  const { id } = await client.environments.setVariable({
    owner: environment,
    name: 'fromCommand',
    kind: 'command',
    value: command,
  });
  await client.environments.allowCommand({ id, command });
  await client.environments.setVariable({
    owner: group,
    name: 'fromGroup',
    kind: 'secret',
    secret: canaries.group.secret,
  });
  return canaries;
}
