import { isObject } from '../../json/value.ts';
import { readMembers } from '../members.ts';
import type { Place } from '../notes.ts';
import type { PortableAuth } from '../portable.ts';
import { insomniaAuth } from './schemas.ts';
import { fromTemplates } from './templates.ts';

const unheld: Readonly<Record<string, string>> = {
  oauth1: 'OAuth 1.0',
  oauth2: 'OAuth 2.0',
  hawk: 'Hawk',
  ntlm: 'NTLM',
  netrc: 'Authentication from a netrc file',
  asap: 'ASAP',
  singleToken: 'Authentication by a single token',
};

/** An empty object takes the authentication of the folder above. */
export function readAuth(value: unknown, place: Place): PortableAuth {
  if (!isObject(value) || Object.keys(value).length === 0) return { kind: 'inherit' };
  const auth = readMembers(insomniaAuth, value, place);
  // Before there were kinds, all was basic.
  const type = auth.type || ((auth.username ?? '') === '' ? '' : 'basic');
  if (type === '') return { kind: 'inherit' };
  if (auth.disabled === true || type === 'none') return { kind: 'none' };
  const of = (text: string | undefined) => fromTemplates(text ?? '', place);
  switch (type) {
    case 'basic':
    case 'digest':
      return { kind: type, username: of(auth.username), password: of(auth.password) };
    case 'bearer':
      return { kind: 'bearer', token: of(auth.token), prefix: of(auth.prefix).trim() || 'Bearer' };
    case 'apikey': {
      const places = { queryParams: 'query', cookie: 'cookie' } as const;
      const where = auth.addTo === 'queryParams' || auth.addTo === 'cookie' ? places[auth.addTo] : 'header';
      return { kind: 'apiKey', in: where, name: of(auth.key), value: of(auth.value) };
    }
    case 'iam':
      return {
        kind: 'awsSigV4',
        accessKeyId: of(auth.accessKeyId),
        secretAccessKey: of(auth.secretAccessKey),
        sessionToken: of(auth.sessionToken),
        region: of(auth.region),
        service: of(auth.service),
      };
    case 'oauth2':
      if ((auth.accessToken ?? '') !== '') {
        place.say('Of OAuth 2.0 only the access token was taken over; make a connection to have it renewed.');
        return { kind: 'bearer', token: of(auth.accessToken), prefix: of(auth.tokenPrefix).trim() || 'Bearer' };
      }
      place.say('OAuth 2.0 can’t be taken over; make a connection for it.');
      return { kind: 'none' };
    default:
      place.say(`${unheld[type] ?? `Authentication of the kind “${type}”`} can’t be taken over; set it by hand.`);
      return { kind: 'none' };
  }
}
