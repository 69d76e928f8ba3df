import * as chai from 'chai';
import * as lodash from 'es-toolkit/compat';
import { Address } from './address.ts';
import { schemaProblems } from './assertions.ts';
import { CryptoJS } from './hashing.ts';
import { Buffer, uuid } from './text.ts';

/** Schemas in the two libraries' ways; the worker checks them. */
export const tv4 = {
  error: null as { message: string } | null,
  validate(value: unknown, schema: unknown): boolean {
    const [message] = schemaProblems(schema, value);
    tv4.error = message === undefined ? null : { message };
    return message === undefined;
  },
};

class Ajv {
  errors: { message: string }[] | null = null;

  validate(schema: unknown, value: unknown): boolean {
    const problems = schemaProblems(schema, value);
    this.errors = problems.length === 0 ? null : problems.map((message) => ({ message }));
    return this.errors === null;
  }

  compile(schema: unknown): (value: unknown) => boolean {
    const check = Object.assign((value: unknown) => this.validate(schema, value) || fail(), { errors: this.errors });
    const fail = () => {
      check.errors = this.errors;
      return false;
    };
    return check;
  }

  errorsText(): string {
    return (this.errors ?? []).map(({ message }) => message).join(', ');
  }
}

const querystring = {
  parse(text: string): Record<string, string | string[]> {
    const result: Record<string, string | string[]> = {};
    for (const pair of text.split('&').filter(Boolean)) {
      const [name = '', value = ''] = pair.split(/=(.*)/s).map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
      result[name] = Object.hasOwn(result, name) ? [result[name] ?? [], value].flat() : value;
    }
    return result;
  },
  stringify(values: Record<string, unknown>): string {
    const encoded = (value: unknown) => encodeURIComponent(String(value));
    return Object.entries(values)
      .flatMap(([name, value]) => [value].flat().map((each) => `${encoded(name)}=${encoded(each)}`))
      .join('&');
  },
  escape: encodeURIComponent,
  unescape: decodeURIComponent,
};

const url = {
  parse(text: string, withQuery = false) {
    const address = new Address(text);
    const query = address.getQueryString();
    return {
      href: text,
      protocol: address.protocol === undefined ? null : `${address.protocol}:`,
      host: address.getRemote(),
      hostname: address.getHost(),
      port: address.port ?? null,
      pathname: address.getPath(),
      search: query === '' ? null : `?${query}`,
      query: withQuery ? querystring.parse(query) : query,
      hash: address.hash === undefined ? null : `#${address.hash}`,
    };
  },
};

const modules: Record<string, unknown> = {
  chai,
  'crypto-js': CryptoJS,
  lodash,
  uuid: Object.assign(() => uuid(), { v4: () => uuid() }),
  atob: globalThis.atob,
  btoa: globalThis.btoa,
  ajv: Ajv,
  tv4,
  querystring,
  url,
  buffer: { Buffer },
};

/** `require`: what Postman's scripts use most, and words for the rest. */
export function requireModule(name: unknown): unknown {
  const wanted = String(name)
    .replace(/^node:|^npm:/, '')
    .replace(/(?<=.)@[\d.^~x]*$/, '');
  if (Object.hasOwn(modules, wanted)) return modules[wanted];
  throw new Error(
    `There is no module “${String(name)}” here. Scripts can require: ${Object.keys(modules).join(', ')}.`,
  );
}

/** `_` of old collections: what lodash 3 called otherwise. */
export const oldLodash = {
  ...lodash,
  all: lodash.every,
  any: lodash.some,
  collect: lodash.map,
  contains: lodash.includes,
  detect: lodash.find,
  findWhere: lodash.find,
  foldl: lodash.reduce,
  foldr: lodash.reduceRight,
  include: lodash.includes,
  indexBy: lodash.keyBy,
  inject: lodash.reduce,
  object: lodash.zipObject,
  pairs: lodash.toPairs,
  pluck: lodash.map,
  rest: lodash.tail,
  select: lodash.filter,
  unique: lodash.uniq,
  where: lodash.filter,
};
