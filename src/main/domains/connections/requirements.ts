import { and } from 'drizzle-orm';
import type { DefinitionId, IntegrationId } from '#contract/common.ts';
import type { ConnectionKind, Placement, RequirementChoice } from '#contract/connections.ts';
import type { ManualAuth } from '#contract/integrations.ts';
import type { DefinitionReport, RequirementPart, SecurityScheme } from '#contract/openapi.ts';
import { type IntegrationRecord, readRecord } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import { isIntact, leniently, type Reader } from '#main/store/index.ts';
import type { ConnectionsContext } from './context.ts';
import type { CredentialKind } from './credentials/credentialKind.ts';
import { credentialKinds } from './credentials/kinds.ts';
import { hostsOf } from './credentials/secrets.ts';
import { connections, inIntegration, type Part, partsOf, visibleTo } from './table.ts';

type Deps = Pick<ConnectionsContext, 'definitions'>;

/** What an integration asks for: its definition decides where it has one, else what was set by hand. Throws NOT_FOUND. */
export function readRequirements(deps: Deps, r: Reader, actor: Actor, id: IntegrationId): Requirements {
  return requirementsOf(deps, r, actor, readRecord(r, actor.tenantId, id));
}

/** The same, with the hosts that a new connection's secret is bound to unless a person says otherwise. */
export function readRequirementsAndHosts(
  deps: Deps,
  r: Reader,
  actor: Actor,
  id: IntegrationId,
): Requirements & { hosts: string[] } {
  const integration = readRecord(r, actor.tenantId, id);
  const found = deps.definitions.reportOf(r, actor, id);
  const servers = found ? [...found.report.servers, ...found.report.operationServers] : [];
  const definition = found && { servers, sourceUrl: found.sourceUrl };
  return { ...requirementsOf(deps, r, actor, integration), hosts: hostsOf(integration.baseUrl, definition) };
}

/** A definition in use never changes, so what it requires holds for as long as the store is open. */
const known = new WeakMap<Reader, Map<DefinitionId, Requirements>>();
const mostKnown = 1_000;

/** The same of an integration that was read; nothing more is read where its definition was asked before. Throws NOT_FOUND. */
export function requirementsOf(
  { definitions }: Deps,
  r: Reader,
  actor: Actor,
  { id, definitionId }: Pick<IntegrationRecord, 'id' | 'definitionId'>,
): Requirements {
  const cache = known.get(r) ?? new Map<DefinitionId, Requirements>();
  known.set(r, cache);
  const before = definitionId === null ? undefined : cache.get(definitionId);
  if (before) return before;
  const found = definitions.reportOf(r, actor, id);
  if (found === null) return requirementsOfManual(requireIntegration(r, actor, id).manualAuth);
  const requirements = requirementsOfDefinition(found.report);
  if (cache.size >= mostKnown) cache.clear();
  if (definitionId !== null) cache.set(definitionId, requirements);
  return requirements;
}

/** What is needed of an integration to connect to it. */
export type CheckedIntegration = Pick<IntegrationRecord, 'id' | 'displayName' | 'baseUrl' | 'manualAuth' | 'checkPath'>;

/** The integration, where it exists in the actor's tenant. Throws NOT_FOUND. */
export function requireIntegration(r: Reader, actor: Actor, id: IntegrationId): CheckedIntegration {
  return readRecord(r, actor.tenantId, id);
}

type RequiredScheme = RequirementChoice['schemes'][number];

export interface Requirements {
  readonly choices: RequirementChoice[];
  /** It also works, at least in parts, without. */
  readonly optional: boolean;
}

/** The distinct ways to satisfy a definition: alternatives, each with every scheme that it needs together. */
export function requirementsOfDefinition(
  report: Pick<DefinitionReport, 'requirements' | 'securitySchemes' | 'operations'>,
): Requirements {
  const byKey = new Map(report.securitySchemes.map((scheme) => [scheme.key, scheme]));
  const needed = report.requirements.filter(({ alternative }) => alternative.length > 0);
  const merged = new Map<string, RequirementChoice>();
  for (const { alternative, operations } of needed) {
    const keys = [...new Set(alternative.map((part: RequirementPart) => part.scheme))].sort();
    const known = merged.get(keys.join('\n'));
    const schemesOf = known?.schemes ?? keys.map((key) => describeScheme(key, byKey.get(key)));
    merged.set(keys.join('\n'), { schemes: schemesOf, operations: (known?.operations ?? 0) + operations });
  }
  // Where fewer operations ask than there are, the others work without.
  const asking = needed.reduce((sum, { operations }) => sum + operations, 0);
  const optional = needed.length === 0 || needed.length < report.requirements.length || asking < report.operations;
  return { choices: [...merged.values()], optional };
}

/** What authentication set by hand asks for. */
export function requirementsOfManual(manual: ManualAuth): Requirements {
  if (manual.kind === 'none') return { choices: [], optional: true };
  const module = credentialKinds[manual.kind];
  const placement =
    manual.kind === 'apiKey' ? { in: manual.in, name: manual.name, prefix: manual.prefix } : module.defaultPlacement;
  const scheme = { key: null, title: module.title, kind: module.kind, placement, unsupported: null, scheme: null };
  return { choices: [{ schemes: [scheme], operations: 0 }], optional: false };
}

/** The scheme of a key among the choices; null is the manual one. */
export function findScheme(requirements: Requirements, key: string | null): RequiredScheme | undefined {
  return requirements.choices.flatMap((choice) => choice.schemes).find((scheme) => scheme.key === key);
}

function describeScheme(key: string, scheme: SecurityScheme | undefined): RequiredScheme {
  const base = { key, kind: null, placement: null, scheme: scheme ?? null };
  if (scheme === undefined)
    return { ...base, title: key, unsupported: 'The definition requires this scheme and does not declare it.' };
  const found = kindFor(scheme);
  if (found === null) return { ...base, title: titleOf(scheme), unsupported: whyUnsupported(scheme) };
  return { ...base, title: found.module.title, kind: found.module.kind, placement: found.placement, unsupported: null };
}

/** The kind of connection that serves a definition's scheme, with where its secret goes; null where none does yet. */
function kindFor(scheme: SecurityScheme): { module: CredentialKind; placement: Placement } | null {
  for (const module of Object.values(credentialKinds)) {
    const placement = module.fromSecurityScheme(scheme);
    if (placement !== null) return { module, placement };
  }
  return null;
}

/** Whether a connection of the kind satisfies a definition's scheme. */
function serves(kind: ConnectionKind, scheme: SecurityScheme): boolean {
  const module = credentialKinds[kind];
  return kindFor(scheme)?.module.kind === kind || (module.alsoServes?.(scheme) ?? false);
}

const types: Record<SecurityScheme['type'], string> = {
  apiKey: 'API key',
  http: 'HTTP authentication',
  oauth2: 'OAuth2',
  openIdConnect: 'OpenID Connect',
  mutualTLS: 'Mutual TLS',
};

/** What a scheme is called on screen where no kind of connection serves it. */
function titleOf(scheme: SecurityScheme): string {
  return scheme.type === 'http' && scheme.scheme !== undefined ? `HTTP ${scheme.scheme}` : types[scheme.type];
}

/** Why no kind of connection serves the scheme, one sentence. */
function whyUnsupported(scheme: SecurityScheme): string {
  if (scheme.type === 'apiKey') return 'The definition does not say where the key goes.';
  return `${titleOf(scheme)} cannot be connected yet. Use a header set made by hand, or send the header in Requests.`;
}

type Offered = Pick<Part, 'schemeKey' | 'kind'>;

/**
 * Why parts do not satisfy what an integration asks for, one sentence; null where they do. One alternative is enough, with all of
 * its schemes; where nothing is asked for, everything will do.
 */
export function unmetRequirement(choices: readonly RequirementChoice[], parts: readonly Offered[]): string | null {
  if (choices.length === 0) return null;
  const lacks = choices.map(({ schemes }) =>
    schemes.filter((scheme) => !parts.some((part) => satisfies(part, scheme))),
  );
  const least = lacks.reduce((best, next) => (next.length < best.length ? next : best));
  if (least.length === 0) return null;
  const started = choices.find(({ schemes }, index) => (lacks[index]?.length ?? 0) < schemes.length);
  return started === undefined ? unlike(least) : `It lacks a part: ${least.map(nameOf).join(' and ')}.`;
}

function satisfies({ schemeKey, kind }: Offered, required: RequiredScheme): boolean {
  return schemeKey === required.key && servesScheme(kind, required);
}

/** Whether a credential of the kind can stand for what is required, as the usual kind or another one. */
export function servesScheme(kind: ConnectionKind, required: RequiredScheme): boolean {
  return required.kind === kind || (required.scheme !== null && serves(kind, required.scheme));
}

function unlike(schemes: readonly RequiredScheme[]): string {
  return `It is for something else; ${schemes.map(nameOf).join(' and ')} is asked for.`;
}

const nameOf = ({ key, title }: RequiredScheme): string => (key === null ? title : `${title} (${key})`);

/** The connections that would no longer satisfy the integration if `next` became its definition, each with the reason. */
export function connectionsAffected(
  r: Reader,
  actor: Actor,
  id: IntegrationId,
  next: Pick<DefinitionReport, 'requirements' | 'securitySchemes' | 'operations'>,
): { name: string; reason: string }[] {
  const required = requirementsOfDefinition(next);
  const query = r
    .select()
    .from(connections)
    .where(and(inIntegration(actor, id), visibleTo(actor)));
  return leniently(() => query.all()).flatMap((row) => {
    if (!isIntact(row)) return [{ name: row.name, reason: 'What is stored of it cannot be read.' }];
    const reason = partsOf(row)
      .map((part) => reasonAffected(part, required))
      .find((found) => found !== null);
    return reason === undefined ? [] : [{ name: row.name, reason }];
  });
}

function reasonAffected({ schemeKey, kind, placement }: Part, required: Requirements): string | null {
  if (schemeKey === null)
    return required.choices.length > 0 ? 'It was made by hand and is not tied to a scheme of the definition.' : null;
  const scheme = findScheme(required, schemeKey);
  if (scheme === undefined) return `No operation asks for ${schemeKey} any more.`;
  if (!servesScheme(kind, scheme)) return `${schemeKey} is now ${scheme.title}.`;
  if (scheme.kind !== kind || !credentialKinds[kind].placed) return null;
  const moved = scheme.placement?.in !== placement.in || scheme.placement.name !== placement.name;
  return moved ? `${schemeKey} now goes into ${scheme.placement?.in} ${scheme.placement?.name}.` : null;
}
