import { type Connection, connectionFaults, type RequirementChoice } from '#contract/connections.ts';
import type { Integration } from '#contract/integrations.ts';
import { findIntegration } from '../find.ts';
import { readSecret } from '../input.ts';
import type { Output } from '../output.ts';
import type { Client } from '../withConsole.ts';
import { unlockForCommand } from './vault.ts';

export interface ConnectOptions {
  readonly name?: string;
  /** The definition's security scheme that the connection satisfies. */
  readonly scheme?: string;
  readonly username?: string;
  readonly team?: boolean;
  readonly passphraseFile?: string;
}

type Scheme = RequirementChoice['schemes'][number];

/** Stores a secret for an integration; it is read from a prompt or from stdin. */
export async function connect(
  client: Client,
  output: Output,
  wanted: string,
  options: ConnectOptions,
): Promise<Connection> {
  const integration = await findIntegration(client, wanted);
  const { kind: usual, key } = await chooseScheme(client, integration, options.scheme);
  const form = (await client.connections.kinds()).find((each) => each.kind === usual);
  // Nobody signs in here; a token that was fetched elsewhere serves as well.
  const kind = form?.pastedAs ?? usual;
  await unlockForCommand(client, options);
  const asked = kind === 'basic' ? 'Password' : kind === usual ? 'Secret' : 'Access token';
  const secret = await readSecret(`${asked} for ${integration.name}: `);
  const connection = await client.connections.create({
    integrationId: integration.id,
    name: options.name ?? `${integration.displayName} ${kind}`,
    kind,
    schemeKey: key,
    visibility: options.team ? 'team' : 'private',
    secret,
    ...(options.username === undefined ? {} : { username: options.username }),
  });
  const { id, name, placement, secretHint, allowedHosts } = connection;
  output.result({ id, name, kind, schemeKey: key, placement, secretHint, allowedHosts }, [
    `Connected ${integration.name} as ${name}: ${secretHint} goes as ${placement.in} ${placement.name} to ${allowedHosts.join(', ')}.`,
  ]);
  return connection;
}

async function chooseScheme(client: Client, integration: Integration, wanted: string | undefined) {
  const { choices } = await client.connections.requirements({ integrationId: integration.id });
  const schemes = choices.flatMap((choice) => choice.schemes);
  const chosen = wanted === undefined ? schemes.find(isSupported) : schemes.find(({ key }) => key === wanted);
  if (!chosen)
    throw connectionFaults.fault('SCHEME_UNKNOWN', noScheme(integration, wanted), { names: namesOf(schemes) });
  if (!isSupported(chosen))
    throw connectionFaults.fault(
      'SCHEME_UNSUPPORTED',
      chosen.unsupported ?? `${chosen.title} cannot be connected yet.`,
    );
  return chosen;
}

const isSupported = (scheme: Scheme): scheme is Scheme & { kind: NonNullable<Scheme['kind']> } => scheme.kind !== null;

const namesOf = (schemes: Scheme[]): string[] => schemes.flatMap(({ key }) => (key === null ? [] : [key]));

const noScheme = ({ name }: Integration, wanted: string | undefined): string =>
  wanted === undefined
    ? `${name} needs no authentication that can be connected.`
    : `${name} has no security scheme ${wanted}.`;
