import { plainRecord } from '../../json/value.ts';
import type { Place } from '../notes.ts';
import type { PortableAuth } from '../portable.ts';

export type Requirement = Readonly<Record<string, readonly string[]>>;

/** The security schemes of a document, made of the authentications that its requests use. No value of one is written. */
export class Schemes {
  readonly #schemes = new Map<string, object>();
  readonly #names = new Map<string, string>();

  /** What an operation requires; an empty object where it goes without. */
  requirement(auth: PortableAuth, place: Place): Requirement {
    const scheme = schemeOf(auth, place);
    return scheme === null ? {} : { [this.#nameOf(scheme.name, scheme.scheme)]: [] };
  }

  get components(): object {
    return this.#schemes.size === 0 ? {} : { components: { securitySchemes: plainRecord(this.#schemes) } };
  }

  #nameOf(wanted: string, scheme: object): string {
    const identity = JSON.stringify(scheme);
    const known = this.#names.get(identity);
    if (known !== undefined) return known;
    let name = wanted;
    for (let count = 2; this.#schemes.has(name); count += 1) name = `${wanted}${count}`;
    this.#names.set(identity, name);
    this.#schemes.set(name, scheme);
    return name;
  }
}

function schemeOf(auth: PortableAuth, place: Place): { readonly name: string; readonly scheme: object } | null {
  switch (auth.kind) {
    case 'none':
    case 'inherit':
      return null;
    case 'basic':
    case 'digest':
      return { name: auth.kind, scheme: { type: 'http', scheme: auth.kind } };
    case 'bearer':
      if (auth.prefix.toLowerCase() === 'bearer') return { name: 'bearer', scheme: { type: 'http', scheme: 'bearer' } };
      return { name: 'token', scheme: { type: 'apiKey', in: 'header', name: 'Authorization' } };
    case 'apiKey':
      return { name: 'apiKey', scheme: { type: 'apiKey', in: auth.in, name: auth.name || 'key' } };
    case 'awsSigV4':
      place.say('OpenAPI has no scheme for AWS signatures; the header is described.');
      return {
        name: 'awsSigV4',
        scheme: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'AWS Signature Version 4' },
      };
  }
}
