import { and, eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { connectionId } from '#contract/common.ts';
import type { Connection, ConnectionInput, PartInput, Placement } from '#contract/connections.ts';
import type { credentials, Integration } from '#contract/integrations.ts';
import { type Actor, requireRole } from '#main/kernel/actor.ts';
import { type Reader, uuidv7, type Writer } from '#main/store/index.ts';
import type { ConnectionsContext } from './context.ts';
import type { Entry } from './credentials/credentialKind.ts';
import { credentialKinds } from './credentials/kinds.ts';
import { endOf, hostsOf, readEntry, readForm, type SecretInput, sealPart, writeBound } from './credentials/secrets.ts';
import { connectionFacts, emitFact } from './facts.ts';
import { nameTaken, schemeUnknown, schemeUnsupported } from './faults.ts';
import { readConnection } from './read.ts';
import {
  findScheme,
  type Requirements,
  readRequirementsAndHosts,
  requirementsOfManual,
  servesScheme,
} from './requirements.ts';
import { suspendConnection } from './seen.ts';
import { type ConnectionRow, connections, inIntegration, ownOrTeam } from './table.ts';

/** Makes a connection; its secrets are sealed in the same transaction. The first one that the team sees becomes the default. */
export function createConnection(
  context: ConnectionsContext,
  actor: Actor,
  input: ConnectionInput & SecretInput,
): Connection {
  requireRole(actor, 'editor');
  return context.store.write((w) => {
    const { integrationId, name, visibility, expiresAt } = input;
    const required = readRequirementsAndHosts(context, w, actor, integrationId);
    const drafts = draftParts(required, input);
    const allowedHosts = input.allowedHosts ?? required.hosts;
    const isDefault = visibility === 'team' && !hasDefault(w, actor, integrationId);
    const row = { integrationId, name, allowedHosts, visibility, isDefault, expiresAt };
    const connection = readConnection(context, w, actor, insertConnection(context, w, actor, row, drafts));
    emitFact(context, w, connectionFacts.created, actor, { connection, after: { name, allowedHosts, visibility } });
    return connection;
  });
}

type Target = Pick<Integration, 'id' | 'displayName' | 'baseUrl' | 'manualAuth'>;

/** Stores the credentials that came with a new integration as its default connection, in the caller's transaction. */
export function createDefaultConnection(
  context: Pick<ConnectionsContext, 'vault' | 'now'>,
  w: Writer,
  actor: Actor,
  { id: integrationId, displayName, baseUrl, manualAuth }: Target,
  { secret, username }: z.infer<typeof credentials>,
): void {
  const scheme = requirementsOfManual(manualAuth).choices[0]?.schemes[0];
  const kind = scheme?.kind ?? (username === undefined ? 'bearer' : 'basic');
  const placement = scheme?.placement ?? credentialKinds[kind].defaultPlacement;
  const row = { integrationId, name: displayName, allowedHosts: hostsOf(baseUrl, null) };
  const entry = readEntry(kind, null, { secret, username });
  insertConnection(context, w, actor, { ...row, visibility: 'team', isDefault: true }, [
    { schemeKey: null, kind, placement, entry },
  ]);
}

export function hasDefault(r: Reader, actor: Pick<Actor, 'tenantId'>, id: ConnectionRow['integrationId']): boolean {
  const where = and(inIntegration(actor, id), eq(connections.isDefault, true));
  return r.select({ id: connections.id }).from(connections).where(where).get() !== undefined;
}

type Input = Pick<PartInput, 'schemeKey' | 'kind' | 'placement' | 'config'> & SecretInput;

/** A part as it will be stored, with its secret still open. */
interface PartDraft {
  readonly schemeKey: string | null;
  readonly kind: PartInput['kind'];
  readonly placement: Placement;
  readonly entry: Entry;
}

/** The parts that a person entered, judged against what the integration asks for. Throws INVALID, SCHEME_UNKNOWN or SCHEME_UNSUPPORTED. */
function draftParts(required: Requirements, input: Pick<ConnectionInput, 'more'> & Input): PartDraft[] {
  return [input, ...(input.more ?? [])].map((part) => draftPart(required, part));
}

function draftPart(required: Requirements, input: Input): PartDraft {
  const { schemeKey, kind, values } = input;
  const entered = values === undefined ? input : { schemeKey, kind, ...readForm(kind, values, null) };
  return {
    schemeKey,
    kind,
    placement: placementFor(required, entered),
    entry: readEntry(kind, entered.config ?? null, entered),
  };
}

function placementFor(required: Requirements, { kind, schemeKey, placement }: Input): Placement {
  const module = credentialKinds[kind];
  const scheme = findScheme(required, schemeKey);
  if (scheme === undefined && schemeKey !== null) throw schemeUnknown(schemeKey);
  if (scheme !== undefined && !servesScheme(kind, scheme))
    throw schemeUnsupported(
      scheme.unsupported ?? `${scheme.title} is asked for; ${module.title.toLowerCase()} does not satisfy it.`,
    );
  const own = module.placed ? placement : undefined;
  return own ?? (scheme?.kind === kind ? scheme.placement : null) ?? module.defaultPlacement;
}

type Settings = 'integrationId' | 'name' | 'allowedHosts' | 'visibility' | 'isDefault';
type NewRow = Pick<ConnectionRow, Settings> & { readonly expiresAt?: number | null | undefined };

/** Writes a new row and seals its secrets. Throws NAME_TAKEN, INVALID or VAULT_LOCKED. */
function insertConnection(
  context: Pick<ConnectionsContext, 'vault' | 'now'>,
  w: Writer,
  actor: Actor,
  { expiresAt, ...row }: NewRow,
  drafts: readonly PartDraft[],
): ConnectionRow['id'] {
  requireFreeName(w, actor, row);
  const now = context.now();
  const key = { tenantId: actor.tenantId, id: connectionId.parse(uuidv7(now)) };
  const [first, ...more] = drafts.map(({ entry, schemeKey, kind, placement }, index) => ({
    schemeKey,
    kind,
    placement,
    config: entry.config,
    ...sealPart(context, w, key, index, entry),
  }));
  if (first === undefined) throw new Error('A connection has at least one part');
  const { userId } = actor;
  const ends = endOf(drafts.map(({ kind, entry: { config } }) => ({ kind, config })));
  const values = {
    ...row,
    ...key,
    ...first,
    more,
    secretsNeeded: drafts.filter(({ entry }) => entry.secret !== null).length,
    // The end that a person gave comes before what the secrets tell.
    expiresAt: expiresAt ?? ends,
    createdAt: now,
    secretChangedAt: now,
    ownerId: userId,
    secretBy: userId,
  };
  writeBound(context, w, { ...key, name: row.name }, () => w.insert(connections).values(values).run());
  if (drafts.some(needsSignIn)) suspendConnection(w, key, 'needsSignIn', 'Sign in to fetch its tokens.');
  return key.id;
}

function needsSignIn({ entry: { config } }: PartDraft): boolean {
  return config?.kind === 'oauth2' && isInteractive(config.oauth.grant);
}

/** A person signs in, and the tokens are theirs. */
export const isInteractive = (grant: string): boolean => grant !== 'clientCredentials' && grant !== 'password';

/** Throws NAME_TAKEN where another connection that the actor sees has the name; a refusal tells of no other. */
export function requireFreeName(r: Reader, actor: Actor, row: Named, except?: ConnectionRow['id']): void {
  if (isNameTaken(r, actor, row, except)) throw nameTaken(row.name);
}

type Named = Pick<ConnectionRow, 'integrationId' | 'name'>;

export function isNameTaken(
  r: Reader,
  actor: Actor,
  { integrationId, name }: Named,
  except?: ConnectionRow['id'],
): boolean {
  const sameName = sql`${connections.name} = ${name} COLLATE NOCASE`;
  const taken = r
    .select({ id: connections.id })
    .from(connections)
    .where(and(inIntegration(actor, integrationId), sameName, ownOrTeam(actor)))
    .all();
  return taken.some(({ id }) => id !== except);
}
