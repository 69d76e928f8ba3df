import { createHash, createHmac } from 'node:crypto';
import { commonFaults } from '#contract/fault.ts';
import { percentDecoded } from '#core/percentEncoding.ts';
import {
  atAuthorization,
  type CredentialKind,
  filled,
  noCredentials,
  type SignableBody,
  secretField,
  settingField,
  textOf,
  type UnsignedRequest,
  usernameField,
} from './credentialKind.ts';

/**
 * AWS Signature Version 4 in the Authorization header. The user name is the access key ID; the secret is the secret access key, and
 * with a session token that token on a line of its own after it.
 */
export const awsSigV4: CredentialKind = {
  kind: 'awsSigV4',
  title: 'AWS Signature',
  badge: 'AWS Signature V4',
  choice: 'AWS Signature V4',
  secretWord: 'access key',
  sentAs: 'a signature in header Authorization; the key itself is not sent',
  fields: [
    usernameField('accessKeyId', 'Access key ID'),
    secretField('secretAccessKey', 'Secret access key', {
      description: 'Signs each request; the key itself is not sent.',
    }),
    secretField('sessionToken', 'Session token', {
      description: 'Only with temporary credentials.',
      required: { new: false, stored: false },
    }),
    settingField('region', 'Region', 'eu-central-1'),
    settingField('service', 'Service', 'execute-api'),
  ],
  needsUsername: true,
  signs: true,
  defaultPlacement: atAuthorization('AWS4-HMAC-SHA256'),
  fromSecurityScheme: () => null,
  // API Gateway declares its IAM authentication as an API key in Authorization.
  alsoServes: ({ type, in: place, parameterName }) =>
    type === 'apiKey' && place === 'header' && /^authorization$/i.test(parameterName ?? ''),
  fromForm: (values, stored) => {
    const kept = stored?.kind === 'awsSigV4' ? stored : null;
    const [key, token] = [textOf(values, 'secretAccessKey').trim(), textOf(values, 'sessionToken').trim()];
    const region = textOf(values, 'region').trim() || (kept?.region ?? '');
    const service = textOf(values, 'service').trim() || (kept?.service ?? '');
    const sessionToken = key === '' && kept !== null ? kept.sessionToken : token !== '';
    return {
      secret: filled(key === '' ? '' : [key, token].join('\n').trim()),
      username: filled(textOf(values, 'accessKeyId').trim()),
      config: region === '' || service === '' ? undefined : { kind: 'awsSigV4', region, service, sessionToken },
    };
  },
  read: (entered) => {
    const { config, secret } = entered;
    if (config?.kind !== 'awsSigV4') throw incomplete('Enter the region and the service.', 'config');
    if (secret !== null && config.sessionToken && secret.trim().split(/\s+/).length !== 2)
      throw incomplete('Enter the secret access key and, on the next line, the session token.', 'secret');
    return { ...entered, secret: secret?.trim() ?? null };
  },
  apply: ({ request, config, material: { secret, username }, at }) => {
    if (config?.kind !== 'awsSigV4') throw incomplete('Enter the region and the service.', 'config');
    const [secretAccessKey = '', sessionToken] = secret.split(/\s+/);
    const keys: AwsKeys = { accessKeyId: username ?? '', secretAccessKey };
    const scope: AwsScope = { region: config.region, service: config.service, at };
    const added: [string, string][] = [
      ['X-Amz-Date', amzDate(at)],
      ...(config.service === 's3' ? [['X-Amz-Content-Sha256', bodyHash(request.body)] as [string, string]] : []),
      ...(config.sessionToken && sessionToken ? [['X-Amz-Security-Token', sessionToken] as [string, string]] : []),
    ];
    const ours = new Set(added.map(([name]) => name.toLowerCase()));
    const signed = [
      ['host', new URL(request.url).host] as const,
      ...request.headers.filter(([name]) => /^(content-type$|x-amz-)/i.test(name) && !ours.has(name.toLowerCase())),
      ...added,
    ];
    const { authorization, signature } = signAws({ ...request, headers: signed }, keys, scope);
    const secrets = [secretAccessKey, signature, ...(sessionToken ? [sessionToken] : [])];
    return { ...noCredentials, headers: [...added, ['Authorization', authorization]], secrets };
  },
  show: ({ at }) => ({
    ...noCredentials,
    headers: [
      ['X-Amz-Date', amzDate(at)],
      ['Authorization', 'AWS4-HMAC-SHA256 ••••'],
    ],
  }),
};

function incomplete(message: string, field: string) {
  return commonFaults.fault('INVALID', message, { kept: 'Nothing was changed.', field });
}

interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface AwsScope {
  readonly region: string;
  readonly service: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

/**
 * Signs a request with exactly the headers that are given, `host` among them.
 * Source: AWS General Reference, "Create a signed AWS API request" (Signature Version 4).
 */
export function signAws(request: UnsignedRequest, keys: AwsKeys, scope: AwsScope) {
  const headers = canonicalHeaders(request.headers);
  const names = headers.map(([name]) => name).join(';');
  const { pathname, search } = new URL(request.url);
  const canonical = [
    request.method.toUpperCase(),
    canonicalPath(pathname, scope.service),
    canonicalQuery(search),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    bodyHash(request.body),
  ].join('\n');
  const stamp = amzDate(scope.at);
  const credential = [stamp.slice(0, 8), scope.region, scope.service, 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', stamp, credential.join('/'), sha256(canonical)].join('\n');
  const key = credential.reduce<string | Buffer>((left, word) => hmac(left, word), `AWS4${keys.secretAccessKey}`);
  const signature = hmac(key, text).toString('hex');
  const words = [`Credential=${[keys.accessKeyId, ...credential].join('/')}`, `SignedHeaders=${names}`];
  return { signature, authorization: `AWS4-HMAC-SHA256 ${[...words, `Signature=${signature}`].join(', ')}` };
}

/** `20150830T123600Z`. */
function amzDate(at: number): string {
  return `${new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')}`;
}

/** Hex SHA-256 of a request's body, of nothing where it has none. */
export function bodyHash(body: SignableBody | null | undefined): string {
  return body && 'sha256' in body ? body.sha256 : sha256(body ?? '');
}

const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text, 'utf8').digest();

function canonicalHeaders(headers: UnsignedRequest['headers']): [string, string][] {
  const values = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value.trim().replace(/\s+/g, ' ')]);
  }
  return [...values]
    .map(([name, list]): [string, string] => [name, list.join(',')])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** S3 takes the path encoded once, every other service encodes what goes over the wire once more. */
function canonicalPath(pathname: string, service: string): string {
  const path = service === 's3' ? pathname : pathname.replace(/\/{2,}/g, '/');
  const segments = path.split('/');
  return segments.map((segment) => encode(service === 's3' ? percentDecoded(segment) : segment)).join('/');
}

function canonicalQuery(search: string): string {
  return search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...rest] = pair.split('=');
      return [name, rest.join('=')].map((text) => encode(percentDecoded(text.replaceAll('+', ' '))));
    })
    .sort(([a = '', x = ''], [b = '', y = '']) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
}

/** Everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
