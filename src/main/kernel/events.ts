import type { TenantId } from '#contract/common.ts';
import type { ConsoleEvent, NoticeEvent, Topic } from '#contract/events.ts';

type Listener = (event: ConsoleEvent) => void;

/**
 * What open pages hear: what is stale, how far work is, and notices. Nothing here is kept. Domains say what happened with
 * `facts.emit` and `facts.signal`; which topics that makes stale is in the two tables below alone.
 */
export interface Events {
  /** The renderer's cache of `topic` is stale. */
  changed(topic: Topic, tenantId: TenantId | null, ids?: readonly string[]): void;
  /** Something changed that is no fact; call it after the commit. */
  signal(signal: Signal, tenantId: TenantId | null, ids?: readonly string[]): void;
  progress(event: Omit<Extract<ConsoleEvent, { type: 'progress' }>, 'type'>): void;
  /** Something that a person should hear of now. */
  notice(event: Omit<NoticeEvent, 'type'>): void;
  /** Listeners run at once, in the order they came. @returns what ends that */
  onEvent(listener: Listener): () => void;
}

export function createEvents(): Events {
  const listeners = new Set<Listener>();
  const publish = (event: ConsoleEvent) => {
    for (const listener of listeners) listener(event);
  };
  const changed: Events['changed'] = (topic, tenantId, ids) =>
    publish({ type: 'changed', topic, tenantId, ...(ids === undefined ? {} : { ids: [...ids] }) });
  return {
    changed,
    signal: (signal, tenantId, ids) => {
      const { topics, everywhere }: Stale = staleBySignal[signal];
      for (const topic of topics) changed(topic, everywhere ? null : tenantId, ids);
    },
    progress: (event) => publish({ type: 'progress', ...event }),
    notice: (event) => publish({ type: 'notice', ...event }),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

interface Stale {
  readonly topics: readonly Topic[];
  /** Concerns every tenant of this machine, not only the fact's. */
  readonly everywhere?: true;
}

const everySecret = ['vault', 'connections', 'integrations', 'assistants', 'cookies'] as const;
/** Rows of any kind changed. */
const everyRow = [
  'tenants',
  'integrations',
  'definitions',
  'connections',
  'assistants',
  'health',
  'environments',
  'collections',
  'requests',
  'activity',
  'sync',
] as const;

/**
 * What a page must ask for again when something happened, by the kind of thing it happened to. This is the only place that says
 * so. A kind that is missing makes the topic of the domain that emits it stale; the activity page is stale after every fact.
 */
const staleByEntity: Readonly<Record<string, Stale>> = {
  tenant: { topics: ['tenants'], everywhere: true },
  member: { topics: ['tenants'] },
  settings: { topics: ['settings', 'vault'], everywhere: true },
  vault: { topics: everySecret, everywhere: true },
  store: { topics: ['system'], everywhere: true },
  integration: { topics: ['integrations', 'connections', 'assistants'] },
  definition: { topics: ['definitions', 'integrations', 'connections', 'assistants'] },
  operation: { topics: ['definitions', 'integrations', 'connections', 'assistants'] },
  connection: { topics: ['connections', 'integrations', 'assistants'] },
  token: { topics: ['oauth', 'connections', 'integrations', 'assistants'] },
  schedule: { topics: ['health'] },
  assistant: { topics: ['assistants'] },
  savedRequest: { topics: ['collections', 'requests'] },
  requestGroup: { topics: ['collections', 'environments', 'requests'] },
  environment: { topics: ['environments', 'requests'] },
  variable: { topics: ['environments', 'requests'] },
  history: { topics: ['requests'] },
  team: { topics: ['sync', 'tenants'], everywhere: true },
  conflict: { topics: everyRow },
  question: { topics: everyRow },
};

/** What changes without being a fact: traffic, the state of this device, and steps of work under way. */
const staleBySignal = {
  requestSent: { topics: ['requests', 'activity'] },
  requestMarked: { topics: ['requests'] },
  requestsRetired: { topics: ['requests'], everywhere: true },
  connectionUsed: { topics: ['connections', 'integrations', 'assistants'] },
  connectionState: { topics: ['connections', 'integrations', 'assistants'] },
  tokenState: { topics: ['oauth', 'connections', 'integrations', 'assistants'] },
  signInState: { topics: ['oauth'] },
  checked: { topics: ['health', 'integrations', 'connections', 'assistants', 'activity'] },
  scheduled: { topics: ['health'] },
  vaultState: { topics: everySecret, everywhere: true },
  cookies: { topics: ['cookies'] },
  jobs: { topics: ['jobs'], everywhere: true },
  runProgress: { topics: ['runs'] },
  syncState: { topics: ['sync'] },
  /** Rows of any kind came in from the team. */
  synced: { topics: everyRow },
} satisfies Record<string, Stale>;

/** Something that changed and is no fact. */
export type Signal = keyof typeof staleBySignal;

/** @param domain the topic of the domain that emits facts of this kind, where the table does not know it */
export function staleAfterFact(entity: string, domain: Topic | undefined): Stale {
  return staleByEntity[entity] ?? { topics: domain ? [domain] : [] };
}
