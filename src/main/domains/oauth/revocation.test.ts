import { expect, test } from 'vitest';
import type { ConnectionId } from '#contract/common.ts';
import { tokenHolder } from '#test/support/oauthHeldTokens.ts';
import { signedIn } from '#test/support/oauthSignedIn.ts';

interface Call {
  readonly path: string;
  readonly token: string | null;
  readonly hint: string | null;
}

/** A connection that is signed in; from then on its server answers every revocation alike. */
async function revoking(status: number, body: object | null) {
  const made = await signedIn();
  const { rig, server, id } = made;
  const calls: Call[] = [];
  const refresh = rig.vault.open(rig.store.read, {
    ...{ tenantId: rig.admin.tenantId, table: 'connections', id, field: 'oauth:refresh' },
  });
  const access = await rig.fresh(id);
  server.bent.all = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      if (path.includes('.well-known')) {
        const metadata = { issuer: server.url, token_endpoint: `${server.url}/token` };
        const known = {
          ...metadata,
          authorization_endpoint: `${server.url}/a`,
          revocation_endpoint: `${server.url}/r`,
        };
        response.setHeader('content-type', 'application/json').end(JSON.stringify(known));
        return;
      }
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      calls.push({ path, token: form.get('token'), hint: form.get('token_type_hint') });
      response.writeHead(status, { 'content-type': 'application/json' }).end(body === null ? '' : JSON.stringify(body));
    });
  };
  return { ...made, calls, refresh, access };
}

/** What is left here, whatever the server said. */
async function expectForgotten({ rig, id }: Pick<Awaited<ReturnType<typeof revoking>>, 'rig' | 'id'>) {
  await expect(rig.fresh(id)).rejects.toMatchObject({ code: 'NEEDS_SIGN_IN' });
  expect(rig.stateOf(id)?.suspension).toBe('revoked');
  expect(rig.vault.state().sealed).toBe(0);
}

// RFC 7009, section 2.2: any 2xx is done, and so is a token that the server does not know.
test.each<[string, number, object | null]>([
  ['200', 200, null],
  ['204', 204, null],
  ['202 with words', 202, { message: 'queued' }],
  ['invalid_token', 400, { error: 'invalid_token' }],
  ['token_not_found', 404, { error: 'token_not_found' }],
])('a server that answers %s has revoked both tokens, the refresh token first', async (_, status, body) => {
  const made = await revoking(status, body);
  const { rig, id, calls, refresh, access } = made;
  expect(await rig.client.revoke({ connectionId: id })).toEqual({
    revoked: true,
    message: 'The tokens were revoked at the server and forgotten here.',
  });
  expect(calls).toEqual([
    { path: '/r', token: refresh, hint: 'refresh_token' },
    { path: '/r', token: access, hint: 'access_token' },
  ]);
  await expectForgotten(made);
  const { steps } = await rig.client.doctor({ connectionId: id });
  expect(steps.map(({ name, method, requestBody }) => [name, method, requestBody !== null])).toEqual([
    ['discovery', 'GET', false],
    ['discovery', 'GET', false],
    ['revocation', 'POST', true],
    ['revocation', 'POST', true],
  ]);
  expect(JSON.stringify(steps)).not.toContain(access);
});

test.each<[string, number, object | null, RegExp]>([
  ['unsupported_token_type', 400, { error: 'unsupported_token_type' }, /did not revoke them: .*unsupported_token_type/],
  ['an error with words', 401, { error: 'invalid_client', error_description: 'Who are you?' }, /Who are you\?/],
  ['503', 503, null, /did not revoke them: .*503/],
])('a server that answers %s has not, and the tokens are forgotten all the same', async (_, status, body, words) => {
  const made = await revoking(status, body);
  const answer = await made.rig.client.revoke({ connectionId: made.id });
  expect(answer).toEqual({ revoked: false, message: expect.stringMatching(words) });
  expect(answer.message).toMatch(/^The tokens were forgotten here\./);
  await expectForgotten(made);
});

test('a server that says of no place for it is not asked', async () => {
  const made = await revoking(200, null);
  made.server.bent.all = (_request, response) => void response.writeHead(404).end();
  expect(await made.rig.client.revoke({ connectionId: made.id })).toEqual({
    revoked: false,
    message: expect.stringContaining('offers no way to revoke'),
  });
  expect(made.calls).toEqual([]);
  await expectForgotten(made);
});

test('what is known of the tokens goes with them, and the log says so', async () => {
  const { rig, hold } = await tokenHolder();
  const { id, tokens } = hold({ underWay: 'refresh', grantedScopes: ['a'] });
  const answer = await rig.client.revoke({ connectionId: id });
  expect(answer).toEqual({ revoked: false, message: expect.stringContaining('offers no way to revoke') });
  expect(tokens()).toMatchObject({
    ...{ status: 'revoked', statusReason: answer.message, refreshable: false, expiresAt: null, obtainedAt: null },
    ...{ grantedScopes: null, generation: 6, underWay: null },
  });
  expect(rig.stateOf(id)).toMatchObject({ suspension: 'revoked', suspensionReason: answer.message });
  expect(rig.store.sqlite.prepare('SELECT type FROM facts').pluck().all()).toContain('token.revoked');
  expect(rig.happenings).toContainEqual(
    expect.objectContaining({ action: 'revoked', details: [{ name: 'Result', value: answer.message }] }),
  );
  expect(await rig.client.revoke({ connectionId: id })).toEqual({
    revoked: false,
    message: 'There was no token to revoke.',
  });
});

test('each token that is there is revoked, and none after one that was refused', async () => {
  const { rig, hold } = await tokenHolder();
  const revocable = () => hold({}, (url) => ({ revocationUrl: `${url}/revoke` }));
  const forget = ({ id }: { id: ConnectionId }, field: 'oauth:access' | 'oauth:refresh') =>
    rig.store.write((w) => rig.vault.remove(w, { tenantId: rig.admin.tenantId, table: 'connections', id, field }));
  const [both, access, refresh, refused] = [revocable(), revocable(), revocable(), revocable()];
  forget(access, 'oauth:refresh');
  forget(refresh, 'oauth:access');
  refused.server.answer = () => [400, { error: 'invalid_client' }];
  for (const { id, server } of [both, access, refresh, refused]) {
    if (server !== refused.server) server.answer = () => [200, {}];
    await rig.client.revoke({ connectionId: id });
  }
  expect([both, access, refresh, refused].map(({ forms }) => forms.map((form) => form.token))).toEqual([
    ['refresh-1', 'first'],
    ['first'],
    ['refresh-1'],
    ['refresh-1'],
  ]);
  expect(both.forms[0]).toEqual({ token: 'refresh-1', token_type_hint: 'refresh_token', client_id: 'desk' });
});

test('a locked vault keeps its tokens', async () => {
  const { rig, hold } = await tokenHolder();
  const { id, tokens } = hold();
  rig.vault.lock();
  await expect(rig.client.revoke({ connectionId: id })).rejects.toMatchObject({ code: 'VAULT_LOCKED' });
  expect(tokens()?.status).toBe('ok');
});
