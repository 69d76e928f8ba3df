import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { HopDetails, TlsDetails } from '#contract/connectionDetails.ts';
import type { SentRequest } from '#contract/requests.ts';
import type { Answers } from '#test/page/consoleDouble.ts';
import { Bench, sentWith } from '#test/page/requests.tsx';
import { expectAccessible, show } from '#test/page/show.tsx';
import { ResponsePanel } from './ResponsePanel.tsx';

const showSent = (sent: SentRequest, requests: Answers['requests'] = {}) =>
  show(
    <div style={{ height: 600, display: 'flex', flexDirection: 'column' }}>
      <Bench sent={sent}>
        <ResponsePanel />
      </Bench>
    </div>,
    { answers: { requests } },
  );
const tab = (name: string | RegExp) => page.getByRole('tab', { name });
const headers = (fields: [string, string][]) => fields.map(([name, value]) => ({ name, value }));
const dayMs = 86_400_000;

describe('what headers mean', () => {
  it('is told by subject, with a countdown where there is something to wait for', async () => {
    const fields = headers([
      ['Content-Type', 'application/json'],
      ['Cache-Control', 'private, max-age=600'],
      ['X-RateLimit-Limit', '60'],
      ['X-RateLimit-Remaining', '0'],
      ['X-RateLimit-Reset', '120'],
      ['Deprecation', '@1688169599'],
      ['X-Token', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm5hIn0.'],
    ]);
    await showSent(sentWith({ bytes: 0, headers: fields }));
    await tab('Headers 7').click();
    const meaning = page.getByRole('region', { name: 'What the headers mean' });
    await expect.element(meaning).toMatchTextContent(/0 of 60 left until the reset\. [12]:\d\d left/);
    await expect.element(meaning).toMatchTextContent(/Only the client itself may store it.*It is fresh for 10 minutes/);
    await expect.element(meaning).toMatchTextContent(/This resource is deprecated/);
    await expectAccessible();
    await page.getByRole('button', { name: 'Decode the JWT in X-Token' }).click();
    await expect.element(page.getByRole('dialog', { name: 'JSON Web Token' })).toBeVisible();
  });

  it('of cookies is a table with warnings', async () => {
    const fields = headers([['Set-Cookie', 'sid=abc; SameSite=None; Path=/; HttpOnly']]);
    await showSent(sentWith({ bytes: 0, headers: fields }));
    await tab('Headers 1').click();
    const row = page.getByRole('table', { name: 'Cookies' }).getByRole('row', { name: /sid/ });
    await expect.element(row).toMatchTextContent(/abc.*with the session.*HttpOnly.*SameSite=None without Secure/);
    await expectAccessible();
  });
});

const tls: TlsDetails = {
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  keyExchange: 'X25519',
  alpn: 'http/1.1',
  trusted: true,
  untrusted: null,
  chain: [10, 400].map((days, index) => ({
    subject: index === 0 ? 'CN=depot.example' : 'CN=Test authority',
    issuer: 'CN=Test authority',
    validFrom: Date.now() - 30 * dayMs,
    validTo: Date.now() + days * dayMs + dayMs / 2,
    serialNumber: '0A',
    fingerprint256: `AB:${index}`,
    fingerprint: 'CD',
    publicKey: 'EC P-256',
    altNames: index === 0 ? ['DNS:depot.example', 'DNS:*.depot.example'] : [],
  })),
};

const hop = (url: string, status: number, total: number, more: Partial<HopDetails> = {}): HopDetails => ({
  method: 'GET',
  url,
  status,
  httpVersion: '1.1',
  remoteAddress: '203.0.113.7',
  remotePort: 443,
  reused: false,
  timings: { dns: 5, connect: 20, tls: 30, send: 1, firstByte: 40, download: 4, total },
  tls,
  ...more,
});

describe('the connection', () => {
  it('is told with its certificates, how long they hold, and the bytes on the wire', async () => {
    const wire = { requestHead: 210, requestBody: 0, responseHead: 480, responseBody: 1_200 };
    await showSent(sentWith({ bytes: 0, hops: [hop('https://depot.example/', 200, 100)], wire: { ...wire } }));
    await tab('Connection').click();
    const panel = page.getByRole('tabpanel');
    await expect.element(panel).toMatchTextContent(/203\.0\.113\.7:443.*new/);
    await expect.element(page.getByRole('region', { name: 'TLS' })).toMatchTextContent(/TLSv1\.3.*X25519.*http\/1\.1/);
    await expect
      .element(page.getByRole('list', { name: 'Certificates' }))
      .toMatchTextContent(/depot\.example.*10 days left/);
    await expect.element(page.getByText('DNS:depot.example, DNS:*.depot.example')).toBeVisible();
    await expect.element(page.getByText('AB:1')).not.toBeVisible();
    await page.getByText('CN=Test authority').nth(1).click();
    await expect.element(page.getByText('AB:1')).toBeVisible();
    await expectAccessible();
  });

  it.each([
    [[], /no more was recorded/],
    [[hop('http://depot.example/', 200, 9, { tls: null })], /not encrypted/],
    [
      [hop('https://depot.example/', 200, 9, { tls: { ...tls, trusted: false, untrusted: 'CERT_HAS_EXPIRED' } })],
      /CERT_HAS_EXPIRED/,
    ],
  ])('says where less is known or it is not safe', async (hops, words) => {
    await showSent(sentWith({ bytes: 0, hops }));
    await tab('Connection').click();
    await expect.element(page.getByRole('tabpanel')).toMatchTextContent(words);
    await expectAccessible();
  });

  it('shows a chain of redirects on one line of time', async () => {
    const hops = [hop('https://depot.example/a', 302, 100), hop('https://depot.example/b', 200, 160, { reused: true })];
    await showSent(sentWith({ bytes: 0, hops }));
    await tab('Timing').click();
    const chain = page.getByRole('list', { name: 'The requests of the chain' });
    await expect.element(chain).toMatchTextContent(/GET 302.*\/a.*100 ms.*GET 200.*\/b.*60 ms.*open connection/);
    await expectAccessible();
  });
});

type Comparing = NonNullable<NonNullable<Answers['requests']>['compareBodies']>;

describe('a comparison', () => {
  const other = sentWith({ status: 404, statusText: 'Not Found', headers: headers([['content-type', 'text/html']]) });
  const answers = (compared: Comparing): Answers['requests'] => ({
    history: () => ({
      rows: [
        {
          id: '5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c22' as never,
          at: Date.now(),
          integrationId: null,
          integrationName: null,
          operationKey: null,
          method: 'GET',
          url: 'http://127.0.0.1:8080/parcels',
          status: 404,
          faultCode: null,
          totalMs: 12,
          bytes: 2,
          pinned: false,
          note: null,
        },
      ],
      total: 1,
    }),
    get: ({ id }) => (id === other.id ? sentWith({ bytes: 0 }) : { ...other, id }),
    compareBodies: compared,
  });
  const compare = async (compared: Comparing) => {
    await showSent(sentWith({ bytes: 0 }), answers(compared));
    await page.getByRole('button', { name: 'Compare with another response' }).click();
    await page.getByRole('combobox').click();
    await page.getByRole('option', { name: /GET \/parcels · 404/ }).click();
    return page.getByRole('dialog', { name: 'Compare two responses' });
  };

  it('names status, headers and places of the bodies that differ', async () => {
    const changes = [{ kind: 'changed' as const, path: "$['total']", left: '1', right: '2' }];
    const dialog = await compare(() => ({ kind: 'json', changes, more: false }));
    const heads = dialog.getByRole('table', { name: 'Status and headers' });
    await expect
      .element(heads)
      .toMatchTextContent(/Status ?200 OK ?404 Not Found.*content-type ?application\/json ?text\/html/);
    const bodies = dialog.getByRole('table', { name: 'Differences of the bodies' });
    await expect.element(bodies).toMatchTextContent(/\$\['total'\] Changed ?1 ?2/);
    await expectAccessible();
  });

  it.each([
    [{ kind: 'same', exactly: true } as const, /the same, byte by byte/],
    [{ kind: 'same', exactly: false } as const, /only order or spelling differs/],
    [{ kind: 'bytes', from: 1_000 } as const, /differ from byte 1,000 on/],
  ])('says what else there is to say', async (compared, words) => {
    await expect.element(await compare(() => compared)).toMatchTextContent(words);
    await expectAccessible();
  });

  it('shows texts line by line', async () => {
    const line = (kind: 'same' | 'removed' | 'added' | 'gap', text: string) => ({ kind, left: 1, right: 1, text });
    const lines = [line('gap', '3 lines that are the same'), line('removed', 'old'), line('added', 'new')];
    const dialog = await compare(() => ({ kind: 'text', lines, more: true }));
    await expect.element(dialog.getByRole('region', { name: 'Lines that differ' })).toMatchTextContent(/old.*new/);
    await expect.element(dialog).toMatchTextContent(/more differences than are shown/);
    await expectAccessible();
  });
});
