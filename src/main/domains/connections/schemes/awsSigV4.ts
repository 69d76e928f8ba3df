import { commonFaults } from '#contract/fault.ts';
import { type AwsKeys, type AwsScope, amzDate, bodyHash, signAws } from './awsSignature.ts';
import { atAuthorization, noCredentials, type SchemeModule } from './scheme.ts';

/**
 * AWS Signature Version 4 in the Authorization header. The user name is the access key ID; the secret is the secret access key, and
 * with a session token that token on a line of its own after it.
 */
export const awsSigV4: SchemeModule = {
  kind: 'awsSigV4',
  title: 'AWS Signature',
  secretWord: 'access key',
  needsUsername: true,
  signs: true,
  defaultPlacement: atAuthorization('AWS4-HMAC-SHA256'),
  fromSecurityScheme: () => null,
  // API Gateway declares its IAM authentication as an API key in Authorization.
  alsoServes: ({ type, in: place, parameterName }) =>
    type === 'apiKey' && place === 'header' && /^authorization$/i.test(parameterName ?? ''),
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
