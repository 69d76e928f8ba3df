import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { checkConnection } from '#main/domains/connections/index.ts';
import { canariesIn, filesWithCanary, makeCanary } from '#test/support/canary.ts';
import { faultyServer } from '#test/support/oauthFaultyServer.ts';
import { oauthRig } from '#test/support/oauthRig.ts';

/** An API that repeats what it was sent, and refuses one token as ended. */
async function echoApi(refused: string) {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const { authorization = '' } = request.headers;
    seen.push(authorization);
    response.writeHead(authorization.endsWith(refused) ? 401 : 200).end(`You sent ${authorization}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { seen, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` };
}

it('tokens and secrets are used, and stand afterwards in no file, no event and no answer', async () => {
  const rig = await oauthRig();
  const server = await faultyServer();
  // A token has no quotes in it; only the part that no encoding changes is used.
  const plain = (label: string) => {
    const { core } = makeCanary(label);
    return { core, secret: core };
  };
  const [first, second, refreshOne, refreshTwo, clientSecret] = [
    'first',
    'second',
    'refreshone',
    'refreshtwo',
    'client',
  ].map(plain);
  if (!first || !second || !refreshOne || !refreshTwo || !clientSecret) throw new Error('No canaries');
  const all = [first, second, refreshOne, refreshTwo, clientSecret];
  const api = await echoApi(first.secret);
  server.answers(({ body }) => {
    const isFirst = server.calls.length === 1;
    body.access_token = isFirst ? first.secret : second.secret;
    body.refresh_token = isFirst ? refreshOne.secret : refreshTwo.secret;
  });
  const seen: unknown[] = [];
  rig.events.onEvent((event) => void seen.push(event));
  const settings = {
    grant: 'authorizationCode',
    issuer: server.url,
    clientId: 'desk',
    clientAuth: 'client_secret_post',
  } as const;
  const id = rig.connect(settings, clientSecret.secret, api.url);

  const begun = await rig.client.signIn({ connectionId: id });
  const redirected = await fetch(begun.authorizationUrl ?? '', { redirect: 'manual' });
  const page = await (await fetch(redirected.headers.get('location') ?? '')).text();
  const ended = await rig.ended(begun);
  const { integrationId } = rig.rowOf(id);
  const check = await checkConnection(rig.deps, rig.admin, { integrationId, connectionId: id });
  expect(check.ok).toBe(true);
  // The last one goes without a token: its refusal proves that the token counts.
  expect(api.seen).toEqual([`Bearer ${first.secret}`, `Bearer ${second.secret}`, '']);
  server.answers((answer) => {
    answer.statusCode = 400;
    answer.body = { error: 'invalid_grant', error_description: `not ${refreshTwo.secret}` };
  });
  const failed = await rig.client.refresh({ connectionId: id }).catch((error: unknown) => JSON.stringify(error));
  const report = await rig.client.doctor({ connectionId: id });
  const state = await rig.client.tokens({ connectionId: id });

  expect(report.steps.length).toBeGreaterThan(0);
  const answers = JSON.stringify({
    begun,
    ended,
    page,
    check,
    failed,
    report,
    state,
    seen,
    happenings: rig.happenings,
  });
  expect(canariesIn(answers, all)).toEqual([]);
  rig.store.checkpoint();
  expect(filesWithCanary(rig.folder, all)).toEqual([]);
  expect(server.calls.map(({ form }) => form.get('client_secret'))).toContain(clientSecret.secret);
});
