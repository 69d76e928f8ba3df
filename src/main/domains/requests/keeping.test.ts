import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { requestDraft } from '#contract/requests.ts';
import { createConnection } from '#main/domains/connections/index.ts';
import { createRedactor } from '#main/http/index.ts';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, filesWith, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { removeOrphanBodies } from './bodyFiles.ts';
import { composeRequest } from './compose.ts';
import { handSecrets } from './handSecrets.ts';
import { clearHistory, listHistory, readExchange } from './history.ts';
import { keptDraft } from './keptDraft.ts';
import { readBody } from './readBody.ts';
import { enforceRetention } from './retention.ts';
import { listSaved, removeSaved, saveRequest } from './saved.ts';
import { sendRequest } from './send.ts';

type Rig = Awaited<ReturnType<typeof requestsRig>>;

const page = { offset: 0, limit: 100 };
const generous = { historyDays: 30, historyCount: 1000, bodyBytes: 10_000_000 };

const big = () =>
  loopbackServer((request, response) =>
    response.end('ž'.repeat(Number(new URL(request.url ?? '', 'http://x').searchParams.get('n')))),
  );

const send = (rig: Rig, url: string, actor = rig.admin) =>
  sendRequest(rig.requests, actor, { id: newExchangeId(), draft: draftOf({ url }) });

describe('bodies', () => {
  test('a large one is a file, read in windows of whole characters', async () => {
    const rig = await requestsRig();
    const server = await big();
    const { id } = await send(rig, `${server.url}/?n=300000`);
    expect(readdirSync(rig.bodiesDir)).toHaveLength(1);
    const first = await readBody(rig.requests, rig.admin, { id, offset: 0, length: 100_001, as: 'text' });
    expect(first).toEqual({ data: 'ž'.repeat(50_000), total: 600_000, next: 100_000 });
    const last = await readBody(rig.requests, rig.admin, { id, offset: 599_998, length: 10, as: 'base64' });
    expect(last).toEqual({ data: Buffer.from('ž').toString('base64'), total: 600_000, next: null });
  });

  test('leaves no file behind where the record could not be written', async () => {
    const rig = await requestsRig();
    const server = await big();
    const failing = {
      ...rig.requests,
      store: {
        ...rig.store,
        record: () => {
          throw new Error('disk full');
        },
      },
    };
    const draft = draftOf({ url: `${server.url}/?n=300000` });
    await expect(sendRequest(failing, rig.admin, { id: newExchangeId(), draft })).rejects.toThrow('disk full');
    expect(readdirSync(rig.bodiesDir)).toEqual([]);
  });

  test('one whose file is gone is said to be gone', async () => {
    const rig = await requestsRig();
    const server = await big();
    const { id } = await send(rig, `${server.url}/?n=300000`);
    rmSync(rig.bodiesDir, { recursive: true });
    await expect(readBody(rig.requests, rig.admin, { id, offset: 0, length: 10, as: 'text' })).rejects.toMatchObject({
      code: 'BODY_GONE',
    });
    expect(readExchange(rig.requests, rig.admin, { id }).response?.bytes).toBe(600_000);
  });

  test('files that no record knows are removed once nothing can be writing them, and no others', async () => {
    const rig = await requestsRig();
    const server = await big();
    await send(rig, `${server.url}/?n=300000`);
    const [kept] = readdirSync(rig.bodiesDir);
    writeFileSync(join(rig.bodiesDir, 'orphan'), 'x');
    const clean = (now: number) => removeOrphanBodies({ directory: rig.bodiesDir, read: rig.store.read, now });
    expect(await clean(Date.now())).toBe(0);
    expect(await clean(Date.now() + 3 * 3_600_000)).toBe(1);
    expect(readdirSync(rig.bodiesDir)).toEqual([kept]);
    expect(await removeOrphanBodies({ directory: join(rig.folder, 'nowhere'), read: rig.store.read })).toBe(0);
  });
});

describe('retention', () => {
  test('removes what is too old, with its files', async () => {
    const rig = await requestsRig();
    const server = await big();
    const old = { ...rig.requests, now: () => Date.now() - 40 * 86_400_000 };
    await sendRequest(old, rig.admin, { id: newExchangeId(), draft: draftOf({ url: `${server.url}/?n=300000` }) });
    const { id } = await send(rig, `${server.url}/?n=1`);
    expect(await enforceRetention(rig.requests, generous)).toEqual({ historyRows: 1, bodyBytes: 600_000 });
    expect(listHistory(rig.requests, rig.admin, page).rows.map((row) => row.id)).toEqual([id]);
    expect(readdirSync(rig.bodiesDir)).toEqual([]);
  });

  test('keeps the latest of each tenant', async () => {
    const rig = await requestsRig();
    const server = await big();
    let clock = Date.now();
    const ticking = { ...rig.requests, now: () => clock++ };
    const ids = [];
    for (let index = 0; index < 4; index += 1) {
      const id = newExchangeId();
      ids.unshift(id);
      await sendRequest(ticking, rig.admin, { id, draft: draftOf({ url: `${server.url}/?n=1` }) });
    }
    expect(await enforceRetention(rig.requests, { ...generous, historyCount: 2 })).toMatchObject({ historyRows: 2 });
    expect(listHistory(rig.requests, rig.admin, page).rows.map((row) => row.id)).toEqual(ids.slice(0, 2));
  });

  test('gives up the oldest bodies beyond the bytes, and keeps their records', async () => {
    const rig = await requestsRig();
    const server = await big();
    let clock = Date.now();
    const ticking = { ...rig.requests, now: () => clock++ };
    const older = await sendRequest(ticking, rig.admin, {
      id: newExchangeId(),
      draft: draftOf({ url: `${server.url}/?n=300000` }),
    });
    const newer = await sendRequest(ticking, rig.admin, {
      id: newExchangeId(),
      draft: draftOf({ url: `${server.url}/?n=250000` }),
    });
    expect(await enforceRetention(rig.requests, { ...generous, bodyBytes: 1_000_000 })).toEqual({
      historyRows: 0,
      bodyBytes: 600_000,
    });
    const read = (id: typeof older.id) => readBody(rig.requests, rig.admin, { id, offset: 0, length: 2, as: 'text' });
    await expect(read(older.id)).rejects.toMatchObject({ code: 'BODY_GONE' });
    expect((await read(newer.id)).data).toBe('ž');
    expect(readdirSync(rig.bodiesDir)).toHaveLength(1);
    expect(await enforceRetention(rig.requests, { ...generous, bodyBytes: 1_000_000 })).toEqual({
      historyRows: 0,
      bodyBytes: 0,
    });
  });
});

describe('history', () => {
  test('finds by text, and takes % and _ as they are', async () => {
    const rig = await requestsRig();
    const server = await big();
    await send(rig, `${server.url}/a_b?n=1`);
    await send(rig, `${server.url}/axb?n=1`);
    expect(listHistory(rig.requests, rig.admin, { ...page, text: 'a_b' }).total).toBe(1);
    expect(listHistory(rig.requests, rig.admin, { ...page, text: '%' }).total).toBe(0);
  });

  test('shows to nobody else what was sent with a private connection', async () => {
    const rig = await requestsRig();
    const server = await big();
    const owner = rig.member('editor', 'Olga');
    const integrationId = rig.integrate({ baseUrl: server.url, manualAuth: { kind: 'bearer' } });
    const { id: connectionId } = createConnection(rig.deps, owner, {
      ...{
        integrationId,
        name: 'mine',
        kind: 'bearer',
        schemeKey: null,
        visibility: 'private',
        secret: 'canary-4711-private',
      },
    });
    const { id } = await sendRequest(rig.requests, owner, {
      id: newExchangeId(),
      draft: draftOf({ integrationId, connectionId, url: '/?n=1' }),
    });
    expect(() => readExchange(rig.requests, rig.admin, { id })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    await expect(readBody(rig.requests, rig.admin, { id, offset: 0, length: 9, as: 'text' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(listHistory(rig.requests, rig.admin, page).total).toBe(0);
    expect(listHistory(rig.requests, owner, page).total).toBe(1);
    const draft = draftOf({ integrationId, connectionId, url: '/?n=1' });
    await expect(sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('is cleared by editors for themselves, by admins for all, with the files', async () => {
    const rig = await requestsRig();
    const server = await big();
    const editor = rig.member('editor', 'Olga');
    await send(rig, `${server.url}/?n=300000`);
    await send(rig, `${server.url}/?n=300000`, editor);
    expect(await clearHistory(rig.requests, editor, {})).toEqual({ removed: 1 });
    expect(readdirSync(rig.bodiesDir)).toHaveLength(1);
    await expect(clearHistory(rig.requests, rig.member('viewer', 'Vera'), {})).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await clearHistory(rig.requests, rig.admin, {})).toEqual({ removed: 1 });
    expect(readdirSync(rig.bodiesDir)).toEqual([]);
  });

  test('refuses an id that was used before, and viewers', async () => {
    const rig = await requestsRig();
    const server = await big();
    const draft = draftOf({ url: `${server.url}/?n=1` });
    const { id } = await sendRequest(rig.requests, rig.admin, { id: newExchangeId(), draft });
    await expect(sendRequest(rig.requests, rig.admin, { id, draft })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(() => sendRequest(rig.requests, rig.member('viewer', 'Vera'), { id: newExchangeId(), draft })).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
    expect(server.requests).toHaveLength(1);
  });
});

describe('composing', () => {
  test('shows hints where secrets will stand, also while the vault is locked', async () => {
    const rig = await requestsRig();
    const make = (
      manualAuth: Parameters<Rig['integrate']>[0]['manualAuth'],
      kind: 'apiKey' | 'basic',
      username?: string,
    ) => {
      const integrationId = rig.integrate({ baseUrl: 'https://api.example.com', manualAuth });
      const input = {
        integrationId,
        name: 'bot',
        kind,
        schemeKey: null,
        visibility: 'team',
        secret: 'canary-key-4711-abcdef',
        username,
      } as const;
      return draftOf({ integrationId, connectionId: createConnection(rig.deps, rig.admin, input).id, url: '/x' });
    };
    const inQuery = make({ kind: 'apiKey', in: 'query', name: 'k', prefix: '' }, 'apiKey');
    const basic = make({ kind: 'basic' }, 'basic', 'ada-lovelace');
    rig.vault.lock();
    expect(await composeRequest(rig.requests, rig.admin, inQuery)).toMatchObject({
      url: 'https://api.example.com/x?k=••••cdef',
      curl: "curl 'https://api.example.com/x?k=••••cdef'",
      foreignHost: null,
    });
    expect((await composeRequest(rig.requests, rig.admin, basic)).headers).toEqual([
      { name: 'Authorization', value: 'Basic ••••' },
    ]);
    const elsewhere = { ...inQuery, url: 'https://other.test/' };
    expect((await composeRequest(rig.requests, rig.admin, elsewhere)).foreignHost).toBe('other.test');
  });

  test('is open to viewers, who cannot use a connection', async () => {
    const rig = await requestsRig();
    const viewer = rig.member('viewer', 'Vera');
    expect((await composeRequest(rig.requests, viewer, draftOf({ url: 'https://a.test/' }))).url).toBe(
      'https://a.test/',
    );
    const integrationId = rig.integrate({ baseUrl: 'https://a.test', manualAuth: { kind: 'bearer' } });
    const { id: connectionId } = createConnection(rig.deps, rig.admin, {
      ...{ integrationId, name: 'bot', kind: 'bearer', schemeKey: null, visibility: 'team', secret: 'x' },
    });
    const draft = draftOf({ integrationId, connectionId, url: '/' });
    await expect(composeRequest(rig.requests, viewer, draft)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('writes a command that a shell takes as it is meant', async () => {
    const rig = await requestsRig();
    const body = { kind: 'text', mediaType: 'application/json', text: `{"a": "it's"}` } as const;
    const { curl } = await composeRequest(
      rig.requests,
      rig.admin,
      draftOf({ method: 'POST', url: 'https://a.test/?b=c d', body }),
    );
    expect(curl).toBe(
      `curl -X POST 'https://a.test/?b=c%20d' \\\n  -H 'Content-Type: application/json' \\\n  --data-raw '{"a": "it'\\''s"}'`,
    );
  });
});

describe('drafts that are kept', () => {
  const secrets = [
    'Bearer canary-one-123456',
    'canary-two-123456',
    'canary-three-123456',
    'canary-four-123456',
    'canary-five-123456',
  ];
  const draft = draftOf({
    url: 'https://a.test/?access_token=canary-five-123456',
    parameters: [
      { name: 'authorization', in: 'header', value: secrets[0] ?? '' },
      { name: 'X-Api-Key', in: 'header', value: secrets[1] ?? '' },
      { name: 'sid', in: 'cookie', value: secrets[2] ?? '' },
      { name: 'note', in: 'query', value: ['plain', 'again canary-two-123456'] },
    ],
    body: {
      kind: 'form',
      mediaType: 'multipart/form-data',
      fields: [{ name: 'client_secret', value: secrets[3] ?? '' }],
    },
  });

  test('hold no secret that was typed by hand, and can be opened again', async () => {
    const rig = await requestsRig();
    const saved = saveRequest(rig.requests, rig.admin, { name: 'mine', draft });
    expect(saved.draft.parameters.map(({ value }) => value)).toEqual(['••••', '••••', '••••', ['plain', 'again ••••']]);
    expect(saved.draft.url).toBe('https://a.test/?access_token=••••');
    expect(requestDraft.parse(saved.draft)).toEqual(saved.draft);
    expect(filesWith(rig.folder, 'canary')).toEqual([]);
    const again = await composeRequest(rig.requests, rig.admin, saved.draft);
    expect(again.problems).toContainEqual(expect.objectContaining({ severity: 'error', field: 'X-Api-Key' }));
  });

  test('no text of a draft shows a secret, whatever it is and wherever it stands', () => {
    const secret = fc.string({ minLength: 4 }).filter((text) => text.trim() === text && !text.includes('•'));
    fc.assert(
      fc.property(secret, (value) => {
        const hidden = draftOf({
          url: 'https://a.test',
          parameters: [
            { name: 'token', in: 'header', value: `x${value}` },
            { name: 'q', in: 'query', value: `x${value}` },
          ],
        });
        const kept = keptDraft(hidden, createRedactor(handSecrets(hidden)));
        expect(kept.parameters.map((parameter) => parameter.value)).toEqual(['••••', '••••']);
      }),
    );
  });

  test('a file that shows a secret, and in the history a body that is too long, are left out', () => {
    const data = Buffer.from('x canary-two-123456 y').toString('base64');
    const file = { name: 'a', mediaType: 'text/plain', data };
    const withFile = draftOf({
      url: 'https://a.test',
      body: { kind: 'form', mediaType: 'multipart/form-data', fields: [{ name: 'f', value: '', file }] },
    });
    const kept = keptDraft(withFile, createRedactor(['canary-two-123456']));
    expect(kept.body).toMatchObject({ fields: [{ file: { data: '' } }] });
    const long = draftOf({
      url: 'https://a.test',
      body: { kind: 'text', mediaType: 'text/plain', text: 'x'.repeat(300_000) },
    });
    expect(keptDraft(long, createRedactor([]), 256 * 1024).body).toMatchObject({ text: '' });
    expect(keptDraft(long, createRedactor([])).body).toEqual(long.body);
  });

  test('are named once, belong to the tenant, and viewers change none', async () => {
    const rig = await requestsRig();
    const { id } = saveRequest(rig.requests, rig.admin, { name: 'Mine', draft });
    expect(() => saveRequest(rig.requests, rig.admin, { name: 'mINE', draft })).toThrow(
      expect.objectContaining({ code: 'CONFLICT' }),
    );
    expect(saveRequest(rig.requests, rig.admin, { id, name: 'mine', draft }).id).toBe(id);
    const viewer = rig.member('viewer', 'Vera');
    expect(listSaved(rig.requests, viewer).map(({ name }) => name)).toEqual(['mine']);
    expect(() => removeSaved(rig.requests, viewer, { id })).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    const stranger = { ...rig.admin, tenantId: (await requestsRig()).admin.tenantId };
    expect(listSaved(rig.requests, stranger)).toEqual([]);
    expect(() => removeSaved(rig.requests, stranger, { id })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(removeSaved(rig.requests, rig.admin, { id })).toEqual({ id });
  });
});
