import type { Place } from '../notes.ts';
import type { PortableAuth } from '../portable.ts';
import type { Blocks } from './blocks.ts';

const unheld: Readonly<Record<string, string>> = {
  oauth1: 'OAuth 1.0',
  oauth2: 'OAuth 2.0',
  ntlm: 'NTLM',
  wsse: 'WSSE',
  'akamai-edgegrid': 'Akamai EdgeGrid',
};

/** `mode` is what the request, folder or collection says; empty where it says nothing. */
export function readAuth(mode: string, blocks: Blocks, place: Place): PortableAuth {
  const of = (name: string) => blocks.value(`auth:${mode}`, name);
  switch (mode) {
    case '':
    case 'inherit':
      return { kind: 'inherit' };
    case 'none':
      return { kind: 'none' };
    case 'basic':
    case 'digest':
      return { kind: mode, username: of('username'), password: of('password') };
    case 'bearer':
      return { kind: 'bearer', token: of('token'), prefix: 'Bearer' };
    case 'apikey': {
      const where = /^query/.test(of('placement')) ? 'query' : 'header';
      return { kind: 'apiKey', in: where, name: of('key'), value: of('value') };
    }
    case 'awsv4':
      if (of('profileName') !== '') place.say('The AWS profile was left out.');
      return {
        kind: 'awsSigV4',
        accessKeyId: of('accessKeyId'),
        secretAccessKey: of('secretAccessKey'),
        sessionToken: of('sessionToken'),
        region: of('region'),
        service: of('service'),
      };
    default:
      place.say(`${unheld[mode] ?? `Authentication of the kind “${mode}”`} can’t be taken over; set it by hand.`);
      return { kind: 'none' };
  }
}
