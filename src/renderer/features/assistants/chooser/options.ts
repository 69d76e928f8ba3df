import type { ConnectionOption } from '#contract/assistants.ts';
import type { ConnectionId } from '#contract/common.ts';

interface Options {
  needsAuth: boolean;
  optional: boolean;
  connections: readonly ConnectionOption[];
}

interface Group {
  group: ConnectionOption['group'];
  title: string;
  options: ConnectionOption[];
}

const titles: [ConnectionOption['group'], string][] = [
  ['apiKey', 'API key'],
  ['oauth2', 'OAuth2'],
  ['other', 'Other'],
];

/** The lower, the sooner it is offered; states that cannot work now come last. */
const ranks: Record<ConnectionOption['state'], number> = {
  valid: 0,
  expiring: 1,
  unchecked: 2,
  failing: 3,
  locked: 4,
  needsSignIn: 5,
  expired: 6,
  refused: 6,
  revoked: 6,
  missing: 6,
};

/** Connections by kind, those that fit and work first; kinds without any are left out. */
export function groupsOf(connections: readonly ConnectionOption[]): Group[] {
  return titles
    .map(([group, title]) => ({ group, title, options: ordered(connections.filter((one) => one.group === group)) }))
    .filter(({ options }) => options.length > 0);
}

function ordered(options: ConnectionOption[]): ConnectionOption[] {
  return options.toSorted(
    (a, b) =>
      Number(a.unfit !== null) - Number(b.unfit !== null) ||
      ranks[a.state] - ranks[b.state] ||
      a.name.localeCompare(b.name),
  );
}

/** The connection that works best; null where none fits. */
export function bestConnection(connections: readonly ConnectionOption[]): ConnectionOption | null {
  return ordered([...connections]).find(({ unfit }) => unfit === null) ?? null;
}

/** What is chosen before a person chooses: nothing where something is attached already, so that nothing changes by accident. */
export function firstChoice(options: Options | undefined, attached: boolean): ConnectionId | null | undefined {
  if (options === undefined || attached) return undefined;
  const best = bestConnection(options.connections);
  if (best !== null) return best.id;
  return options.optional || !options.needsAuth ? null : undefined;
}
