import { arrayAt, below, isObject, objectAt, optionalText, own, textAt, texts } from '../json/value.ts';
import type { DefinitionServer, ServerVariable } from './definition.ts';
import { writingFaults } from './faults.ts';
import { type Place, type Source, shown } from './source.ts';

/** Real definitions have a few dozen. */
const mostServers = 500;
const mostVariables = 50;
const mostValues = 500;

/** The servers that a document, path item or operation names; none where it names none. */
export function readServers(source: Source, holder: unknown, pointer: string): DefinitionServer[] {
  if (source.dialect === 'swagger2') return swagger2Servers(source, holder);
  return arrayAt(holder, 'servers')
    .slice(0, mostServers)
    .flatMap((server, index) => readServer(source, server, below(pointer, 'servers', index)));
}

/** The servers that a path item or operation names itself. Swagger 2.0 has none: there the host is the document's. */
export function ownServers(source: Source, holder: Place): DefinitionServer[] {
  return source.dialect === 'swagger2' ? [] : readServers(source, holder.value, shown(holder));
}

/** The servers that any path or operation names itself, each once. What many share is read once. */
export class OwnServers {
  readonly #source: Source;
  readonly #read = new Set<unknown>();
  readonly #servers = new Map<string, DefinitionServer>();

  constructor(source: Source) {
    this.#source = source;
  }

  add(holder: Place): void {
    const list = own(holder.value, 'servers');
    if (list === undefined || this.#read.has(list)) return;
    this.#read.add(list);
    for (const server of ownServers(this.#source, holder)) {
      if (this.#servers.size < mostServers) this.#servers.set(JSON.stringify(server), server);
    }
  }

  get list(): DefinitionServer[] {
    return [...this.#servers.values()];
  }
}

function readServer(source: Source, server: unknown, pointer: string): DefinitionServer[] {
  const url = textAt(server, 'url')?.trim();
  if (!isObject(server) || url === undefined) {
    source.problems.add('SERVER_URL_INVALID', 'warning', pointer, 'The server has no URL and is left out.');
    return [];
  }
  const variables = readVariables(source, server, pointer);
  checkVariables(source, url, variables, pointer);
  return [
    { url, ...optionalText(server, 'name', 'name'), ...optionalText(server, 'description', 'description'), variables },
  ];
}

function readVariables(source: Source, server: unknown, pointer: string): ServerVariable[] {
  return Object.entries(objectAt(server, 'variables') ?? {})
    .slice(0, mostVariables)
    .map(([name, variable]) => {
      const values = arrayAt(variable, 'enum')
        .slice(0, mostValues)
        .filter((value) => typeof value !== 'object')
        .map(String);
      const fallback = own(variable, 'default');
      if (typeof fallback === 'object' || fallback === undefined) {
        const message = `The server variable “${name}” has no default.`;
        source.problems.add('SERVER_VARIABLE_INVALID', 'warning', below(pointer, 'variables', name), message);
      }
      return {
        name,
        default: fallback === undefined || typeof fallback === 'object' ? (values[0] ?? '') : String(fallback),
        ...(values.length > 0 && { enum: values }),
        ...optionalText(variable, 'description', 'description'),
      };
    });
}

function checkVariables(source: Source, url: string, variables: readonly ServerVariable[], pointer: string): void {
  for (const [, name] of url.matchAll(/\{([^{}]*)\}/g)) {
    if (variables.some((variable) => variable.name === name)) continue;
    const message = `The URL has a variable “${name}” that is not described.`;
    source.problems.add('SERVER_VARIABLE_INVALID', 'warning', pointer, message);
  }
}

export interface ServerChoice {
  /** Values of the server's variables; the default stands for those that are not given. */
  variables?: Readonly<Record<string, string>>;
  /** Where the definition came from; relative server addresses start there. */
  definitionUrl?: string;
}

/**
 * The address of a server with its variables filled in, without a slash at the end. It may stay relative where the
 * definition's own address is not known.
 * @throws Fault REQUEST_SERVER_INVALID where a variable has no value, or one that its enum does not list
 */
export function serverUrl(server: TemplatedServer, choice: ServerChoice = {}): string {
  const { url, problem } = fillServer(server, choice.variables);
  if (problem) {
    const { name, message } = problem;
    throw writingFaults.fault('REQUEST_SERVER_INVALID', message, { field: name, todo: 'Choose another value.' });
  }
  const absolute = URL.canParse(url, choice.definitionUrl) ? new URL(url, choice.definitionUrl).href : url;
  return absolute.replace(/#.*$/s, '').replace(/\/+$/, '');
}

type TemplatedServer = Pick<DefinitionServer, 'url' | 'variables'>;

export interface FilledServer {
  /** Variables without a value still are in it. */
  url: string;
  /** The first variable that cannot be used as it is. */
  problem?: { name: string; message: string };
}

/** A server's URL with its variables filled in: what is given, else each one's default. */
export function fillServer(
  { url, variables }: TemplatedServer,
  given: Readonly<Record<string, string>> = {},
): FilledServer {
  const problems: { name: string; message: string }[] = [];
  const filled = url.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const variable = variables.find((each) => each.name === name);
    const value = Object.hasOwn(given, name) ? given[name] : variable?.default;
    const message = variableProblem(name, value, variable?.enum);
    if (message !== undefined) problems.push({ name, message });
    return value ?? whole;
  });
  const [problem] = problems;
  return { url: filled, ...(problem && { problem }) };
}

function variableProblem(name: string, value: string | undefined, listed?: readonly string[]): string | undefined {
  if (value === undefined) return `The server variable “${name}” has no value and no default.`;
  if (!listed || listed.includes(value)) return undefined;
  return `“${value}” is not one of the values of the server variable “${name}”: ${listed.join(', ')}.`;
}

/** One server a scheme, `https` first so that a secret is not sent in clear by default. None where nothing is said. */
function swagger2Servers(source: Source, holder: unknown): DefinitionServer[] {
  const { document } = source;
  const { host, scheme: ofHost } = plainHost(source, textAt(document, 'host')?.trim() ?? '');
  const basePath = (textAt(document, 'basePath') ?? '').trim().replace(/\/+$/, '');
  if (!host) return basePath === '' ? [] : [{ url: basePath, variables: [] }];
  const specific = texts(own(holder, 'schemes'));
  const named = (specific.length > 0 ? specific : texts(own(document, 'schemes'))).filter((scheme) =>
    /^https?$/.test(scheme),
  );
  const schemes = named.length > 0 ? [...new Set(named)].sort().reverse() : [ofHost ?? 'https'];
  return schemes.map((scheme) => ({ url: `${scheme}://${host}${slashed(basePath)}`, variables: [] }));
}

/** `host` is a name and perhaps a port; many write a whole address there. */
function plainHost(source: Source, written: string): { host: string; scheme?: string } {
  const [, scheme, host = ''] = /^(?:(https?):)?\/*([^/?#]*)/i.exec(written) ?? [];
  if (host === written) return { host };
  const message = `“host” must be a name and perhaps a port, not “${written.slice(0, 100)}”; “${host.slice(0, 100)}” is taken.`;
  source.problems.add('SERVER_URL_INVALID', 'warning', '/host', message);
  return { host, ...(scheme && { scheme: scheme.toLowerCase() }) };
}

function slashed(basePath: string): string {
  return basePath === '' || basePath.startsWith('/') ? basePath : `/${basePath}`;
}
