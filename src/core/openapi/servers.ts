import { below } from '../json/pointer.ts';
import { arrayAt, isObject, objectAt, optionalText, own, textAt, texts } from '../json/value.ts';
import type { DefinitionServer, ServerVariable } from './definition.ts';
import { writingFaults } from './faults.ts';
import type { Source } from './source.ts';

/** The servers that a document, path item or operation names; none where it names none. */
export function readServers(source: Source, holder: unknown, pointer: string): DefinitionServer[] {
  if (source.dialect === 'swagger2') return swagger2Servers(holder, source.document);
  return arrayAt(holder, 'servers').flatMap((server, index) =>
    readServer(source, server, below(pointer, 'servers', index)),
  );
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
  return Object.entries(objectAt(server, 'variables') ?? {}).map(([name, variable]) => {
    const values = arrayAt(variable, 'enum')
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
  variables?: Record<string, string>;
  /** Where the definition came from; relative server addresses start there. */
  definitionUrl?: string;
}

/**
 * The address of a server with its variables filled in, without a slash at the end. It may stay relative where the
 * definition's own address is not known.
 * @throws Fault REQUEST_SERVER_INVALID where a value is not one of a variable's enum
 */
export function serverUrl(server: Pick<DefinitionServer, 'url' | 'variables'>, choice: ServerChoice = {}): string {
  const filled = server.url.replace(/\{([^{}]*)\}/g, (_, name: string) => variableValue(server, name, choice));
  const absolute = URL.canParse(filled, choice.definitionUrl) ? new URL(filled, choice.definitionUrl).href : filled;
  return absolute.replace(/#.*$/s, '').replace(/\/+$/, '');
}

function variableValue(
  server: Pick<DefinitionServer, 'variables'>,
  name: string,
  { variables = {} }: ServerChoice,
): string {
  const variable = server.variables.find((each) => each.name === name);
  const value = Object.hasOwn(variables, name) ? variables[name] : variable?.default;
  if (value === undefined) throw invalid(name, `The server variable “${name}” has no value and no default.`);
  if (variable?.enum && !variable.enum.includes(value)) {
    throw invalid(
      name,
      `“${value}” is not one of the values of the server variable “${name}”: ${variable.enum.join(', ')}.`,
    );
  }
  return value;
}

function invalid(name: string, message: string) {
  return writingFaults.fault('REQUEST_SERVER_INVALID', message, { field: name, todo: 'Choose another value.' });
}

/** One server a scheme, `https` first so that a secret is not sent in clear by default. None where nothing is said. */
function swagger2Servers(holder: unknown, document: unknown): DefinitionServer[] {
  const host = textAt(document, 'host')?.trim();
  const basePath = (textAt(document, 'basePath') ?? '').trim().replace(/\/+$/, '');
  if (!host) return basePath === '' ? [] : [{ url: basePath, variables: [] }];
  const specific = texts(own(holder, 'schemes'));
  const named = (specific.length > 0 ? specific : texts(own(document, 'schemes'))).filter((scheme) =>
    /^https?$/.test(scheme),
  );
  const schemes = named.length > 0 ? [...new Set(named)].sort().reverse() : ['https'];
  return schemes.map((scheme) => ({ url: `${scheme}://${host}${slashed(basePath)}`, variables: [] }));
}

function slashed(basePath: string): string {
  return basePath === '' || basePath.startsWith('/') ? basePath : `/${basePath}`;
}
