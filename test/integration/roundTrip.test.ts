import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { answerJudge } from '#test/support/answerJudge.ts';
import { startPrism } from '#test/support/prism.ts';
import { prismFaults } from '#test/support/prismFaults.ts';
import {
  generated,
  importDocument,
  nameOf,
  type Received,
  readDefinition,
  requestPart,
  sendTo,
} from '#test/support/roundTrip.ts';
import { sharedDefinitions } from '#test/support/sharedDefinitions.ts';
import { writeStylesDefinition } from '#test/support/stylesDefinition.ts';
import { testConsole } from '#test/support/testConsole.ts';

const tally = { sent: 0, refused: 0 };

/** Sends every operation of a definition to Prism and to our mock server, which both serve it. */
async function roundTrip(file: string) {
  const { client } = await testConsole();
  const document = sampled(readDefinition(file));
  const prism = await startPrism(requestPart(document));
  const integrationId = await importDocument(client, nameOf(file), readFileSync(file));
  const { address } = await client.contracts.startMock({ integrationId, validate: true });
  const { securitySchemes } = await client.definitions.report({ integrationId });
  const operations = await client.definitions.operations({ integrationId, limit: 5_000 });
  const rows = operations.rows.filter(({ key }) => hasOperation(document, key));
  const judge = answerJudge(document);
  const refused: string[] = [];
  const ours: string[] = [];
  for (const { key } of rows) {
    const detail = await client.definitions.describe({ integrationId, key });
    const draft = generated(integrationId, detail, securitySchemes);
    const theirs = await sendTo(client, prism, draft);
    const own = await sendTo(client, address, draft);
    if (theirs.faults.length > 0) refused.push(key);
    ours.push(...differences(key, theirs, own), ...judge(detail, own).map((each) => `${key} ${each}`));
  }
  return { client, document, refused, ours, rows, integrationId, securitySchemes };
}

function differences(key: string, theirs: Received, own: Received): string[] {
  const faults = own.faults.map((each) => `${key} refused by us: ${each.slice(0, 300)}`);
  const isOther = theirs.faults.length === 0 && theirs.status !== own.status;
  return [...faults, ...(isOther ? [`${key} Prism answers ${theirs.status}, we ${own.status}`] : [])];
}

/**
 * Prism takes minutes for large definitions. `PATCHBAY_EVERY_OPERATION=1` sends every operation all the same; otherwise some of each
 * definition stand for the rest, spread over its paths.
 */
const mostPaths = process.env.PATCHBAY_EVERY_OPERATION === '1' ? Number.POSITIVE_INFINITY : 25;

function sampled<T extends { paths?: Record<string, unknown> }>(document: T): T {
  const paths = Object.entries(document.paths ?? {});
  const step = Math.max(1, Math.ceil(paths.length / mostPaths));
  return { ...document, paths: Object.fromEntries(paths.filter((_, at) => at % step === 0)) };
}

const hasOperation = ({ paths = {} }: { paths?: Record<string, unknown> }, key: string): boolean =>
  Object.hasOwn(paths, key.slice(key.indexOf(' ') + 1));

/** One of our own, which every clone has. */
const styles = 'styles.openapi31.json';

describe('a generated request of every operation', { timeout: 3_600_000 }, () => {
  it.each([styles, ...sharedDefinitions()])('is right for Prism and for our mock server: %s', async (given) => {
    const file = given === styles ? writeStylesDefinition() : given;
    const { client, document, refused, ours, rows, integrationId, securitySchemes } = await roundTrip(file);
    const sent = new Set(rows.map(({ key }) => key));
    const expected = (prismFaults[nameOf(file)] ?? []).map(({ keys, ...fault }) => ({
      ...fault,
      keys: keys.filter((key) => sent.has(key)),
    }));
    tally.sent += rows.length;
    tally.refused += refused.length;
    expect(refused.toSorted()).toEqual(expected.flatMap(({ keys }) => keys).toSorted());
    expect(ours).toEqual([]);
    for (const { keys, reason, change } of expected) {
      if (keys.length === 0) continue;
      const prism = await startPrism(requestPart(document, change));
      for (const key of keys) {
        const detail = await client.definitions.describe({ integrationId, key });
        const { faults } = await sendTo(client, prism, generated(integrationId, detail, securitySchemes));
        expect(faults, `${key}: ${reason}`).toEqual([]);
      }
    }
  });

  // Every other request is right; what Prism cannot judge is listed above, with the proof, and stays few.
  afterAll(() => expect(tally.refused / tally.sent).toBeLessThan(0.1));
});
