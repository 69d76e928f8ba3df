import type { Connection, RequirementChoice } from '#contract/connections.ts';
import type { CredentialForm } from '#contract/credentialForms.ts';
import type { Integration } from '#contract/integrations.ts';
import type { Client, CommandConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { findIntegration } from '../find.ts';
import { readSecrets } from '../input.ts';
import type { Output } from '../output.ts';
import { unlockForCommand } from './vault.ts';

export interface ConnectOptions {
  readonly name?: string;
  /** Security schemes of the definition that the connection satisfies, all of them together. */
  readonly scheme?: readonly string[];
  /** `name`, or `scheme=name` where several schemes need one. */
  readonly username?: readonly string[];
  readonly team?: boolean;
  readonly passphraseFile?: string;
}

type Scheme = RequirementChoice['schemes'][number];

/**
 * Connects what an integration asks for, whole: one secret for each scheme that it needs together, read from prompts or
 * from stdin, a line each.
 */
export async function connect(
  console: CommandConsole,
  output: Output,
  wanted: string,
  options: ConnectOptions,
): Promise<Connection> {
  const { client } = console;
  const integration = await findIntegration(client, wanted);
  const forms = await client.connections.kinds();
  const schemes = (await chooseSchemes(client, integration, options.scheme ?? [])).map((scheme) =>
    pasted(scheme, forms),
  );
  const usernames = schemes.map((scheme) => usernameFor(scheme, schemes, options.username ?? []));
  await unlockForCommand(console, options);
  const prompts = schemes.map((scheme) => promptFor(scheme, integration, schemes.length > 1));
  const secrets = await readSecrets(prompts, (index) => schemes[index]?.mayBeEmpty === true);
  const [first, ...more] = schemes.map(({ kind, key }, index) => {
    const username = usernames[index];
    return { kind, schemeKey: key, secret: secrets[index] ?? '', ...(username === undefined ? {} : { username }) };
  });
  if (first === undefined) throw noScheme(integration, []);
  const connection = await client.connections.create({
    ...first,
    integrationId: integration.id,
    name: options.name ?? `${integration.displayName} ${schemes.map(({ kind }) => kind).join(' and ')}`,
    visibility: options.team ? 'team' : 'private',
    ...(more.length > 0 ? { more } : {}),
  });
  const { id, name, kind, schemeKey, placement, secretHint, parts, allowedHosts } = connection;
  const hints = parts.map((part) => `${part.secretHint}${placeOf(part)}`);
  output.result({ id, name, kind, schemeKey, placement, secretHint, parts, allowedHosts }, [
    `Connected ${integration.name} as ${name}: ${hints.join(' and ')} to ${allowedHosts.join(', ')}.`,
  ]);
  return connection;
}

const placeOf = ({ placement }: Connection['parts'][number]): string =>
  placement === null ? ' goes' : ` goes as ${placement.in} ${placement.name}`;

/** The schemes of the first way in that can be connected whole; with wishes, of the smallest one that holds them all. */
async function chooseSchemes(
  client: Client,
  integration: Integration,
  wanted: readonly string[],
): Promise<Supported[]> {
  const { choices } = await client.connections.requirements({ integrationId: integration.id });
  const fitting = choices.filter(({ schemes }) => wanted.every((key) => schemes.some((scheme) => scheme.key === key)));
  const ordered = wanted.length === 0 ? fitting : fitting.toSorted((a, b) => a.schemes.length - b.schemes.length);
  const chosen = ordered.find(({ schemes }) => schemes.every(isSupported)) ?? ordered[0];
  if (!chosen) throw noScheme(integration, wanted, choices);
  const unsupported = chosen.schemes.find((scheme) => !isSupported(scheme));
  if (unsupported)
    throw commandFault(
      'SCHEME_UNSUPPORTED',
      unsupported.unsupported ?? `${unsupported.title} cannot be connected yet.`,
    );
  return chosen.schemes.filter(isSupported);
}

type Supported = Scheme & { kind: NonNullable<Scheme['kind']> };

const isSupported = (scheme: Scheme): scheme is Supported => scheme.kind !== null;

/** Nobody signs in here; a token that was fetched elsewhere serves as well. */
function pasted(scheme: Supported, forms: readonly CredentialForm[]): Chosen {
  const form = forms.find(({ kind }) => kind === scheme.kind);
  const mayBeEmpty = form?.oneSuffices === true;
  return { ...scheme, kind: form?.pastedAs ?? scheme.kind, isPasted: Boolean(form?.pastedAs), mayBeEmpty };
}

type Chosen = Supported & {
  isPasted: boolean;
  /** A password can be, where a user name suffices. */
  mayBeEmpty: boolean;
};

const kindsWithName = new Set<Supported['kind']>(['basic', 'digest', 'awsSigV4']);

/** The user name of a scheme: the one given for it, else the one for all that need one. */
function usernameFor(
  { key, kind }: Supported,
  schemes: readonly Supported[],
  given: readonly string[],
): string | undefined {
  const keys = schemes.flatMap((scheme) => (scheme.key === null ? [] : [scheme.key]));
  const own = given.find((each) => key !== null && each.startsWith(`${key}=`));
  if (own !== undefined && key !== null) return own.slice(key.length + 1);
  if (schemes.length > 1 && !kindsWithName.has(kind)) return undefined;
  return given.find((each) => schemes.length === 1 || !keys.some((name) => each.startsWith(`${name}=`)));
}

function promptFor({ key, kind, title, isPasted }: Chosen, { name }: Integration, isOneOfMany: boolean): string {
  const word = kind === 'basic' || kind === 'digest' ? 'Password' : isPasted ? 'Access token' : 'Secret';
  return `${word} for ${name}${isOneOfMany ? `, ${key ?? title}` : ''}: `;
}

function noScheme({ name }: Integration, wanted: readonly string[], choices: readonly RequirementChoice[] = []) {
  const keys = choices.flatMap(({ schemes }) => schemes).flatMap(({ key }) => (key === null ? [] : [key]));
  const names = [...new Set(keys)];
  const missing = wanted.filter((key) => !names.includes(key));
  const message =
    wanted.length === 0
      ? `${name} needs no authentication that can be connected.`
      : missing.length > 0
        ? `${name} has no security scheme ${missing.join(', ')}.`
        : `No operation of ${name} asks for ${wanted.join(' and ')} together.`;
  // Several are listed with the message.
  const [only] = names.length === 1 ? names : [];
  return commandFault(wanted.length === 0 ? 'CONFLICT' : 'SCHEME_UNKNOWN', message, {
    names,
    ...(only !== undefined && wanted.length > 0 && { todo: `It has ${only}.` }),
  });
}
