import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import type { IntegrationId, TenantId } from '#contract/common.ts';
import type { Integration } from '#contract/integrations.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Domain } from '#main/kernel/domain.ts';
import type { Kernel } from '#main/kernel/kernel.ts';
import { isInBackup } from '#main/store/index.ts';
import type { IntegrationsContext, IntegrationsPorts } from './context.ts';
import { exportIntegration } from './exportIntegration.ts';
import { integrationFacts } from './facts.ts';
import { type NewFields, presets } from './fields.ts';
import {
  createIntegration,
  duplicateIntegration,
  listFallbacks,
  setIntegrationsActive,
  updateIntegration,
} from './integration.ts';
import { listIntegrations } from './list.ts';
import { type LogoFile, readLogo, setLogo, sweepLogos } from './logos.ts';
import {
  listDeletedIntegrations,
  purgeIntegrations,
  removalOf,
  removeIntegrations,
  restoreIntegrations,
} from './remove.ts';
import { deriveAnew, findNamed, findRecord, type IntegrationRecord, integrations, readIntegration } from './rows.ts';
import { integrationLogos, shareEarlierLogos, takeSharedLogos } from './sharedLogos.ts';

export interface IntegrationsApi {
  /** A stored logo of the actor's tenant. Throws NOT_FOUND. */
  readLogo(actor: Actor, file: string): Promise<LogoFile>;
  /** An integration as the person sees it. Throws NOT_FOUND. */
  read(actor: Actor, id: Integration['id']): Integration;
  /** Null where there is none, or it was deleted. */
  find(actor: Actor, which: { id: Integration['id'] } | { name: string }): IntegrationRecord | null;
  /** Throws NAME_TAKEN, PROVIDER_TAKEN or JSON_INVALID. */
  create(actor: Actor, input: NewFields): Integration;
}

const logoQuery = 'SELECT 1 FROM integrations WHERE tenant_id = ? AND logo_file = ?';

/** What is true of this device alone: whether the last check from here succeeded, and when it was, and where a logo's file lies. */
const deviceColumns = ['status', 'status_reason', 'last_checked_at', 'logo_file'];

/** The external systems that an organisation uses. */
export function createIntegrations(kernel: Kernel, ports: IntegrationsPorts): Domain<'integrations', IntegrationsApi> {
  const { store, facts, now, paths } = kernel;
  const { usableConnections, createDefaultConnection, lostWith } = ports;
  const context: IntegrationsContext = {
    store,
    facts,
    now,
    logosDir: paths.logos,
    isInBackup: (tenantId, file) => isInBackup(paths.backups, logoQuery, [tenantId, file]),
    usableConnections,
    createDefaultConnection,
  };
  const read = (actor: Actor, id: Integration['id']) => readIntegration(store.read, actor, id, usableConnections);
  return {
    name: 'integrations',
    routes: {
      list: (actor, input) => listIntegrations(context, actor, input),
      get: (actor, { id }) => read(actor, id),
      create: (actor, input) => createIntegration(context, actor, input),
      update: (actor, input) => updateIntegration(context, actor, input),
      duplicate: (actor, input) => duplicateIntegration(context, actor, input),
      remove: (actor, input) => removeIntegrations(context, actor, input),
      restore: (actor, input) => restoreIntegrations(context, actor, input),
      deleted: (actor) => listDeletedIntegrations(store.read, actor),
      removal: (actor, input) => removalOf({ store, lostWith }, actor, input),
      setActive: (actor, input) => setIntegrationsActive(context, actor, input),
      presets: () => [...presets],
      fallbacks: (actor, input) => listFallbacks(context, actor, input),
      setLogo: (actor, input) => setLogo(context, actor, input),
      export: (actor, input) => exportIntegration(context, actor, input),
    },
    api: {
      readLogo: (actor, file) => readLogo(context, actor, file),
      read,
      find: ({ tenantId }, which) =>
        ('id' in which ? findRecord(store.read, tenantId, which.id) : findNamed(store.read, tenantId, which.name)) ??
        null,
      create: (actor, input) => createIntegration(context, actor, input),
    },
    tables: [
      {
        table: integrations,
        travels: columnsWithout(deviceColumns),
        kept: 'untilDeleted',
        refersTo: { fallback_id: 'integrations' },
        past: [{ at: integrations.deletedAt }],
        merge: {
          fresh: { status: 'unknown' },
          latest: ['updated_at', 'last_sync_at'],
          derived: ['name_key', 'display_key', 'search', 'auth_bits', 'needs_auth', 'operations'],
          derive: (w, tenantId, ids) => deriveAnew(w, ports, tenantId as TenantId, ids as IntegrationId[]),
          mend: { integrations_name: { rename: 'name' }, integrations_provider: { set: { provider: 'custom' } } },
          shown: { thing: 'integration', name: 'display_name', path: (id) => `/integrations/${id}` },
        },
      },
      {
        table: integrationLogos,
        travels: 'all',
        kept: 'withParent',
        refersTo: { integration_id: 'integrations' },
        merge: { shown: { thing: 'logo' } },
      },
    ],
    facts: Object.values(integrationFacts),
    afterSync: (tenantId) => {
      takeSharedLogos(context, tenantId)
        .then(() => kernel.events.signal('synced', tenantId))
        .catch((error: unknown) =>
          kernel.host.log('error', 'Logos of the team could not be kept.', { trace: String(error) }),
        );
    },
    jobs: [],
    start: async () => {
      await sweepLogos(context);
      await shareEarlierLogos(context);
    },
    cleanUp: async () => {
      await purgeIntegrations(context);
      return {};
    },
    onTenantRemoved: (id: TenantId) => rm(join(paths.logos, id), { recursive: true, force: true }),
  };
}

function columnsWithout(excluded: readonly string[]): string[] {
  const columns = getTableConfig(integrations).columns.map(({ name }) => name);
  return columns.filter((name) => !excluded.includes(name));
}
