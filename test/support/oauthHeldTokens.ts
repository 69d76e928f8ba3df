import type { OAuthConfig } from '#contract/oauthConfig.ts';
import { sealToken } from '#main/domains/oauth/oauthConnection.ts';
import { changeTokenRow, readTokenRow, requireTokenRow, type TokenRow } from '#main/domains/oauth/tokens/tokenTable.ts';
import { loopbackServer } from './connectionsRig.ts';
import { type OAuthRig, oauthRig } from './oauthRig.ts';

/** The time of every test with held tokens, until it moves the clock. */
export const heldAt = Date.UTC(2030, 0, 1);

/**
 * Connections that hold tokens without a sign-in, as many as a test asks for, on one store. The clock is the test's.
 */
export async function tokenHolder() {
  const clock = { now: heldAt };
  const rig = await oauthRig({ now: () => clock.now });
  const paths = new Map<string, (text: string) => [status: number, body: object]>();
  const { url } = await loopbackServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const [status, body] = paths.get(/^\/\d+/.exec(request.url ?? '')?.[0] ?? '')?.(text) ?? [404, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return {
    ...{ rig, clock },
    hold: (tokens: Partial<TokenRow> | null = {}, settings: Settings = {}) => {
      const path = `/${paths.size}`;
      const held = holdTokens(rig, `${url}${path}`, tokens, settings);
      paths.set(path, held.receive);
      return held;
    },
  };
}

/** Those of the connection, or what they are at the address of its server. */
type Settings = Partial<OAuthConfig> | ((url: string) => Partial<OAuthConfig>);

/** The tokens `first` and `refresh-1`, got an hour ago and good for another; the server grants `second` until the test says otherwise. */
function holdTokens(rig: OAuthRig, url: string, tokens: Partial<TokenRow> | null, settings: Settings) {
  const id = rig.connect({
    grant: 'authorizationCode',
    clientId: 'desk',
    clientAuth: 'none',
    authorizationUrl: `${url}/authorize`,
    tokenUrl: `${url}/token`,
    ...(typeof settings === 'function' ? settings(url) : settings),
  });
  const row = () => rig.rowOf(id);
  const owner = { tenantId: rig.admin.tenantId, table: 'connections', id } as const;
  // As the console does, so that the vault vouches for what is there then.
  const change = (changes: Partial<TokenRow>) =>
    rig.store.write((w) => rig.vault.changeSettings(w, owner, () => changeTokenRow(w, row(), changes)));
  if (tokens !== null) {
    rig.store.write((w) => {
      requireTokenRow(w, row());
      sealToken(rig.vault, w, row(), 'oauth:access', 'first');
      sealToken(rig.vault, w, row(), 'oauth:refresh', 'refresh-1');
    });
    const times = { obtainedAt: heldAt - 3_600_000, expiresAt: heldAt + 3_600_000 };
    change({ status: 'ok', refreshable: true, ...times, generation: 5, ...tokens });
  }
  /** What came to the server. */
  const forms: Record<string, string>[] = [];
  const server = {
    answer: (_form: Record<string, string>): [status: number, body: object] => [
      200,
      { access_token: 'second', expires_in: 3_600 },
    ],
  };
  return {
    ...{ id, url, server, forms, change },
    tokens: () => readTokenRow(rig.store.read, row()),
    receive: (text: string) => {
      const form = Object.fromEntries(new URLSearchParams(text));
      forms.push(form);
      return server.answer(form);
    },
  };
}
