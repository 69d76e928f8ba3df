import type { ConnectionKind, PartConfig, Placement } from '#contract/connections.ts';
import type { SecurityScheme } from '#contract/openapi.ts';
import type { ClientCertificate } from '#main/http/index.ts';

/** The request as it stands before credentials; schemes that sign read it, simple ones ignore it. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array | null;
}

/** What the vault holds for a part. `username` is null for kinds that have none. */
export interface SecretMaterial {
  readonly secret: string;
  readonly username: string | null;
  /** Only of a fetched token, whose `secret` it is. */
  readonly tokenType?: string;
}

/** What a scheme adds to a request. `secrets` is everything that must be redacted from what is kept of it. */
export interface Credentials {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly cookies: readonly (readonly [name: string, value: string])[];
  readonly secrets: readonly string[];
  /** Shown during the TLS handshake. */
  readonly certificate?: ClientCertificate;
}

/** Everything that putting one part into a request needs. */
export interface Applying {
  readonly request: UnsignedRequest;
  readonly placement: Placement;
  readonly config: PartConfig | null;
  readonly material: SecretMaterial;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

/** What a person entered for a part. Without a secret, only its settings are judged. */
export interface Entered {
  readonly config: PartConfig | null;
  readonly secret: string | null;
  readonly username: string | null;
}

/** What was entered as it is kept. `hint` stands in for the usual one. */
export interface Entry extends Entered {
  readonly hint?: string;
}

/** One kind of connection: how it is recognised in a definition, how it is entered, and how it is put into a request. */
export interface SchemeModule {
  readonly kind: ConnectionKind;
  readonly title: string;
  /** What the secret is called in a sentence. */
  readonly secretWord: string;
  /** Asks for a user name besides the secret. */
  readonly needsUsername?: boolean;
  /** Can do without a sealed secret. */
  readonly optionalSecret?: boolean;
  /** A person may say where the secret goes. */
  readonly placed?: boolean;
  /** Signs the request as it goes out, so it comes after every other part. */
  readonly signs?: boolean;
  /** Where a connection of a manual integration puts the secret when nothing says otherwise. */
  readonly defaultPlacement: Placement;
  /** The placement that a definition's scheme asks for; null where the scheme is of another kind. */
  fromSecurityScheme(scheme: SecurityScheme): Placement | null;
  /** Also satisfies this scheme, though another kind is the usual one. */
  alsoServes?(scheme: SecurityScheme): boolean;
  /** Judges and completes what was entered. Throws INVALID. */
  read?(entered: Entered): Entry;
  /** When the secret ends, as far as the settings that were read from it tell. */
  endOf?(config: PartConfig): number | null;
  apply(applying: Applying): Credentials;
  /** What to show in the place of `apply` where only hints are at hand. */
  show?(applying: Applying): Credentials;
  /** Answers the headers of a 401; null where they ask for nothing that it knows. */
  answer?(applying: Applying, challenge: readonly (readonly [string, string])[]): Credentials | null;
}

export const noCredentials: Credentials = { headers: [], query: [], cookies: [], secrets: [] };

/** The Authorization header, with what stands before the credentials. */
export const atAuthorization = (prefix: string): Placement => ({ in: 'header', name: 'Authorization', prefix });
