import type { Place } from '../notes.ts';
import type { PortableAuth } from '../portable.ts';
import { plainAuth } from '../writing.ts';

/** The member `auth`, with its settings as rows; nothing where it is inherited. */
export function writeAuth(given: PortableAuth, place: Place): object {
  const auth = plainAuth(given);
  switch (auth.kind) {
    case 'inherit':
      return {};
    case 'none':
      return { auth: { type: 'noauth' } };
    case 'basic':
    case 'digest':
      return authOf(auth.kind, { username: auth.username, password: auth.password });
    case 'bearer':
      return authOf('bearer', { token: auth.token });
    case 'apiKey':
      if (auth.in === 'cookie') {
        place.say('An API key in a cookie was left out.');
        return { auth: { type: 'noauth' } };
      }
      return authOf('apikey', { key: auth.name, value: auth.value, in: auth.in });
    case 'awsSigV4':
      return authOf('awsv4', {
        accessKey: auth.accessKeyId,
        secretKey: auth.secretAccessKey,
        sessionToken: auth.sessionToken,
        region: auth.region,
        service: auth.service,
      });
  }
}

function authOf(type: string, settings: Readonly<Record<string, string>>): object {
  return { auth: { type, [type]: Object.entries(settings).map(([key, value]) => ({ key, value, type: 'string' })) } };
}
