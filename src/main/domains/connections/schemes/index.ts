import type { ConnectionKind, Placement } from '#contract/connections.ts';
import type { SecurityScheme } from '#contract/openapi.ts';
import { apiKey } from './apiKey.ts';
import { awsSigV4 } from './awsSigV4.ts';
import { basic } from './basic.ts';
import { bearer } from './bearer.ts';
import { digest } from './digest.ts';
import { headers } from './headers.ts';
import { mutualTls } from './mutualTls.ts';
import { oauth2 } from './oauth2.ts';
import type { SchemeModule } from './scheme.ts';

/** Every kind of connection. A new kind is one file beside this one and one entry here. */
export const schemes: Readonly<Record<ConnectionKind, SchemeModule>> = {
  apiKey,
  bearer,
  basic,
  digest,
  headers,
  awsSigV4,
  mutualTls,
  oauth2,
};

/** The kind of connection that serves a definition's scheme, with where its secret goes; null where none does yet. */
export function schemeFor(scheme: SecurityScheme): { module: SchemeModule; placement: Placement } | null {
  for (const module of Object.values(schemes)) {
    const placement = module.fromSecurityScheme(scheme);
    if (placement !== null) return { module, placement };
  }
  return null;
}

/** Whether a connection of the kind satisfies a definition's scheme. */
export function serves(kind: ConnectionKind, scheme: SecurityScheme): boolean {
  const module = schemes[kind];
  return schemeFor(scheme)?.module.kind === kind || (module.alsoServes?.(scheme) ?? false);
}
