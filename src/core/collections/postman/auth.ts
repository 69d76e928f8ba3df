import { isObject, own } from '../../json/value.ts';
import type { Place } from '../notes.ts';
import type { PortableAuth } from '../portable.ts';
import { variableText } from './rows.ts';

/** Kinds of authentication that cannot be taken over, by their names in Postman. */
const unheld: Readonly<Record<string, string>> = {
  oauth1: 'OAuth 1.0',
  oauth2: 'OAuth 2.0',
  hawk: 'Hawk',
  ntlm: 'NTLM',
  edgegrid: 'Akamai EdgeGrid',
  jwt: 'JWT Bearer',
  asap: 'ASAP',
};

/** How a request, folder or collection proves who sends; absent or null takes that of the one above. */
export function readAuth(value: unknown, place: Place): PortableAuth {
  if (value === undefined || value === null) return { kind: 'inherit' };
  const type = own(value, 'type');
  if (typeof type !== 'string') {
    place.say('The authentication can’t be read; that of the folder above is used.');
    return { kind: 'inherit' };
  }
  return authOf(type, settingsOf(own(value, type)), place);
}

type Settings = (name: string) => string;

/** The settings of an authentication: a list of rows in v2.1, an object in v2.0. */
function settingsOf(value: unknown): Settings {
  if (!Array.isArray(value)) return (name) => variableText(own(value, name));
  const rows = new Map(
    value.filter(isObject).map((row): [string, unknown] => [String(own(row, 'key')), own(row, 'value')]),
  );
  return (name) => variableText(rows.get(name));
}

function authOf(type: string, setting: Settings, place: Place): PortableAuth {
  switch (type) {
    case 'noauth':
      return { kind: 'none' };
    case 'inherit':
      return { kind: 'inherit' };
    case 'basic':
    case 'digest':
      return { kind: type, username: setting('username'), password: setting('password') };
    case 'bearer':
      return { kind: 'bearer', token: setting('token'), prefix: 'Bearer' };
    case 'apikey': {
      const where = setting('in') === 'query' ? 'query' : 'header';
      return { kind: 'apiKey', in: where, name: setting('key'), value: setting('value') };
    }
    case 'awsv4':
      return awsOf(setting, place);
    case 'oauth2':
      return oauthOf(setting, place);
    default:
      place.say(`${unheld[type] ?? `Authentication of the kind “${type}”`} can’t be taken over; set it by hand.`);
      return { kind: 'none' };
  }
}

function awsOf(setting: Settings, place: Place): PortableAuth {
  if (setting('addAuthDataToQuery') === 'true') {
    place.say('The AWS signature goes into headers instead of the query.');
  }
  return {
    kind: 'awsSigV4',
    accessKeyId: setting('accessKey'),
    secretAccessKey: setting('secretKey'),
    sessionToken: setting('sessionToken'),
    region: setting('region'),
    service: setting('service'),
  };
}

/** A token that stands in the file is used as it is; how it was got is not taken over. */
function oauthOf(setting: Settings, place: Place): PortableAuth {
  const token = setting('accessToken');
  if (token === '') {
    place.say('OAuth 2.0 can’t be taken over; make a connection for it.');
    return { kind: 'none' };
  }
  place.say('Of OAuth 2.0 only the access token was taken over; make a connection to have it renewed.');
  if (setting('addTokenTo') === 'queryParams') {
    return { kind: 'apiKey', in: 'query', name: 'access_token', value: token };
  }
  return { kind: 'bearer', token, prefix: setting('headerPrefix').trim() || 'Bearer' };
}
