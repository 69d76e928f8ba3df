import { describe, expect, it, onTestFinished } from 'vitest';
import type { AdoptionItem, AdoptionReport } from '#contract/adoption.ts';
import {
  createSourceTables,
  type Flavour,
  otherFlavour,
  type SourceTables,
  usualFlavour,
} from '#test/support/adoptionTables.ts';
import { type Canary, canariesIn, filesWithCanary, makeCanary } from '#test/support/canary.ts';
import { startEcho } from '#test/support/echoServer.ts';
import { fernetToken, newFernetKey } from '#test/support/fernetToken.ts';
import { testDatabase } from '#test/support/serverRig.ts';
import { type Client, testConsole } from '#test/support/testConsole.ts';

const hour = 3_600_000;

/** A console and a database with the tables of the other product, whose Fernet key is `fernetKeys`. */
async function rig(flavour: Flavour = usualFlavour) {
  const [test, database, echo] = [await testConsole(), await testDatabase(), await startEcho()];
  await test.client.vault.setUp({ method: 'passphrase', passphrase: 'seven lamps over the harbour' });
  onTestFinished(() => echo.close());
  const fernetKeys = newFernetKey();
  const input = { url: database.url, schema: flavour.schema, fernetKeys };
  const tables = await createSourceTables(database, flavour);
  const seal = (text: string) => fernetToken(fernetKeys, text);
  return { ...test, database, echo, input, fernetKeys, tables, seal };
}

const named = (items: readonly AdoptionItem[], kind: AdoptionItem['kind']) =>
  items.filter((item) => item.kind === kind);
const short = ({ items }: AdoptionReport) => items.map(({ kind, name, outcome }) => `${kind} ${name}: ${outcome}`);

/** An API-key integration with two actions, and one of OAuth2 with tokens. */
async function fill(tables: SourceTables, seal: (text: string) => string, baseUrl: string, secret: string) {
  const weather = await tables.integration({
    name: 'weather',
    display_name: 'Weather',
    description: 'Forecasts.',
    auth_type: 'api_key',
    base_url: baseUrl,
    auth_header: 'X-Weather-Key',
    auth_prefix: 'Token',
  });
  await tables.action({
    integration_id: weather,
    action_id: 'city',
    action_name: 'Weather of a city',
    http_method: 'get',
    endpoint: '/cities/{city}',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' } },
      required: ['city'],
    },
  });
  await tables.action({
    integration_id: weather,
    action_id: 'report',
    action_name: 'Report',
    http_method: 'POST',
    endpoint: 'reports',
    parameters: [
      { name: 'text', type: 'string', required: true, description: 'What was seen' },
      { name: 'dry', in: 'query' },
    ],
  });
  await tables.credential({ integration_id: weather, credential_type: 'api_key', encrypted_value: seal(secret) });
  const calendar = await tables.integration({
    name: 'calendar',
    display_name: 'Calendar',
    auth_type: 'oauth',
    base_url: `${baseUrl}/calendar`,
    oauth_config: {
      client_id: 'client-1',
      client_secret: seal('client-secret-1'),
      authorization_url: 'https://as.example/authorize',
      token_url: 'https://as.example/token',
      scope: 'read write',
      redirect_uri: 'https://other.example/callback',
    },
  });
  return { weather, calendar };
}

describe('adopting an installation', () => {
  it.each([
    ['with uuid and jsonb', usualFlavour],
    ['with numbers, text and bytes in another schema', otherFlavour],
  ])('%s makes integrations, operations and connections that send what was kept there', async (_, flavour) => {
    const { client, echo, input, tables, seal } = await rig(flavour);
    const ids = await fill(tables, seal, echo.url, 'weather-key-1');
    const ends = Date.now() + hour;
    const token = { integration_id: ids.calendar, credential_type: 'oauth_token', token_expires_at: new Date(ends) };
    await tables.credential({ ...token, encrypted_value: seal('calendar-access-1') });
    await tables.credential({
      integration_id: ids.calendar,
      credential_type: 'oauth_refresh_token',
      encrypted_value: seal('calendar-refresh-1'),
    });
    const before = await tables.snapshot();

    const report = await client.sync.adopt(input);

    expect(short(report)).toEqual([
      'integration Weather: takenOver',
      'operation GET /cities/{city}: takenOver',
      'operation POST /reports: changed',
      'connection Weather: takenOver',
      'integration Calendar: takenOver',
      'connection Calendar: changed',
      'tokens Calendar: takenOver',
    ]);
    expect(await tables.snapshot()).toEqual(before);

    const { rows } = await client.integrations.list({});
    const [calendar, weather] = rows.toSorted((a, b) => a.name.localeCompare(b.name));
    if (!calendar || !weather) throw new Error('Both were to be made');
    expect(weather).toMatchObject({
      name: 'weather',
      displayName: 'Weather',
      type: 'api',
      provider: 'custom',
      operations: 2,
    });
    expect(await client.integrations.get({ id: weather.id })).toMatchObject({
      baseUrl: echo.url,
      description: 'Forecasts.',
      manualAuth: { kind: 'apiKey', in: 'header', name: 'X-Weather-Key', prefix: 'Token' },
    });
    const city = await client.definitions.describe({ integrationId: weather.id, key: 'GET /cities/{city}' });
    expect(city.summary).toBe('Weather of a city');
    expect(city.parameters.map(({ name, in: place, required, schema }) => ({ name, place, required, schema }))).toEqual(
      [
        { name: 'city', place: 'path', required: true, schema: { type: 'string' } },
        { name: 'days', place: 'query', required: false, schema: { type: 'integer' } },
      ],
    );
    const posted = await client.definitions.describe({ integrationId: weather.id, key: 'POST /reports' });
    expect(posted.description).toContain('- text (string, required): What was seen');
    expect(posted.parameters.map(({ name }) => name)).toEqual(['dry']);

    const connections = await client.connections.list({});
    const connectionOf = (id: string) => connections.rows.find(({ integrationId }) => integrationId === id);
    const key = connectionOf(weather.id);
    const check = await client.connections.check({ integrationId: weather.id, connectionId: key?.id ?? null });
    expect(check.status).toBe(200);
    // A check asks with the credentials, and then without to see whether they made the difference.
    expect(echo.seen.map((seen) => /\nX-Weather-Key\n(.*)/.exec(seen)?.[1])).toEqual([
      'Token weather-key-1',
      undefined,
    ]);
    expect(key).toMatchObject({ visibility: 'private', allowedHosts: [new URL(echo.url).host] });

    const oauth = connectionOf(calendar.id);
    expect(oauth).toMatchObject({
      kind: 'oauth2',
      state: 'unchecked',
      tokens: { expiresAt: ends, refreshable: true },
      parts: [
        {
          config: {
            oauth: {
              grant: 'authorizationCode',
              clientId: 'client-1',
              clientAuth: 'client_secret_basic',
              scopes: ['read', 'write'],
              tokenUrl: 'https://as.example/token',
            },
          },
        },
      ],
    });
    await client.connections.check({ integrationId: calendar.id, connectionId: oauth?.id ?? null });
    expect(echo.seen.flatMap((seen) => /\nAuthorization\n(.*)/.exec(seen)?.[1] ?? [])).toEqual([
      'Bearer calendar-access-1',
    ]);
  });

  it('says before what it would do, and changes nothing by that', async () => {
    const { client, console, input, tables, seal, echo } = await rig();
    await fill(tables, seal, echo.url, 'weather-key-1');
    const changes = () => console.store.sqlite.prepare<[], number>('SELECT total_changes()').pluck().get();
    const before = changes();
    const preview = await client.sync.previewAdoption(input);
    expect(changes()).toBe(before);
    expect(await client.integrations.list({})).toMatchObject({ all: 0 });
    expect(await client.sync.adopt(input)).toEqual(preview);
  });

  it('doubles nothing when it is repeated, whatever was renamed here or added there', async () => {
    const { client, console, input, tables, seal, echo } = await rig();
    const { weather } = await fill(tables, seal, echo.url, 'weather-key-1');
    await client.sync.adopt(input);
    const names = async () => {
      const [integrations, connections] = [await client.integrations.list({}), await client.connections.list({})];
      return [...integrations.rows.map(({ name }) => name), ...connections.rows.map(({ name }) => name)].toSorted();
    };
    const once = await names();
    expect(once).toEqual(['Calendar', 'Weather', 'calendar', 'weather']);
    const changes = () => console.store.sqlite.prepare<[], number>('SELECT total_changes()').pluck().get();
    const before = changes();
    const again = await client.sync.adopt(input);
    expect(new Set(again.items.map(({ outcome }) => outcome))).toEqual(new Set(['present']));
    expect(again.items).toHaveLength(6);
    expect(changes()).toBe(before);
    expect(await names()).toEqual(once);

    const { rows } = await client.integrations.list({ text: 'weather' });
    const { rows: connections } = await client.connections.list({ text: 'Weather' });
    for (const { id } of rows) await client.integrations.update({ id, changes: { name: 'skies' } });
    for (const { id } of connections) await client.connections.update({ id, changes: { name: 'my key' } });
    await tables.action({ integration_id: weather, action_id: 'now', http_method: 'GET', endpoint: '/now' });
    const third = await client.sync.adopt(input);
    expect(short(third).filter((line) => !line.endsWith('present'))).toEqual(['operation GET /now: takenOver']);
    expect(await names()).toEqual(['Calendar', 'calendar', 'my key', 'skies']);
  });

  it('takes an integration of the same name and address for the same, and another of that name for another', async () => {
    const { client, input, tables, seal, echo } = await rig();
    const by = (name: string, baseUrl: string) => ({ name, baseUrl, type: 'api' as const, provider: 'custom' });
    const same = await client.integrations.create(by('Weather', `${echo.url}/`));
    await client.integrations.create(by('calendar', 'https://elsewhere.example'));
    await fill(tables, seal, echo.url, 'weather-key-1');
    const report = await client.sync.adopt(input);
    expect(named(report.items, 'integration')).toMatchObject([
      { outcome: 'present' },
      { outcome: 'changed', notes: ['Another integration is called calendar; this one is called calendar 2.'] },
    ]);
    expect(await client.integrations.get({ id: same.id })).toMatchObject({ operations: 2, connections: 1 });
    expect((await client.integrations.list({})).rows.map(({ name }) => name).toSorted()).toEqual([
      'Weather',
      'calendar',
      'calendar 2',
    ]);
    expect(named((await client.sync.adopt(input)).items, 'integration').map(({ outcome }) => outcome)).toEqual([
      'present',
      'present',
    ]);
  });

  it('keeps integrations of several people apart that have one name', async () => {
    const { client, console, input, tables, seal, echo } = await rig();
    for (const secret of ['key-of-ada', 'key-of-bob']) {
      const integration = {
        name: 'github',
        auth_type: 'api_key',
        base_url: echo.url,
        auth_header: 'X-Key',
        auth_prefix: '',
      };
      const id = await tables.integration(integration);
      await tables.credential({ integration_id: id, credential_type: 'api_key', encrypted_value: seal(secret) });
    }
    const preview = await client.sync.previewAdoption(input);
    expect(named(preview.items, 'integration').map(({ notes }) => notes.length)).toEqual([0, 1]);
    for (const outcome of ['takenOver', 'present', 'present']) {
      const report = await client.sync.adopt(input);
      if (outcome === 'takenOver') expect(report).toEqual(preview);
      // The database may be called otherwise by then, so that only names and addresses are left to go by.
      else console.store.sqlite.exec('DELETE FROM adoptions');
      expect(named(report.items, 'connection').map((item) => item.outcome)).toEqual([outcome, outcome]);
    }
    const { rows } = await client.connections.list({ sort: 'createdAt' });
    expect(rows).toHaveLength(2);
    for (const { id, integrationId } of rows) await client.connections.check({ integrationId, connectionId: id });
    const sent = echo.seen.flatMap((seen) => /\nX-Key\n(.*)/.exec(seen)?.[1] ?? []);
    expect(sent).toEqual(['key-of-ada', 'key-of-bob']);
  });
});

describe('what cannot be taken over', () => {
  it('is named with the reason, and leaves the rest alone', async () => {
    const { client, input, tables, seal, echo } = await rig();
    const other = newFernetKey();
    const lost = await tables.integration({ name: 'nowhere', base_url: 'not a url', auth_type: 'api_key' });
    await tables.action({ integration_id: lost, endpoint: '/a', http_method: 'GET' });
    const keyed = await tables.integration({
      name: 'keyed',
      base_url: echo.url,
      auth_type: 'api_key',
      auth_header: 'X-Key',
    });
    await tables.credential({
      integration_id: keyed,
      credential_type: 'api_key',
      encrypted_value: fernetToken(other, 'no'),
    });
    await tables.credential({ integration_id: keyed, credential_type: 'password', encrypted_value: seal('no') });
    const action = { integration_id: keyed, http_method: 'GET' };
    await tables.action({ ...action, action_name: 'elsewhere', endpoint: 'https://evil.example/a' });
    await tables.action({ ...action, action_name: 'no method', http_method: 'G E T', endpoint: '/b' });
    await tables.action({ ...action, action_name: 'good', endpoint: `${echo.url}/c` });
    await tables.action({ ...action, action_name: 'twice', endpoint: '/c' });
    const open = await tables.integration({
      name: 'open',
      base_url: `${echo.url}/open`,
      auth_type: 'oauth',
      oauth_config: {
        client_id: 'public',
        auth_url: 'https://as.example/a',
        token_url: 'https://as.example/t',
        region: 'eu',
      },
    });
    const token = { integration_id: open, credential_type: 'oauth_token' };
    await tables.credential({ ...token, encrypted_value: fernetToken(other, 'no') });

    const { items } = await client.sync.adopt(input);

    const notesOf = (name: string) =>
      items.filter((item) => item.name === name).map(({ outcome, notes }) => [outcome, notes]);
    expect(notesOf('nowhere')).toEqual([
      [
        'leftOut',
        [
          expect.stringMatching(
            /^Its base URL cannot be used\. .*Its actions \(1\) and credentials \(0\) are left out with it\.$/,
          ),
        ],
      ],
    ]);
    expect(items.filter(({ kind, integration }) => kind === 'connection' && integration === 'keyed')).toMatchObject([
      { outcome: 'leftOut', notes: ['Its token does not open with the key that was given.'] },
      { outcome: 'leftOut', notes: ['Its type is none of api_key, oauth_token and oauth_refresh_token.'] },
    ]);
    expect(notesOf('elsewhere')).toEqual([['leftOut', ['Its endpoint is no path below the base URL.']]]);
    expect(notesOf('no method')).toEqual([['leftOut', [expect.stringContaining('A method has capital letters only')]]]);
    expect(notesOf('GET /c')).toEqual([
      ['takenOver', []],
      ['leftOut', ['Another action has the same method and path.']],
    ]);
    expect(items.filter(({ integration, kind }) => integration === 'open' && kind !== 'integration')).toMatchObject([
      {
        kind: 'connection',
        outcome: 'changed',
        notes: ['Not taken over of oauth_config: region.', 'It has no tokens; sign in before it is used.'],
      },
      { kind: 'tokens', outcome: 'leftOut' },
    ]);
    expect((await client.connections.list({})).rows).toMatchObject([
      { name: 'open', kind: 'oauth2', state: 'needsSignIn' },
    ]);

    // With the key that was missing, what lacked its secret gets it.
    const fernetKeys = `${newFernetKey()}, ${other}`;
    const more = await client.sync.adopt({ ...input, fernetKeys });
    expect(more.items.filter(({ outcome }) => outcome === 'takenOver' || outcome === 'changed')).toMatchObject([
      { kind: 'connection', integration: 'keyed' },
      { kind: 'tokens', integration: 'open' },
    ]);
    expect((await client.connections.list({})).rows).toHaveLength(2);
  });

  it('is said of a key, an address, a login and a schema, and nothing is taken over', async () => {
    const { client, input, tables, seal, echo, database } = await rig();
    await fill(tables, seal, echo.url, 'weather-key-1');
    const refused = async (change: Partial<typeof input>) =>
      client.sync.adopt({ ...input, ...change }).then(
        () => 'adopted',
        (error: { code: string; message: string }) => `${error.code} ${error.message}`,
      );
    const password = new URL(input.url).password;
    const answers = [
      await refused({ fernetKeys: 'nonsense' }),
      await refused({ schema: 'elsewhere' }),
      await refused({ url: input.url.replace(password, 'wrong-password') }),
      await refused({ url: 'https://example.com/' }),
    ];
    expect(answers.map((answer) => answer.split(' ')[0])).toEqual([
      'KEY_UNFIT',
      'SOURCE_UNFIT',
      'SOURCE_UNREACHABLE',
      'SOURCE_UNREACHABLE',
    ]);
    expect(answers.join()).not.toMatch(/nonsense|wrong-password/);
    await database.admin((admin) => admin.query("CREATE ROLE adoption_reader LOGIN PASSWORD 'reader'"));
    onTestFinished(() =>
      database
        .admin((admin) => admin.query('DROP OWNED BY adoption_reader; DROP ROLE adoption_reader'))
        .then(() => undefined),
    );
    const reader = input.url.replace(`postgres:${password}`, 'adoption_reader:reader');
    expect(await refused({ url: reader })).toMatch(/^SOURCE_UNFIT /);
    expect((await client.integrations.list({})).all).toBe(0);
  });

  it('writes nothing there, not even where reading a table would', async () => {
    const { client, input, tables, seal, echo, database } = await rig();
    await fill(tables, seal, echo.url, 'weather-key-1');
    await database.admin((admin) =>
      admin.query(`
        CREATE SCHEMA trap; CREATE TABLE trap.log (at timestamptz);
        CREATE FUNCTION trap.note() RETURNS text LANGUAGE sql VOLATILE AS 'INSERT INTO trap.log VALUES (now()) RETURNING at::text';
        CREATE VIEW trap.custom_integrations AS SELECT *, trap.note() FROM public.custom_integrations;
        CREATE VIEW trap.custom_integration_actions AS SELECT * FROM public.custom_integration_actions;
        CREATE VIEW trap.custom_integration_credentials AS SELECT * FROM public.custom_integration_credentials;`),
    );
    const read = () => database.admin((admin) => admin.query('SELECT * FROM trap.custom_integrations'));
    const logged = async () => (await database.admin((admin) => admin.query('SELECT * FROM trap.log'))).rowCount;
    await expect(client.sync.adopt({ ...input, schema: 'trap' })).rejects.toMatchObject({ code: 'SOURCE_UNFIT' });
    expect(await logged()).toBe(0);
    await read();
    expect(await logged()).toBe(2);
  });

  it('waits for the vault: nothing is half done while it is locked', async () => {
    const { client, input, tables, seal, echo } = await rig();
    await fill(tables, seal, echo.url, 'weather-key-1');
    await client.vault.lock();
    await expect(client.sync.adopt(input)).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
    expect((await client.integrations.list({})).all).toBe(0);
    expect(short(await client.sync.previewAdoption(input))).toHaveLength(6);
  });
});

it('shows the key and what it opens to nobody', async () => {
  const { client, input, tables, seal, echo, logs, host, fernetKeys, console } = await rig();
  const canaries = ['apikey', 'client', 'access', 'refresh'].map(makeCanary) as [Canary, Canary, Canary, Canary];
  const [key, clientSecret, access, refresh] = canaries;
  const ids = await fill(tables, seal, echo.url, key.secret);
  const open = await tables.integration({
    name: 'with secrets',
    auth_type: 'oauth',
    base_url: `${echo.url}/open`,
    oauth_config: {
      client_id: 'c',
      client_secret: clientSecret.secret,
      token_url: 'https://as.example/t',
      password: key.secret,
    },
  });
  for (const [type, { core }] of [
    ['oauth_token', access],
    ['oauth_refresh_token', refresh],
  ] as const)
    await tables.credential({ integration_id: open, credential_type: type, encrypted_value: seal(core) });
  const said: unknown[] = [await client.sync.previewAdoption(input), await client.sync.adopt(input)];
  said.push(await client.sync.adopt(input), await everything(client), ids);
  await expect(client.sync.adopt({ ...input, fernetKeys: `${fernetKeys}x` })).rejects.toSatisfy(
    (error) => said.push(error) > 0,
  );
  console.store.checkpoint();
  const secrets = [...canaries, { secret: fernetKeys, core: fernetKeys.slice(0, 40) }];
  expect(canariesIn(JSON.stringify(said), secrets)).toEqual([]);
  expect(canariesIn(logs.join('\n'), secrets)).toEqual([]);
  expect(filesWithCanary(host.paths.data, secrets)).toEqual([]);
  expect((await client.connections.list({})).rows).toHaveLength(3);
});

async function everything(client: Client): Promise<unknown[]> {
  return [
    await client.connections.list({}),
    await client.integrations.list({}),
    await client.activity.list({ limit: 100 }),
  ];
}
