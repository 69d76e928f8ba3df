import { mkdirSync } from 'node:fs';
import { z } from 'zod';
import { type TenantId, tenantId, userId } from '#contract/common.ts';
import { topic } from '#contract/events.ts';
import type { Contract } from '#contract/index.ts';
import { unnamedPerson } from '#contract/tenants.ts';
import type { StoredFile } from '#contract/transfer.ts';
import type { VaultState } from '#contract/vault.ts';
import { createActivity } from './domains/activity/domain.ts';
import { createAssistants } from './domains/assistants/index.ts';
import { createCollections } from './domains/collections/index.ts';
import { createConnections, usableConnections } from './domains/connections/index.ts';
import { createContracts } from './domains/contracts/index.ts';
import { createCookies } from './domains/cookies/domain.ts';
import { countOperations, createDefinitions } from './domains/definitions/index.ts';
import { createEnvironments } from './domains/environments/index.ts';
import { createEventsDomain } from './domains/events/domain.ts';
import { createHealth } from './domains/health/index.ts';
import { createIntegrations } from './domains/integrations/index.ts';
import { createJobsDomain } from './domains/jobs/domain.ts';
import { createOAuth } from './domains/oauth/index.ts';
import { createRequests } from './domains/requests/index.ts';
import { createRuns } from './domains/runs/index.ts';
import { createSample } from './domains/sample/index.ts';
import { createSettings, readValue, writeValue } from './domains/settings/domain.ts';
import { createSockets } from './domains/sockets/domain.ts';
import { createSync } from './domains/sync/domain.ts';
import { applyPendingRestore, createSystem, sweepPartials } from './domains/system/index.ts';
import {
  createFirstTenant,
  createSessions,
  createTenants,
  type Identity,
  oldestAdmin,
  readSession,
  userExists,
} from './domains/tenants/index.ts';
import { createVaultDomain } from './domains/vault/domain.ts';
import type { CallSession } from './kernel/actor.ts';
import type { Domain, Freed } from './kernel/domain.ts';
import type { ByteStream } from './kernel/downloads.ts';
import type { Events } from './kernel/events.ts';
import type { Host } from './kernel/host.ts';
import { type Kernel, openKernel } from './kernel/kernel.ts';
import { dataPaths } from './kernel/paths.ts';
import { type AllRoutes, type ConsoleRouter, routerOf } from './kernel/router.ts';
import { createClockMender, runningHost, type Store } from './store/index.ts';
import type { Vault } from './vault/index.ts';

/** A definition served for trial, of an integration or of a document. */
export { type MockOptions, type MockServer, mockSource, serveMock } from './domains/contracts/index.ts';
/** What a document needs and holds, read without a store: what a host does on no data folder. */
export { inspectDocument, openDocument } from './domains/definitions/index.ts';

/** The whole program behind any host: every domain on one kernel. */
export interface PatchbayConsole {
  /** Every route of the contract, for a transport to serve. */
  readonly router: ConsoleRouter;
  /** A session of the person at this console, in the tenant that they chose last, or of another user of the store. */
  openSession(start?: Identity): CallSession;
  /** A stored logo of the session's tenant; null where there is none. */
  readLogo(session: CallSession, file: string): Promise<{ bytes: Uint8Array; mediaType: string } | null>;
  /** A kept body or a backup behind an address that a page asked for; null where there is none, or no longer. */
  openBody(token: string): Promise<ByteStream | null>;
  /** Takes over a file that a person of the session chose as a body. Throws FORBIDDEN or FILE_NOT_KEPT. */
  keepFile(session: CallSession, bytes: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /** Takes the answer of a sign-in that came as a `patchbay://` link; false where none waits for it. */
  finishSignIn(link: string): Promise<boolean>;
  /** Ends everything, once. */
  close(): Promise<void>;
  readonly vault: Vault;
  /** Settles when the keychain has answered, or was waited for long enough. Calls work before, with the vault locked. */
  readonly vaultStarted: Promise<VaultState>;
  readonly store: Store;
  readonly events: Events;
  readonly kernel: Kernel;
  readonly domains: readonly Domain[];
}

/** One for each name of the contract; others have no routes. */
type Domains = { readonly [Name in keyof Contract]: Domain<Name> } & Readonly<Record<string, Domain>>;

/**
 * The list of domains. What one needs of another goes in as its ports; where a lower tier needs something of a higher one, it gets a
 * function that is called once everything stands.
 */
function createDomains(kernel: Kernel) {
  const all = (): Domain[] => Object.values<Domain>(domains);
  const teamPlace = (id: TenantId): string | null => domains.sync.api.placeOf(id);
  const mendClock = createClockMender(kernel);
  const settings = createSettings(kernel);
  const integrations = createIntegrations(kernel, {
    usableConnections,
    createDefaultConnection: (...call) => connections.api.createDefault(...call),
    countOperations,
    lostWith: (...call) => ({
      connections: connections.api.countOf(...call),
      savedRequests: collections.api.countSavedOf(...call),
      ...assistants.api.thoseWith(...call),
    }),
  });
  const definitions = createDefinitions(kernel, {
    usableConnections,
    connectionsAffected: (...call) => connections.api.affectedBy(...call),
    usesAffected: (...call) => ({
      savedRequestsAffected: collections.api.savedAffected(...call),
      assistantsAffected: assistants.api.toolsAffected(...call),
    }),
  });
  const oauth = createOAuth(kernel, { definitions: definitions.api });
  const connections = createConnections(kernel, { definitions: definitions.api, tokens: oauth.api.tokens });
  const environments = createEnvironments(kernel, {
    groupsAbove: (...call) => collections.api.groupsAbove(...call),
    setValues: (...call) => requests.api.setValues(...call),
  });
  const cookies = createCookies(kernel, { keepsCookies: () => settings.api.current().network.keepCookies });
  const requests = createRequests(kernel, {
    cookies: cookies.api,
    definitions: definitions.api,
    tokens: oauth.api.tokens,
    variables: environments.api,
    groupChain: (...call) => collections.api.groupChain(...call),
    isFileSaved: (...call) => collections.api.isFileSaved(...call),
    savedNamed: (...call) => collections.api.savedNamed(...call),
  });
  const collections = createCollections(kernel, {
    definitions: definitions.api,
    variables: environments.api,
    judgeOf: requests.api.judgeOf,
    readSent: requests.api.readSent,
    uploads: definitions.api.uploads,
  });
  const assistants = createAssistants(kernel, {
    connections: connections.api,
    definitions: definitions.api,
    compose: requests.api.compose,
    send: requests.api.send,
  });
  const domains = {
    tenants: createTenants(kernel, { removeFiles: (id) => removeFiles(all(), id), teamPlace }),
    settings,
    vault: createVaultDomain(kernel),
    system: createSystem(kernel, {
      applyRetention: async () => {
        mendClock(kernel.store, pastColumns(all()));
        const freed = await cleanUp(all(), settings.api.current().retention);
        await kernel.store.shrink();
        return freed;
      },
    }),
    jobs: createJobsDomain(kernel),
    events: createEventsDomain(kernel),
    integrations,
    definitions,
    connections,
    oauth,
    assistants,
    health: createHealth(kernel, { check: connections.api.check }),
    environments,
    cookies,
    // Before requests, which then let go of the files of what was purged.
    collections,
    requests,
    sockets: createSockets(kernel, { outboundOf: requests.api.outboundOf }),
    runs: createRuns(kernel, {
      collections: collections.api,
      cookies: cookies.api,
      environments: environments.api,
      exchange: requests.api.exchange,
      warmScripts: requests.api.warmScripts,
    }),
    sample: createSample(kernel, {
      definitions: {
        review: (actor, { text, ...rest }) =>
          definitions.api.review(actor, { source: { kind: 'text', text }, ...rest }),
        apply: definitions.api.apply,
      },
      readIntegration: integrations.api.read,
    }),
    sync: createSync(kernel, {
      integrations: integrations.api,
      definitions: definitions.api,
      connections: connections.api,
      oauth: oauth.api,
      tables: () => all().flatMap(({ tables }) => tables),
      readSession: (actor) => readSession(kernel.store.read, actor, teamPlace),
      knownSecrets: (...call) => connections.api.knownTo(...call),
      afterSync: (tenantId) => {
        for (const domain of all()) domain.afterSync?.(tenantId);
      },
    }),
    contracts: createContracts(kernel, { definitions: definitions.api, requests: requests.api }),
    activity: createActivity(kernel),
  } satisfies Domains;
  return domains;
}

const identityRow = 'identity';
const identity = z.object({ userId, tenantId });

/** Opens everything on a host's data folder. Hosts that stay hold the folder's lock before they call this. */
export async function createConsole(host: Host): Promise<PatchbayConsole> {
  const paths = dataPaths(host.paths.data);
  mkdirSync(paths.root, { recursive: true, mode: 0o700 });
  // A command beside a running console must not move the store away below it.
  if (host.kind !== 'cli' || !runningHost(paths.root)) applyPendingRestore(paths, host.now());
  if (host.kind !== 'cli') sweepPartials(paths);
  const kernel = openKernel(host, paths);
  const { store, events, vault } = kernel;
  whoAmI(store, host.now());
  const sessions = createSessions(store, (next) => store.write((w) => writeValue(w, identityRow, next)));
  const domains = createDomains(kernel);
  const all = Object.values<Domain>(domains);
  for (const domain of all) register(kernel, domain);
  domains.sync.api.begin();
  const { notify } = host;
  if (notify)
    events.onEvent((event) => {
      if (event.type === 'notice') notify(event);
    });
  if (host.kind !== 'cli') {
    for (const domain of all) await domain.start?.();
    kernel.jobs.start();
  }
  return {
    router: routerOf(routesOf(domains), { log: host.log, onUse: vault.touch }),
    openSession: (start = whoAmI(store, host.now())) => sessions(start),
    readLogo: (session, file) => domains.integrations.api.readLogo(session.actor(), file).catch(() => null),
    openBody: async (token) =>
      (await domains.requests.api.openBody(token)) ?? (await domains.system.api.openBackup(token)),
    keepFile: (session, bytes) => domains.requests.api.keepFile(session.actor(), bytes),
    finishSignIn: domains.oauth.api.finishSignIn,
    close: once(() => kernel.close(async () => void (await Promise.all(all.map((domain) => domain.close?.()))))),
    vault,
    vaultStarted: vault.start(),
    store,
    events,
    kernel,
    domains: all,
  };
}

function register({ facts, jobs, references }: Kernel, domain: Domain): void {
  facts.register(domain.facts, topic.safeParse(domain.name).data);
  jobs.register(domain.jobs);
  references.register(domain.references);
}

const routesOf = (domains: Domains): AllRoutes =>
  // Every domain is typed by its own name, which the entries of an object forget.
  Object.fromEntries(Object.entries(domains).map(([name, { routes }]) => [name, routes])) as unknown as AllRoutes;

/** Removes what domains keep of a deleted tenant outside the store. */
async function removeFiles(domains: readonly Domain[], id: z.infer<typeof tenantId>): Promise<void> {
  for (const domain of domains) await domain.onTenantRemoved?.(id);
}

const pastColumns = (domains: readonly Domain[]) =>
  domains.flatMap(({ tables }) => tables.flatMap(({ table, past = [] }) => past.map((each) => ({ table, ...each }))));

/** Applies retention in every domain that has any. */
async function cleanUp(
  domains: readonly Domain[],
  retention: Parameters<NonNullable<Domain['cleanUp']>>[0],
): Promise<Freed> {
  const total = { activityRows: 0, historyRows: 0, bodyBytes: 0 };
  for (const domain of domains) {
    const freed = await domain.cleanUp?.(retention);
    total.activityRows += freed?.activityRows ?? 0;
    total.historyRows += freed?.historyRows ?? 0;
    total.bodyBytes += freed?.bodyBytes ?? 0;
  }
  return total;
}

/** Whoever closes a second time waits for the first. */
function once(end: () => Promise<void>): () => Promise<void> {
  let ending: Promise<void> | null = null;
  return () => {
    ending ??= end();
    return ending;
  };
}

/** The person of this machine; made with a first tenant when the store is new, or no longer knows them. */
function whoAmI(store: Store, now: number): Identity {
  const known = readValue(store.read, identityRow, identity);
  if (known && userExists(store.read, known.userId)) return known;
  return store.write((w) => {
    // Where it cannot be read, another tenant would only hide the one that is there.
    const made = (known === undefined ? oldestAdmin(w) : undefined) ?? createFirstTenant(w, now, unnamedPerson);
    writeValue(w, identityRow, made);
    return made;
  });
}
