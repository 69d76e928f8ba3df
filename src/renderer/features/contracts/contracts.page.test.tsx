import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { exchangeId, integrationId } from '#contract/common.ts';
import type { ContractReport, ContractResult, Mock } from '#contract/contracts.ts';
import { connectionWith } from '#test/page/connections.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { sessionIn, tenantWith } from '#test/page/people.ts';
import { expectAccessible, show } from '#test/page/show.tsx';
import { ContractTab } from './ContractTab.tsx';

const id = integrationId.parse('5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c11');
const sent = exchangeId.parse('5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c12');

const mock: Mock = {
  integrationId: id,
  port: 4010,
  address: 'http://127.0.0.1:4010/v1',
  startedAt: 1,
  validate: true,
  dynamic: false,
  calls: [
    {
      at: 2,
      method: 'POST',
      target: '/v1/things',
      operationKey: 'POST /things',
      status: 422,
      ms: 3,
      issues: [{ place: 'body', pointer: '/name', message: 'must be string' }],
    },
  ],
};

const result = (key: string, fields: Partial<ContractResult> = {}): ContractResult => {
  const [method = '', path = ''] = key.split(' ');
  const rest = { status: 200, ms: 12, findings: [], note: null, valuesFrom: [], exchangeId: null };
  return { key, method, path, outcome: 'kept', ...rest, ...fields };
};

const report: ContractReport = {
  integrationId: id,
  integrationName: 'Things',
  startedAt: 1,
  endedAt: 2,
  server: 'https://api.example.com',
  connectionName: 'key',
  ended: 'whole',
  counts: { kept: 1, broken: 1, noAnswer: 0, unchecked: 0, skipped: 1 },
  results: [
    result('GET /things'),
    result('GET /things/{id}', {
      outcome: 'broken',
      findings: [{ kind: 'schema', pointer: '/size', message: 'must be integer' }],
      exchangeId: sent,
    }),
    result('DELETE /things/{id}', { outcome: 'skipped', status: null, ms: null }),
  ],
};

const begin = (contracts: NonNullable<Answers['contracts']>) =>
  show(<ContractTab integrationId={id} />, {
    answers: {
      tenants: { session: () => sessionIn(tenantWith(1, 'North', 'editor')) },
      connections: { list: () => ({ rows: [{ ...connectionWith(), uses: 0 }], total: 1, all: 1, attention: 0 }) },
      contracts: { mock: () => null, report: () => ({ running: null, last: null }), ...contracts },
    },
  });

const button = (name: string) => page.getByRole('button', { name });

it('starts a mock server, shows what called it, and stops it', async () => {
  const { console } = await begin({});
  await page.getByLabelText('Port').fill('4010');
  console.answer({ contracts: { startMock: () => mock, mock: () => mock } });
  await button('Start mock server').click();
  await expect.element(page.getByText(mock.address)).toBeVisible();
  expect(console.asked('contracts.startMock')).toMatchObject([{ integrationId: id, port: 4010, validate: true }]);
  await expect.element(page.getByText('body/name must be string')).toBeVisible();
  await expectAccessible();
  // It is gone once it was stopped; the page asks again meanwhile.
  let served: typeof mock | null = mock;
  const stopMock = () => {
    served = null;
    return { stopped: true };
  };
  console.answer({ contracts: { stopMock, mock: () => served } });
  await button('Stop').click();
  await expect.element(button('Start mock server')).toBeVisible();
});

it('sends a check to the mock server with the connection that is the default', async () => {
  const progress = { startedAt: 1, done: 0, total: 2, counts: { ...report.counts }, last: null };
  const { console } = await begin({ mock: () => mock, check: () => progress });
  await button('Use the mock server').click();
  await button('Run check').click();
  await expect
    .poll(() => console.asked('contracts.check'))
    .toMatchObject([
      { integrationId: id, server: mock.address, connectionId: connectionWith().id, includeUnsafe: false, only: [] },
    ]);
});

it('asks before it sends what may change something', async () => {
  const plan = () => ({ safe: 1, unsafe: 2, unsafeMethods: ['DELETE', 'POST'] });
  const { console } = await begin({ plan });
  await page.getByRole('switch', { name: 'Also send what may change something' }).click();
  await button('Run check').click();
  await expect.element(page.getByRole('dialog')).toMatchTextContent(/Send 2 operations that may change something/);
  await button('Cancel').click();
  expect(console.asked('contracts.check')).toEqual([]);
});

it('shows how far a check is and cancels it', async () => {
  const running = { startedAt: 1, done: 3, total: 9, counts: { ...report.counts, kept: 3 }, last: 'GET /things' };
  const { console } = await begin({
    report: () => ({ running, last: null }),
    cancelCheck: () => ({ cancelled: true }),
  });
  await expect.element(page.getByRole('status')).toMatchTextContent(/3 of 9 operations/);
  await expectAccessible();
  await button('Cancel').click();
  await expect.poll(() => console.asked('contracts.cancelCheck')).toEqual([{ integrationId: id }]);
});

it('shows broken answers first, filters by outcome, and opens an answer as a request', async () => {
  const { address } = await begin({ report: () => ({ running: null, last: report }) });
  const rows = page.getByRole('listitem');
  await expect.element(rows.first()).toMatchTextContent(/Broken.*\/size must be integer/);
  expect(rows.elements()).toHaveLength(3);
  await expectAccessible();
  await button('Outcome').click();
  await page.getByRole('menuitemcheckbox', { name: 'As declared (1)' }).click();
  await expect.poll(() => rows.elements().length).toBe(1);
  expect(address()).toBe('/?outcome=kept');
  await page.getByRole('menuitemcheckbox', { name: 'As declared (1)' }).click();
  await page.getByRole('link', { name: 'Open GET /things/{id} as a request' }).click();
  await expect.poll(address).toBe(`/requests?exchange=${sent}`);
});
