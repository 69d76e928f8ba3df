import { commonFaults } from '#contract/fault.ts';
import { type AwsKeys, type AwsScope, amzDate, bodyHash, signAws } from './awsSignature.ts';
import {
  atAuthorization,
  type CredentialKind,
  filled,
  noCredentials,
  secretField,
  settingField,
  textOf,
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
