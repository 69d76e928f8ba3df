import { type Property, PropertyList } from './propertyList.ts';

/** An address as Postman's `Url` shows it. It may hold `{{variables}}` anywhere, so nothing is decoded or put right. */
export class Address {
  protocol: string | undefined;
  auth: { user: string; password: string } | undefined;
  host: string[] = [];
  port: string | undefined;
  path: string[] | undefined;
  query = new PropertyList([]);
  hash: string | undefined;

  constructor(address: unknown) {
    this.update(address);
  }

  /** Takes text, or an object with Postman's members. */
  update(address: unknown): void {
    const text = typeof address === 'object' && address !== null ? rawOf(address) : String(address ?? '');
    const [, protocol, authority = '', path, query, hash] =
      /^(?:([a-zA-Z][\w+.-]*|\{\{[^}]*\}\}):\/\/)?((?:\{\{[^}]*\}\}|[^/?#])*)(\/[^?#]*)?(?:\?([^#]*))?(?:#(.*))?$/s.exec(
        text,
      ) ?? [];
    this.protocol = protocol;
    const at = authority.lastIndexOf('@');
    const [user = '', password = ''] = authority.slice(0, Math.max(at, 0)).split(/:(.*)/s);
    this.auth = at === -1 ? undefined : { user, password };
    const [, host = '', port] = /^(.*?)(?::(\d+|\{\{[^}]*\}\}))?$/s.exec(authority.slice(at + 1)) ?? [];
    this.host = host === '' ? [] : host.split('.');
    this.port = port;
    this.path = path === undefined ? undefined : path.slice(1).split('/');
    this.query = new PropertyList(query === undefined ? [] : query.split('&').map(parameterOf));
    this.hash = hash;
  }

  getHost(): string {
    return this.host.join('.');
  }

  getPath(): string {
    return `/${(this.path ?? []).join('/')}`;
  }

  getQueryString(): string {
    return this.query
      .filter(({ disabled }) => !disabled)
      .map(({ key, value }) => (value === null ? key : `${key}=${String(value)}`))
      .join('&');
  }

  getPathWithQuery(): string {
    const query = this.getQueryString();
    return query === '' ? this.getPath() : `${this.getPath()}?${query}`;
  }

  /** Host and port. */
  getRemote(): string {
    return this.port === undefined ? this.getHost() : `${this.getHost()}:${this.port}`;
  }

  addQueryParams(parameters: string | readonly (string | Partial<Property>)[]): void {
    for (const each of typeof parameters === 'string' ? parameters.split('&') : parameters)
      this.query.add(typeof each === 'string' ? parameterOf(each) : each);
  }

  removeQueryParams(names: string | readonly string[]): void {
    for (const name of [names].flat()) this.query.remove(name);
  }

  toString(): string {
    const scheme = this.protocol === undefined ? '' : `${this.protocol}://`;
    const auth = this.auth === undefined ? '' : `${this.auth.user}:${this.auth.password}@`;
    const path = this.path === undefined ? '' : this.getPath();
    const query = this.getQueryString();
    const hash = this.hash === undefined ? '' : `#${this.hash}`;
    return `${scheme}${auth}${this.getRemote()}${path}${query === '' ? '' : `?${query}`}${hash}`;
  }

  toJSON(): object {
    const { protocol, host, port, path, query, hash } = this;
    return { protocol, host, port, path, query: query.toJSON(), hash };
  }
}

function rawOf(address: object): string {
  if (address instanceof Address) return address.toString();
  const { raw, protocol, host, port, path, query } = address as Record<string, unknown>;
  if (typeof raw === 'string') return raw;
  const pairs = Array.isArray(query) ? query.map(({ key, value }: Property) => `${key}=${String(value)}`) : [];
  const text = (part: unknown, separator: string) => (Array.isArray(part) ? part.join(separator) : String(part ?? ''));
  return [
    protocol === undefined ? '' : `${String(protocol)}://`,
    text(host, '.'),
    port === undefined ? '' : `:${String(port)}`,
    path === undefined ? '' : `/${text(path, '/').replace(/^\//, '')}`,
    pairs.length === 0 ? '' : `?${pairs.join('&')}`,
  ].join('');
}

function parameterOf(text: string): Property {
  const at = text.indexOf('=');
  return at === -1 ? { key: text, value: null } : { key: text.slice(0, at), value: text.slice(at + 1) };
}
