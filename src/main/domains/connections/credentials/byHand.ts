import type { Placement } from '#contract/connections.ts';
import type { RequestAuth } from '#contract/requestParts.ts';
import { secretHint } from '#main/vault/index.ts';
import { atAuthorization, type SecretMaterial } from './credentialKind.ts';
import type { Applied, HandCredentials } from './send.ts';

type ByHand = Exclude<RequestAuth, { kind: 'inherit' | 'connection' }>;

/** Credentials that a person typed into a request, as a connection of one part that is stored nowhere. */
export function handCredentials(auth: ByHand): HandCredentials {
  switch (auth.kind) {
    case 'basic':
    case 'digest':
      return made(auth.kind, atAuthorization(auth.kind === 'basic' ? 'Basic' : 'Digest'), {
        secret: auth.password,
        username: auth.username,
      });
    case 'bearer':
      return made(
        'apiKey',
        { in: 'header', name: 'Authorization', prefix: auth.prefix },
        { secret: auth.token, username: null },
      );
    case 'apiKey':
      return made('apiKey', { in: auth.in, name: auth.name, prefix: '' }, { secret: auth.value, username: null });
    case 'awsSigV4': {
      const { accessKeyId, secretAccessKey, sessionToken, region, service } = auth;
      const secret = sessionToken === '' ? secretAccessKey : `${secretAccessKey}\n${sessionToken}`;
      const made4 = made('awsSigV4', atAuthorization('AWS4-HMAC-SHA256'), { secret, username: accessKeyId });
      const config = { kind: 'awsSigV4' as const, region, service, sessionToken: sessionToken !== '' };
      return { ...made4, applied: { ...made4.applied, config } };
    }
  }
}

function made(kind: Applied['kind'], placement: Placement, material: SecretMaterial): HandCredentials {
  const { secret, username } = material;
  return {
    applied: {
      schemeKey: null,
      kind,
      placement,
      config: null,
      secretHint: secretHint(secret),
      usernameHint: username === null ? null : secretHint(username),
      more: [],
    },
    materials: [material],
  };
}
