import { and, eq } from 'drizzle-orm';
import type { IntegrationId } from '#contract/common.ts';
import type { DefinitionReport } from '#contract/openapi.ts';
import { integrations } from '#main/domains/integrations/index.ts';
import type { Actor } from '#main/kernel/actor.ts';
import type { Reader } from '#main/store/index.ts';
import { visibleTo } from './access.ts';
import { credentialKinds, serves } from './credentials/kinds.ts';
import { type Part, partsOf } from './partsOf.ts';
import { findScheme, type Requirements, requirementsOfDefinition } from './requirements.ts';
import { inIntegration } from './rows.ts';
import { type ConnectionRow, connections } from './table.ts';

/** The connections that would no longer satisfy the integration if `next` became its definition, each with the reason. */
export function connectionsAffected(
  r: Reader,
  actor: Actor,
  id: IntegrationId,
  next: Pick<DefinitionReport, 'requirements' | 'securitySchemes' | 'operations'>,
): { name: string; reason: string }[] {
  const asked = requirementsOfDefinition(next);
  return r
    .select({ connection: connections })
    .from(connections)
    .innerJoin(
      integrations,
      and(eq(integrations.tenantId, connections.tenantId), eq(integrations.id, connections.integrationId)),
    )
    .where(and(inIntegration(actor, id), visibleTo(actor)))
    .all()
    .flatMap(({ connection }) => {
      const reason = whyAffected(connection, asked);
      return reason === null ? [] : [{ name: connection.name, reason }];
    });
}

function whyAffected(row: ConnectionRow, asked: Requirements): string | null {
  for (const part of partsOf(row)) {
    const reason = whyPartAffected(part, asked);
    if (reason !== null) return reason;
  }
  return null;
}

function whyPartAffected({ schemeKey, kind, placement }: Part, asked: Requirements): string | null {
  if (schemeKey === null)
    return asked.choices.length > 0 ? 'It was made by hand and is not tied to a scheme of the definition.' : null;
  const scheme = findScheme(asked, schemeKey);
  if (scheme === undefined) return `No operation asks for ${schemeKey} any more.`;
  const served = scheme.kind === kind || (scheme.scheme !== null && serves(kind, scheme.scheme));
  if (!served) return `${schemeKey} is now ${scheme.title}.`;
  if (scheme.kind !== kind || !credentialKinds[kind].placed) return null;
  const moved = scheme.placement?.in !== placement.in || scheme.placement.name !== placement.name;
  return moved ? `${schemeKey} now goes into ${scheme.placement?.in} ${scheme.placement?.name}.` : null;
}
