import { expect } from 'chai';
import { Address } from './address.ts';
import { type Property, PropertyList } from './propertyList.ts';
import type { WireBody, WireField, WireHeader, WireRequest } from './wire.ts';

type Mode = 'raw' | 'urlencoded' | 'formdata' | 'file' | 'graphql';

const formTypes = { urlencoded: 'application/x-www-form-urlencoded', formdata: 'multipart/form-data' };

/** A body as Postman's `RequestBody` shows it. */
export class RequestBody {
  mode: Mode = 'raw';
  raw: string | undefined;
  urlencoded: PropertyList | undefined;
  formdata: PropertyList | undefined;
  file: { src: string } | undefined;
  graphql: { query: string; variables: string; operationName: string | null } | undefined;
  /** Content type of a raw body or a file, where the request declares one. */
  #mediaType = '';

  constructor(content?: unknown) {
    this.update(content ?? '');
  }

  static of(body: WireBody): RequestBody | undefined {
    if (body.kind === 'none') return undefined;
    const result = new RequestBody();
    if (body.kind !== 'graphql') result.#mediaType = body.mediaType;
    if (body.kind === 'text') result.raw = body.text;
    else if (body.kind === 'file') Object.assign(result, { mode: 'file', file: { src: body.path } });
    else if (body.kind === 'graphql') Object.assign(result, { mode: 'graphql', graphql: withoutKind(body) });
    else {
      result.mode = body.mediaType.startsWith('multipart/') ? 'formdata' : 'urlencoded';
      result[result.mode] = new PropertyList(body.fields.map(memberOf));
    }
    return result;
  }

  /** Takes text, or an object with Postman's members. */
  update(content: unknown): void {
    if (typeof content !== 'object' || content === null) {
      this.mode = 'raw';
      this.raw = String(content ?? '');
      return;
    }
    const given = content as Partial<Record<Mode | 'mode' | 'options', unknown>>;
    this.mode = isMode(given.mode) ? given.mode : 'raw';
    if (typeof given.raw === 'string') this.raw = given.raw;
    for (const form of ['urlencoded', 'formdata'] as const)
      if (given[form] !== undefined) this[form] = listOf(given[form]);
    if (given.graphql !== undefined) this.graphql = graphqlOf(given.graphql);
    if (typeof given.file === 'object' && given.file !== null) this.file = given.file as { src: string };
  }

  isEmpty(): boolean {
    return this.toString() === '';
  }

  toString(): string {
    if (this.mode === 'raw') return this.raw ?? '';
    if (this.mode === 'urlencoded') return (this.urlencoded ?? '').toString();
    if (this.mode === 'formdata') return (this.formdata ?? '').toString();
    return this.mode === 'graphql' ? JSON.stringify(this.graphql) : (this.file?.src ?? '');
  }

  toJSON(): object {
    return { mode: this.mode, [this.mode]: this[this.mode] };
  }

  toWire(): WireBody {
    switch (this.mode) {
      case 'raw':
        return { kind: 'text', mediaType: this.#mediaType, text: String(this.raw ?? '') };
      case 'file':
        return { kind: 'file', mediaType: this.#mediaType, path: this.file?.src ?? '' };
      case 'graphql':
        return { kind: 'graphql', ...graphqlOf(this.graphql) };
      default:
        return {
          kind: 'form',
          mediaType: formTypes[this.mode],
          fields: listOf(this[this.mode] ?? []).members.map(fieldOf),
        };
    }
  }
}

const isMode = (mode: unknown): mode is Mode =>
  ['raw', 'urlencoded', 'formdata', 'file', 'graphql'].includes(String(mode));

function withoutKind({ query, variables, operationName }: Extract<WireBody, { kind: 'graphql' }>) {
  return { query, variables, operationName };
}

function graphqlOf(given: unknown): { query: string; variables: string; operationName: string | null } {
  const { query = '', variables = '', operationName = null } = Object(given) as Record<string, unknown>;
  return {
    query: String(query),
    variables: typeof variables === 'string' ? variables : JSON.stringify(variables),
    operationName: operationName === null ? null : String(operationName),
  };
}

function listOf(given: unknown): PropertyList {
  if (given instanceof PropertyList) return given;
  const list = new PropertyList([]);
  if (typeof given === 'string') list.populate(given.split('&').filter(Boolean));
  else if (Array.isArray(given)) list.populate(given);
  else for (const [key, value] of Object.entries(Object(given))) list.add({ key, value });
  return list;
}

function memberOf({ name, value, enabled, file }: WireField): Property {
  return {
    key: name,
    value,
    ...(enabled === false && { disabled: true }),
    ...(file !== undefined && { type: 'file', src: file }),
  };
}

function fieldOf({ key, value, disabled, src }: Property): WireField {
  return { ...headerOf({ key, value, ...(disabled && { disabled }) }), ...(typeof src === 'string' && { file: src }) };
}

const headerOf = ({ key, value, disabled }: Property): WireHeader => ({
  name: key,
  value: String(value ?? ''),
  ...(disabled && { enabled: false }),
});

/** A request as Postman's `Request` shows it. Assigning to `url`, `headers` and `body` takes what Postman takes. */
export class Request {
  method: string;
  readonly name: string | undefined;
  #url: Address;
  #headers: PropertyList;
  #body: RequestBody | undefined;

  constructor(wire: WireRequest, name?: string) {
    this.method = wire.method;
    this.name = name;
    this.#url = new Address(wire.url);
    this.#headers = new PropertyList(wire.headers.map(memberOf), 'headers');
    this.#body = RequestBody.of(wire.body);
  }

  /** From what a script hands over: text, or an object with Postman's members. */
  static from(given: unknown): Request {
    if (given instanceof Request) return given;
    const request = new Request({ method: 'GET', url: '', headers: [], body: { kind: 'none' } });
    if (typeof given === 'string' || given instanceof Address) request.url = given;
    else {
      const { url, method, header, headers, body } = Object(given) as Record<string, unknown>;
      request.url = url;
      if (method !== undefined) request.method = String(method).toUpperCase();
      request.headers = header ?? headers ?? [];
      if (body !== undefined && body !== null) request.body = body;
    }
    return request;
  }

  get url(): Address {
    return this.#url;
  }
  set url(address: unknown) {
    this.#url = new Address(address);
  }
  get headers(): PropertyList {
    return this.#headers;
  }
  set headers(given: unknown) {
    const list = new PropertyList([], 'headers');
    const lines = typeof given === 'string' ? given.split(/\r?\n/).filter(Boolean) : given;
    if (lines instanceof PropertyList || Array.isArray(lines)) list.populate([...lines]);
    else for (const [key, value] of Object.entries(Object(lines))) list.add({ key, value });
    this.#headers = list;
  }
  get body(): RequestBody | undefined {
    return this.#body;
  }
  set body(content: unknown) {
    const isNone = content === undefined || content === null;
    this.#body = isNone ? undefined : content instanceof RequestBody ? content : new RequestBody(content);
  }

  get to(): Chai.Assertion {
    return expect(this).to;
  }

  addHeader(header: string | Partial<Property>): void {
    this.#headers.add(header);
  }

  upsertHeader(header: string | Partial<Property>): void {
    this.#headers.upsert(header);
  }

  removeHeader(name: string): void {
    this.#headers.remove(name);
  }

  getHeaders(): Record<string, unknown> {
    return this.#headers.toObject(true, true);
  }

  addQueryParams(parameters: string | readonly (string | Partial<Property>)[]): void {
    this.#url.addQueryParams(parameters);
  }

  removeQueryParams(names: string | readonly string[]): void {
    this.#url.removeQueryParams(names);
  }

  toJSON(): object {
    return { url: this.#url.toJSON(), method: this.method, header: this.#headers.toJSON(), body: this.#body?.toJSON() };
  }

  toWire(): WireRequest {
    return {
      method: String(this.method),
      url: this.#url.toString(),
      headers: this.#headers.members.map(headerOf),
      body: this.#body?.toWire() ?? { kind: 'none' },
    };
  }
}
