import type { PartConfig, Placement } from '#contract/connections.ts';
import type { CredentialForm, CredentialValues, FormField } from '#contract/credentialForms.ts';
import type { SecurityScheme } from '#contract/openapi.ts';
import type { ClientCertificate } from '#main/http/index.ts';

/** The request as it is before credentials; schemes that sign read it, simple ones ignore it. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: SignableBody | null;
}

/** A body in memory, or one that lies in a file and is known by its hash. */
export type SignableBody = Uint8Array | { readonly path: string; readonly sha256: string };

/** What the vault holds for a part. `username` is null for kinds that have none. */
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
interface Entered {
  readonly config: PartConfig | null;
  readonly secret: string | null;
  readonly username: string | null;
}

/** What was entered as it is kept. `hint` stands in for the usual one. */
export interface Entry extends Entered {
  readonly hint?: string;
}

/** What the values of a form amount to. What was left empty is left out, so that a stored secret stays. */
export interface EnteredForm {
  readonly secret?: string | undefined;
  readonly username?: string | undefined;
  readonly config?: PartConfig | undefined;
}

/** The words and fields of a kind; what is usual is left out. */
type Form = Pick<
  CredentialForm,
  'kind' | 'title' | 'badge' | 'choice' | 'secretWord' | 'sentAs' | 'fields' | 'defaultPlacement'
> &
  Partial<CredentialForm>;

/** One kind of credential: how it is recognised in a definition, what a person enters for it, and how it is put into a request. */
export interface CredentialKind extends Readonly<Form> {
  /** Asks for a user name besides the secret. */
  readonly needsUsername?: boolean;
  /** One of user name and secret can be empty: some APIs take their key as the user name, others as the password alone. */
  readonly oneSuffices?: boolean;
  /** Its config is read from the secret, so it changes with it alone. */
  readonly configFollowsSecret?: boolean;
  /** Can do without a sealed secret. */
  readonly optionalSecret?: boolean;
  /** Signs the request as it goes out, so it comes after every other part. */
  readonly signs?: boolean;
  /** The placement that a definition's scheme asks for; null where the scheme is of another kind. */
  fromSecurityScheme(scheme: SecurityScheme): Placement | null;
  /** Also satisfies this scheme, though another kind is the usual one. */
  alsoServes?(scheme: SecurityScheme): boolean;
  /** What the values of its form amount to; where it is absent, those named `secret` and `username` are just that. */
  fromForm?(values: CredentialValues, stored: PartConfig | null): EnteredForm;
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

/** The Authorization header, with what is before the credentials. */
export const atAuthorization = (prefix: string): Placement => ({ in: 'header', name: 'Authorization', prefix });

type FieldOf<T extends FormField['type']> = Extract<FormField, { type: T }>;
type Words<T extends FormField['type']> = Partial<FieldOf<T>>;

/** Hidden while it is typed, and needed unless one is stored. */
export const secretField = (name: string, label: string, words: Words<'secret'> = {}): FieldOf<'secret'> => ({
  type: 'secret',
  name,
  label,
  required: { new: true, stored: false },
  setting: false,
  ...words,
});

/** The name that belongs to a secret. */
export const usernameField = (name: string, label: string, words: Words<'text'> = {}): FieldOf<'text'> => ({
  type: 'text',
  name,
  label,
  required: { new: true, stored: false },
  setting: false,
  ...words,
});

/** For the fields of a kind of which one suffices. */
export const eitherField = {
  required: { new: false, stored: false },
  storedDescription: 'Left empty, it stays as it is.',
  canBeEmpty: true,
} as const;

/** A setting that is no secret, and is always needed. */
export const settingField = (name: string, label: string, placeholder: string): FieldOf<'text'> => ({
  type: 'text',
  name,
  label,
  placeholder,
  required: { new: true, stored: true },
  setting: true,
});

/** Where the secret goes, where a person says it. */
export const placementField: FieldOf<'placement'> = {
  type: 'placement',
  name: 'placement',
  label: 'Sent as',
  required: { new: true, stored: true },
  setting: true,
};

/** The text under a name; empty where nothing was entered. */
export function textOf(values: CredentialValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}

/** A text that is left out where it is empty. */
export const filled = (text: string): string | undefined => (text === '' ? undefined : text);

const shortestHidden = 6;

/** Some APIs take their key as the user name. A short one (`admin`) tells nothing, and masking the word would ruin answers. */
export function hiddenUsername(username: string | null): string[] {
  return username === null || username.length < shortestHidden ? [] : [username];
}
