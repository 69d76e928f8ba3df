import type { ConnectionKind, Placement } from '#contract/connections.ts';
import type { SecurityScheme } from '#contract/openapi.ts';

/** The request as it stands before credentials; schemes that sign read it, simple ones ignore it. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What the vault holds for a connection. `username` is null for kinds that have none. */
export interface SecretMaterial {
  readonly secret: string;
  readonly username: string | null;
}

/** What a scheme adds to a request. `secrets` is everything that must be redacted from what is kept of it. */
export interface Credentials {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly cookies: readonly (readonly [name: string, value: string])[];
  readonly secrets: readonly string[];
}

/** One kind of connection: how it is recognised in a definition and how its secret is put into a request. */
export interface SchemeModule {
  readonly kind: ConnectionKind;
  readonly title: string;
  /** Asks for a user name besides the secret. */
  readonly needsUsername: boolean;
  /** Where a connection of a manual integration puts the secret when nothing says otherwise. */
  readonly defaultPlacement: Placement;
  /** The placement that a definition's scheme asks for; null where the scheme is of another kind. */
  fromSecurityScheme(scheme: SecurityScheme): Placement | null;
  apply(request: UnsignedRequest, placement: Placement, material: SecretMaterial): Credentials;
}

export const noCredentials: Credentials = { headers: [], query: [], cookies: [], secrets: [] };
