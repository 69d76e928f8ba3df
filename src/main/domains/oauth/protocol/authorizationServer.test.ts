import { describe, expect, it } from 'vitest';
import { networkFaults } from '#contract/network.ts';
import { oauthConfig } from '#contract/oauthConfig.ts';
import { type Endpoint, requireConfirmed, resolveServer } from './authorizationServer.ts';
import { createRecorder, type StepRecorder } from './recorder.ts';

const issuer = 'https://as.example';

/** Metadata of RFC 8414 section 3.2, with what a test adds. */
const published = (more: object = {}) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  revocation_endpoint: `${issuer}/revoke`,
  device_authorization_endpoint: `${issuer}/device`,
  authorization_response_iss_parameter_supported: true,
  ...more,
});

/** A recorder whose requests for metadata are answered so; null fails, as without a network. */
function answering(metadata: object | null): StepRecorder & { asked: string[] } {
  const asked: string[] = [];
  const recorder = createRecorder(
    { outbound: { send: () => Promise.reject(new Error('unused')) }, now: () => 7 },
    'person',
  );
  return {
    ...recorder,
    asked,
    fetch: () => async (url) => {
      asked.push(url);
      if (metadata === null) throw networkFaults.fault('DNS_FAILED', 'Not found.');
      return Response.json(metadata);
    },
  };
}

const byHand = {
  authorizationUrl: 'https://hand.example/authorize',
  tokenUrl: 'https://hand.example/token',
  deviceAuthorizationUrl: 'https://hand.example/device',
  revocationUrl: 'https://hand.example/revoke',
};
const configOf = (settings: object) =>
  oauthConfig.parse({ grant: 'authorizationCode', clientId: 'a', clientAuth: 'none', ...settings });

const resolve = (settings: object, needed: readonly Endpoint[], metadata: object | null = published()) => {
  const recorder = answering(metadata);
  return { asked: recorder.asked, found: resolveServer(recorder, configOf(settings), needed) };
};

describe('the authorization server', () => {
  it.each<[what: string, settings: object, needed: Endpoint[], asks: boolean]>([
    [
      'a sign-in with all by hand asks whether `iss` is announced',
      { ...byHand, issuer },
      ['authorization', 'token'],
      true,
    ],
    ['a renewal with all by hand asks nobody', { ...byHand, issuer }, ['token'], false],
    ['a renewal without the token URL asks', { ...byHand, tokenUrl: null, issuer }, ['token'], true],
    ['a revocation without its URL asks', { ...byHand, revocationUrl: null, issuer }, ['token', 'revocation'], true],
    ['nobody is asked where no issuer is known', byHand, ['authorization', 'token'], false],
  ])('%s', async (_what, settings, needed, asks) => {
    const { asked, found } = resolve(settings, needed);
    await found;
    expect(asked.length > 0).toBe(asks);
  });

  it('is what was entered by hand, and what it publishes in the rest', async () => {
    const { metadata, issuerKnown } = await resolve({ ...byHand, tokenUrl: null, issuer }, ['authorization', 'token'])
      .found;
    expect(metadata).toMatchObject({
      issuer,
      authorization_endpoint: byHand.authorizationUrl,
      token_endpoint: `${issuer}/token`,
      device_authorization_endpoint: byHand.deviceAuthorizationUrl,
      revocation_endpoint: byHand.revocationUrl,
      authorization_response_iss_parameter_supported: true,
    });
    expect(issuerKnown).toBe(true);
  });

  it('has a name that nothing is compared with where no issuer is known', async () => {
    const named = async (settings: object, needed: Endpoint[]) =>
      (await resolve(settings, needed).found).metadata.issuer;
    expect(await named(byHand, ['token'])).toBe('https://hand.example');
    expect(await named({ authorizationUrl: byHand.authorizationUrl }, ['authorization'])).toBe('https://hand.example');
    expect(await named({ revocationUrl: byHand.revocationUrl }, ['revocation'])).toBe('https://unknown.invalid');
    expect((await resolve(byHand, ['token']).found).issuerKnown).toBe(false);
    expect(await named({ ...byHand, issuer: `${issuer}/t` }, ['token'])).toBe(`${issuer}/t`);
  });

  it('is reached by hand where its metadata cannot be had, and not where that is needed', async () => {
    const all = await resolve({ ...byHand, issuer }, ['authorization', 'token'], null).found;
    expect(all.metadata).toMatchObject({ issuer, token_endpoint: byHand.tokenUrl });
    const { found } = resolve({ ...byHand, tokenUrl: null, issuer }, ['authorization', 'token'], null);
    await expect(found).rejects.toMatchObject({ code: 'DNS_FAILED' });
    const stopped = resolveServer(
      answering(null),
      configOf({ ...byHand, issuer }),
      ['authorization'],
      AbortSignal.abort(),
    );
    await expect(stopped).rejects.toMatchObject({ code: 'DNS_FAILED' });
  });

  it.each<[what: string, named: object, issuer: string | null]>([
    ['another path', { issuer: `${issuer}/tenant` }, `${issuer}/tenant`],
    ['a placeholder', { issuer: `${issuer}/{tenantid}` }, `${issuer}/{tenantid}`],
    ['no scheme', { issuer: 'as.example' }, 'as.example'],
    ['none', { issuer: null }, issuer],
    ['another scheme', { issuer: 'http://as.example' }, null],
    ['another host', { issuer: 'https://as.example.evil.test' }, null],
    ['a placeholder for its host', { issuer: 'https://{host}' }, null],
  ])('publishes an issuer with %s', async (_what, named, expected) => {
    const { found } = resolve({ issuer }, ['token'], published(named));
    if (expected === null) await expect(found).rejects.toMatchObject({ code: 'DISCOVERY_FAILED' });
    else expect((await found).metadata.issuer).toBe(expected);
  });

  it('that publishes nothing of use was asked at every address', async () => {
    const { asked, found } = resolve({ issuer: `${issuer}/t/` }, ['token'], { issuer });
    await expect(found).rejects.toMatchObject({ code: 'DISCOVERY_FAILED', data: { names: expect.any(Array) } });
    expect(asked).toEqual(
      [
        '/t/.well-known/openid-configuration',
        '/.well-known/oauth-authorization-server/t',
        '/.well-known/openid-configuration/t',
        '/t/.well-known/oauth-authorization-server',
      ].map((path) => `${issuer}${path}`),
    );
  });

  it.each<[Endpoint, field: string, what: string]>([
    ['authorization', 'authorizationUrl', 'authorization URL'],
    ['token', 'tokenUrl', 'token URL'],
    ['deviceAuthorization', 'deviceAuthorizationUrl', 'device authorization URL'],
    ['revocation', 'revocationUrl', 'revocation URL'],
  ])('without its %s says which field is missing, or not safe', async (endpoint, field, what) => {
    await expect(resolve({}, [endpoint]).found).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: `The ${what} is not known.`,
      data: { field },
    });
    await expect(resolve({ [field]: 'http://as.example/x' }, [endpoint]).found).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(`The ${what} http://as.example is not an address for secrets`),
    });
  });

  it.each<[what: string, metadata: object, settings: object, foreign: string[]]>([
    ['its own origin', {}, { issuer }, []],
    ['another for tokens', { token_endpoint: 'https://b.example/t' }, { issuer }, ['https://b.example']],
    [
      'others, each once',
      {
        token_endpoint: 'https://b.example/t',
        revocation_endpoint: 'https://b.example/r',
        device_authorization_endpoint: 'https://c.example/d',
      },
      { issuer },
      ['https://b.example', 'https://c.example'],
    ],
    ['another for the page alone', { authorization_endpoint: 'https://b.example/a' }, { issuer }, []],
    [
      'what a person entered',
      { token_endpoint: 'https://b.example/t' },
      { issuer, tokenUrl: 'https://b.example/t' },
      [],
    ],
    ['an address that is none', { revocation_endpoint: 'nonsense' }, { issuer }, []],
  ])('that sends secrets to %s', async (_what, metadata, settings, foreign) => {
    const { found } = resolve(settings, ['authorization', 'token'], published(metadata));
    expect((await found).foreignOrigins).toEqual(foreign);
  });
});

describe('an origin besides the issuer’s', () => {
  const server = {
    metadata: { issuer },
    issuerKnown: true,
    foreignOrigins: ['https://b.example', 'https://c.example'],
  };

  it('is named until it is confirmed, and taken where nobody was ever asked', () => {
    const missing = (confirmed: string[] | null) => {
      try {
        requireConfirmed(server, confirmed);
        return null;
      } catch (error) {
        return error;
      }
    };
    expect(missing([])).toMatchObject({
      code: 'ORIGIN_UNCONFIRMED',
      message: 'as.example wants secrets and tokens to go to https://b.example and https://c.example.',
      data: { names: ['https://b.example', 'https://c.example'] },
    });
    expect(missing(['https://b.example'])).toMatchObject({ data: { names: ['https://c.example'] } });
    expect([missing(server.foreignOrigins), missing(null)]).toEqual([null, null]);
  });
});
