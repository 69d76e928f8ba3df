import { z } from 'zod';
import { flag, readMembers, text } from '../members.ts';
import type { Place } from '../notes.ts';
import type { PortableAuth } from '../portable.ts';
import { fromTemplates } from './templates.ts';

const yaakAuth = z.object({
  username: text,
  password: text,
  token: text,
  prefix: text,
  key: text,
  value: text,
  location: text,
  accessKeyId: text,
  secretAccessKey: text,
  sessionToken: text,
  region: text,
  service: text,
  disabled: flag,
});

const unheld: Readonly<Record<string, string>> = {
  oauth1: 'OAuth 1.0',
  oauth2: 'OAuth 2.0',
  jwt: 'JWT Bearer',
  ntlm: 'NTLM',
  windows: 'NTLM',
};

/** Without a type it is that of the folder or workspace above. */
export function readAuth(type: string | undefined, value: unknown, place: Place): PortableAuth {
  const auth = readMembers(yaakAuth, value, place);
  const of = (written: string | undefined) => fromTemplates(written ?? '', place);
  if ((type ?? '') === '') return { kind: 'inherit' };
  if (auth.disabled === true || type === 'none') return { kind: 'none' };
  switch (type) {
    case 'basic':
    case 'digest':
      return { kind: type, username: of(auth.username), password: of(auth.password) };
    case 'bearer':
      return { kind: 'bearer', token: of(auth.token), prefix: of(auth.prefix).trim() || 'Bearer' };
    case 'apikey':
      return {
        kind: 'apiKey',
        in: auth.location === 'query' ? 'query' : 'header',
        name: of(auth.key),
        value: of(auth.value),
      };
    case 'awsv4':
    case 'auth-aws-sig-v4':
      return {
        kind: 'awsSigV4',
        accessKeyId: of(auth.accessKeyId),
        secretAccessKey: of(auth.secretAccessKey),
        sessionToken: of(auth.sessionToken),
        region: of(auth.region),
        service: of(auth.service),
      };
    default:
      place.say(`${unheld[type ?? ''] ?? `Authentication of the kind “${type}”`} can’t be taken over; set it by hand.`);
      return { kind: 'none' };
  }
}
