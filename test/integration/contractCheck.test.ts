import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { connectionId } from '#contract/common.ts';
import { contractChoice } from '#contract/contracts.ts';
import { startPrism } from '#test/support/prism.ts';
import { importDocument } from '#test/support/roundTrip.ts';
import { writeStylesDefinition } from '#test/support/stylesDefinition.ts';
import { testConsole } from '#test/support/testConsole.ts';

it('a contract check finds nothing wrong with Prism serving the same definition', async () => {
  const { client } = await testConsole();
  const file = writeStylesDefinition();
  const server = await startPrism(file);
  const integrationId = await importDocument(client, 'styles', readFileSync(file));
  const connection = await client.connections.create({
    integrationId,
    name: 'key',
    kind: 'apiKey',
    schemeKey: 'key',
    secret: 'a-key-for-prism-1',
    visibility: 'private',
    allowedHosts: [new URL(server).host],
  });
  const choice = { integrationId, connectionId: connectionId.parse(connection.id), server, includeUnsafe: true };
  const { total } = await client.contracts.check(contractChoice.parse(choice));
  await expect
    .poll(async () => (await client.contracts.report({ integrationId })).running, { timeout: 30_000 })
    .toBeNull();
  const { last } = await client.contracts.report({ integrationId });
  expect(last?.results.flatMap(({ key, findings }) => findings.map(({ message }) => `${key} ${message}`))).toEqual([]);
  expect(last?.counts).toEqual({ kept: total - 1, broken: 0, noAnswer: 0, unchecked: 1, skipped: 0 });
  expect(total).toBeGreaterThan(4);
});
