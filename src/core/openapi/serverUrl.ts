import type { DefinitionServer } from './definition.ts';
import { writingFaults } from './faults.ts';

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
