import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import type { ConnectionId } from '#contract/common.ts';
import { type Finding, findingCode } from '#contract/oauth.ts';
import { type OAuthField, oauthField } from '#core/oauth/fields.ts';
import { faultyServer } from './oauthFaultyServer.ts';
import { type OAuthRig, type OAuthSettings, oauthRig } from './oauthRig.ts';

/** Which request of a flow the server answers with a failure; `redirect` is what it sends the browser back with. */
const failedStep = z.enum(['code', 'refresh', 'client', 'password', 'device', 'poll', 'redirect', 'discovery']);
type FailedStep = z.infer<typeof failedStep>;

/** What a server answers. `{name}` in the text stands for a parameter of the request, as servers repeat them. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

interface Failure {
  readonly from: string;
  readonly what: string;
  readonly at: FailedStep;
  readonly answer: Answer;
  readonly finding: Finding['code'];
  readonly field: OAuthField | null;
  readonly settings: Partial<OAuthSettings>;
}

const fixtures = join(import.meta.dirname, '../fixtures/oauth');

/** The failures of `test/fixtures/oauth/failures.txt`. */
export function readFailures(): Failure[] {
  let from = '';
  return linesOf('failures.txt').flatMap((line): Failure[] => {
    const section = /^\[(.+)\]$/.exec(line)?.[1];
    if (section !== undefined) from = section;
    if (section !== undefined) return [];
    const [what = '', at = '', answer = '', finding = '', field = '', settings = '{}'] = line.split(' | ');
    return [
      {
        from,
        what,
        at: failedStep.parse(at),
        answer: answerOf(answer),
        finding: findingCode.parse(finding),
        field: field === '-' ? null : oauthField.parse(field),
        settings: JSON.parse(settings),
      },
    ];
  });
}

/** The refusals of `test/fixtures/oauth/moreRefusals.txt`. */
export function readMoreRefusals() {
  return linesOf('moreRefusals.txt').map((line) => {
    const [from = '', at = '', answer = '', finding = ''] = line.split(' | ');
    const [, code = '', words = ''] = /^back ([^:]*): ?(.*)$/.exec(answer) ?? [];
    const redirect = code === '' ? null : { code, error: words || code };
    return { from, at: failedStep.parse(at), answer: answerOf(answer), redirect, finding: findingCode.parse(finding) };
  });
}

const linesOf = (file: string): string[] =>
  readFileSync(join(fixtures, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

/** Reads an answer as the fixtures write it. */
function answerOf(written: string): Answer {
  const [, kind, parameters = ''] = /^(back!?) ?(.*)$/.exec(written) ?? [];
  if (kind !== undefined)
    return { status: 302, headers: {}, text: `${parameters}${kind === 'back' ? '&state={state}' : ''}` };
  const [, status = '', header = '', body = ''] = /^(\d+)(?: \(([^)]*)\))? ?(.*)$/.exec(written) ?? [];
  const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(header) ?? [];
  const [type, text] = bodyOf(body);
  const headers = { ...(type === '' ? {} : { 'content-type': type }), ...(name === '' ? {} : { [name]: value }) };
  return { status: Number(status), headers, text };
}

function bodyOf(written: string): [type: string, text: string] {
  const [, kind, rest = ''] = /^(page|form) (.*)$/.exec(written) ?? [];
  if (kind === 'page') return ['text/html', `<!DOCTYPE html><title>${rest}</title><p>${rest}</p>`];
  if (kind === 'form') return ['application/x-www-form-urlencoded', rest];
  const [, error, description] = /^([\w-]+): ?(.*)$/.exec(written) ?? [];
  if (error === undefined) return [written === '' ? '' : 'application/json', written];
  const said = description === '' ? {} : { error_description: description };
  return ['application/json', JSON.stringify({ error, ...said })];
}

function answering({ status, headers, text }: Answer) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => void parts.push(part));
    request.on('end', () => {
      const given = new URLSearchParams(Buffer.concat(parts).toString());
      response.writeHead(status, headers).end(text.replace(/\{(\w+)\}/g, (_all, name) => given.get(name) ?? ''));
    });
  };
}

export const failureSecrets = { client: 'ClientSecret-5f3a9c1e', password: 'PassWord-77b1d2' };
type Server = Awaited<ReturnType<typeof faultyServer>>;

const clientAuth = 'client_secret_post' as const;
const grants = {
  client: 'clientCredentials',
  password: 'password',
  device: 'deviceCode',
  poll: 'deviceCode',
  code: 'authorizationCode',
  refresh: 'authorizationCode',
  redirect: 'authorizationCode',
  discovery: 'authorizationCode',
} as const;

/** Runs a flow against a server on loopback that fails as the case says. */
export async function runFailure({ at, answer, settings }: Failure) {
  const rig = await oauthRig();
  const server = await faultyServer();
  const urls = { authorizationUrl: `${server.url}/authorize`, tokenUrl: `${server.url}/token` };
  const addresses =
    at === 'discovery' ? { issuer: server.url } : { ...urls, deviceAuthorizationUrl: `${server.url}/device` };
  const all = { grant: grants[at], clientId: 'desk', clientAuth, username: 'ada', ...addresses, ...settings };
  const both = JSON.stringify({ password: failureSecrets.password, clientSecret: failureSecrets.client });
  const id = rig.connect(all, at === 'password' ? both : failureSecrets.client);
  const thrown = await flows[at](rig, server, id, answer).catch((error: unknown) => error);
  const report = await rig.client.doctor({ connectionId: id });
  return { rig, id, report, all, said: JSON.stringify({ thrown, report, happenings: rig.happenings }) };
}

type Flow = (rig: OAuthRig, server: Server, id: ConnectionId, answer: Answer) => Promise<unknown>;

/** What the browser does: it is sent back, with whatever the server adds. */
async function browse(rig: OAuthRig, id: ConnectionId) {
  const begun = await rig.client.signIn({ connectionId: id });
  const redirected = await fetch(begun.authorizationUrl ?? '', { redirect: 'manual' });
  const address = redirected.headers.get('location') ?? '';
  const text = await (await fetch(address)).text();
  return { ended: await rig.ended(begun), text };
}

const byToken: Flow = (rig, server, id, answer) => {
  server.bent.token = answering(answer);
  return rig.client.signIn({ connectionId: id });
};

const flows: Record<FailedStep, Flow> = {
  code: (rig, server, id, answer) => {
    server.bent.token = answering(answer);
    return browse(rig, id);
  },
  refresh: async (rig, server, id, answer) => {
    await browse(rig, id);
    server.bent.token = answering(answer);
    return rig.client.refresh({ connectionId: id });
  },
  client: byToken,
  password: byToken,
  device: (rig, server, id, answer) => {
    server.bent.all = answering(answer);
    return rig.client.signIn({ connectionId: id });
  },
  poll: async (rig, server, id, answer) => {
    const code = { device_code: 'device-code-1', user_code: 'AB', verification_uri: server.url, expires_in: 60 };
    server.bent.all = (request, response) =>
      answering(request.url === '/device' ? answerOf(`200 ${JSON.stringify({ ...code, interval: 0.01 })}`) : answer)(
        request,
        response,
      );
    return rig.ended(await rig.client.signIn({ connectionId: id }));
  },
  redirect: async (rig, _server, id, { text }) => {
    const begun = await rig.client.signIn({ connectionId: id });
    const { state } = Object.fromEntries(new URL(begun.authorizationUrl ?? '').searchParams);
    const shown = await (await fetch(`${begun.redirectUri}?${text.replace('{state}', state ?? '')}`)).text();
    const { status } = await rig.client.signInState({ id: begun.id });
    if (status === 'waiting') await rig.client.cancelSignIn({ id: begun.id });
    return { shown, ended: await rig.ended(begun) };
  },
  discovery: (rig, server, id, answer) => {
    server.bent.all = answering(answer);
    return rig.client.signIn({ connectionId: id });
  },
};
