import type { AdoptionItem } from '#contract/adoption.ts';
import type { ConnectionId, IntegrationId } from '#contract/common.ts';
import type { Connection, ConnectionInput } from '#contract/connections.ts';
import { readMark, writeMark } from './marks.ts';
import type { PlannedConnection, PlannedTokens } from './planConnections.ts';
import { type AdoptionRun, attempt, numbered, outcomeOf, said, type Target } from './run.ts';

/** The connections of an integration, each with its tokens. Those that are here already keep their secrets. */
export function adoptConnections(
  run: AdoptionRun,
  planned: readonly PlannedConnection[],
  target: Target,
): AdoptionItem[] {
  const here = target.id === null ? [] : run.connections.ofIntegration(run.actor, target.id);
  const claimed = new Set<ConnectionId>();
  let count = 0;
  return planned.flatMap((one) => {
    count += one.made === null ? 0 : 1;
    const name = numbered(target.name, Math.max(count, 1));
    const known = recognise(run, one, here, claimed, name);
    if (known !== null) {
      claimed.add(known.id);
      return keepConnection(run, one, target, known);
    }
    return makeConnection(run, one, target, name);
  });
}

const markOf = ({ actor: { tenantId }, source }: AdoptionRun, { sourceId }: PlannedConnection) => ({
  tenantId,
  source,
  sourceId,
});

/** The connection that was made of it before, or the one that has its name. */
function recognise(
  run: AdoptionRun,
  planned: PlannedConnection,
  here: readonly Connection[],
  claimed: ReadonlySet<ConnectionId>,
  name: string,
): Connection | null {
  const free = here.filter(({ id }) => !claimed.has(id));
  const marked = readMark(run.store.read, markOf(run, planned))?.connectionId;
  const named = planned.made === null ? undefined : free.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return free.find(({ id }) => id === marked) ?? named ?? null;
}

/** It is here already; only tokens that it never had are added. */
function keepConnection(
  run: AdoptionRun,
  { made }: PlannedConnection,
  target: Target,
  known: Connection,
): AdoptionItem[] {
  const item = said('connection', target, known.name, 'present');
  const lacksTokens = known.kind === 'oauth2' && known.editable && known.tokens?.obtainedAt == null;
  if (!lacksTokens || made?.kind !== 'oauth2' || made.tokens === null) return [item];
  return [item, adoptTokens(run, target, known, made.tokens, made.tokenNotes)];
}

function makeConnection(run: AdoptionRun, planned: PlannedConnection, target: Target, name: string): AdoptionItem[] {
  const { made, notes } = planned;
  if (made === null) return [said('connection', target, name, 'leftOut', notes)];
  const { made: connection, refused } = attempt(run, target.w, (w) => {
    if (target.id === null) return null;
    const created = run.connections.create(run.actor, inputOf(run, made, target.id, name));
    writeMark(w, markOf(run, planned), { integrationId: target.id, connectionId: created.id }, run.now());
    return created;
  });
  if (refused !== null) return [said('connection', target, name, 'leftOut', [refused, ...notes])];
  const signIn = made.kind === 'oauth2' && made.tokens === null && isInteractive(made) ? [needsSignIn] : [];
  const all = [...notes, ...signIn];
  const item = said('connection', target, name, outcomeOf(all), all);
  if (made.kind !== 'oauth2') return [item];
  if (made.tokens !== null)
    return [item, adoptTokens(run, target, connection ?? { id: null, name }, made.tokens, made.tokenNotes)];
  return made.tokenNotes.length === 0 ? [item] : [item, said('tokens', target, name, 'leftOut', made.tokenNotes)];
}

const needsSignIn = 'It has no tokens; sign in before it is used.';

type OAuth = Extract<PlannedConnection['made'], { kind: 'oauth2' }>;

const isInteractive = ({ config: { grant } }: OAuth): boolean => grant !== 'clientCredentials' && grant !== 'password';

function inputOf(
  { visibility }: AdoptionRun,
  made: NonNullable<PlannedConnection['made']>,
  integrationId: IntegrationId,
  name: string,
): ConnectionInput & { secret?: string } {
  const common = { integrationId, name, kind: made.kind, schemeKey: null, visibility };
  if (made.kind === 'apiKey')
    return { ...common, placement: made.placement, secret: made.secret, expiresAt: made.expiresAt };
  const { clientSecret } = made;
  const config = { kind: 'oauth2' as const, oauth: made.config };
  return clientSecret === null ? { ...common, config } : { ...common, config, secret: clientSecret };
}

function adoptTokens(
  run: AdoptionRun,
  target: Target,
  { id, name }: { readonly id: ConnectionId | null; readonly name: string },
  tokens: PlannedTokens,
  notes: readonly string[],
): AdoptionItem {
  const { made: reason, refused } = attempt(run, target.w, (w) =>
    id === null ? null : run.oauth.takeOverTokens(w, run.actor, id, tokens),
  );
  const why = refused ?? reason;
  if (why !== null) return said('tokens', target, name, 'leftOut', [why, ...notes]);
  const shared = tokens.refreshToken === null ? [] : [sharedRefreshToken];
  return said('tokens', target, name, outcomeOf(notes), [...notes, ...shared]);
}

/** RFC 6749 section 6 lets a server replace the refresh token with each use (and RFC 9700 section 4.14.2 asks for it). */
const sharedRefreshToken =
  'The other product has the same refresh token. Where the server gives a new one with each use, only one of the two stays signed in.';
