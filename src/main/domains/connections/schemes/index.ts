import type { ConnectionKind, Placement } from '#contract/connections.ts';
import type { SecurityScheme } from '#contract/openapi.ts';
import { apiKey } from './apiKey.ts';
import { basic } from './basic.ts';
import { bearer } from './bearer.ts';
import type { SchemeModule } from './scheme.ts';

/** Every kind of connection. A new kind is one file beside this one and one entry here. */
export const schemes: Readonly<Record<ConnectionKind, SchemeModule>> = { apiKey, bearer, basic };

/** The kind of connection that serves a definition's scheme, with where its secret goes; null where none does yet. */
export function schemeFor(scheme: SecurityScheme): { module: SchemeModule; placement: Placement } | null {
  for (const module of Object.values(schemes)) {
    const placement = module.fromSecurityScheme(scheme);
    if (placement !== null) return { module, placement };
  }
  return null;
}
