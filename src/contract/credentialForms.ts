import { z } from 'zod';
import { oauthConfig } from './oauthConfig.ts';

/** How a secret is put into a request. */
export const connectionKind = z.enum([
  'apiKey',
  'bearer',
  'basic',
  'digest',
  'headers',
  'awsSigV4',
  'mutualTls',
  'oauth2',
]);
export type ConnectionKind = z.infer<typeof connectionKind>;

/** Where the secret is in a request. For basic the name is Authorization and the prefix Basic. */
export const placement = z.object({
  in: z.enum(['header', 'query', 'cookie']),
  name: z.string().trim().min(1).max(200),
  prefix: z.string().max(40),
});
export type Placement = z.infer<typeof placement>;

const field = z.object({
  /** Under which the value is sent. That of a setting is in the part's `config` under the same name once it is stored. */
  name: z.string(),
  label: z.string(),
  description: z.string().optional(),
  placeholder: z.string().optional(),
  /** Shown in place of the description where a secret is stored already. */
  storedDescription: z.string().optional(),
  /** Whether it must be filled in for a new part, and for one whose secret is stored. */
  required: z.object({ new: z.boolean(), stored: z.boolean() }),
  /** Not a part of the secret, so that replacing the secret does not ask for it. */
  setting: z.boolean(),
  /** What is stored can be made empty; where it is absent, something always is there. */
  canBeEmpty: z.boolean().optional(),
});

/** One field of a form, by how it is entered. */
export const formField = z.discriminatedUnion('type', [
  field.extend({ type: z.literal('text') }),
  /** Hidden while it is typed. What is stored never comes back; left empty, it stays. */
  field.extend({ type: z.literal('secret') }),
  /** A PEM document, pasted or read from a file. */
  field.extend({ type: z.literal('pem') }),
  field.extend({
    type: z.literal('select'),
    options: z.array(z.object({ value: z.string(), label: z.string() })).min(1),
  }),
  field.extend({ type: z.literal('checkbox') }),
  /** A list of names with a secret value each. */
  field.extend({ type: z.literal('namedSecrets'), most: z.int(), nounOfOne: z.string() }),
  /** Where the secret goes. Asked only where no definition says it; stored, it is the part's `placement`. */
  field.extend({ type: z.literal('placement') }),
  /** Settings of an OAuth2 client, which a component of its own asks for; it also sends `clientSecret` and `password`. */
  field.extend({ type: z.literal('oauth2') }),
]);
export type FormField = z.infer<typeof formField>;

/** What a kind of credential asks for and what it is called, so that a page shows it without knowing it. */
export const credentialForm = z.object({
  kind: connectionKind,
  /** In a heading or a sentence. */
  title: z.string(),
  /** One short word for lists. */
  badge: z.string(),
  /** Where a person chooses among all kinds. */
  choice: z.string(),
  /** What the secret is called in a sentence. */
  secretWord: z.string(),
  fields: z.array(formField).min(1),
  /** Of user name and secret one can be empty. */
  oneSuffices: z.boolean(),
  /**
   * How it is in a request, in words. `{placed}` is the secret where its placement says; `{secret}` and `{username}` are their
   * hints, `{names}` those of the config. After `|` stands what to show where there is none: `{username|(empty)}`.
   */
  sentAs: z.string(),
  /** A person may say where the secret goes. */
  placed: z.boolean(),
  /** Where the secret goes when nothing says otherwise. */
  defaultPlacement: placement,
  /** When it ends follows from what is entered, so no form asks for it. */
  tellsExpiry: z.boolean(),
  /** A person signs in once it is stored; from then on it renews itself. */
  signsIn: z.boolean(),
  /** The kind that takes a token which was fetched elsewhere in its place; null where none does. */
  pastedAs: connectionKind.nullable(),
});
export type CredentialForm = z.infer<typeof credentialForm>;

/** A name and its secret value. */
export const namedSecret = z.object({ name: z.string().max(200), value: z.string().max(100_000) });

/**
 * What was entered into a form, by the names of its fields; main's kind makes the secret and the settings of it. What is left out or
 * an empty text stays as it is stored; null empties it.
 */
export const credentialValues = z.record(
  z.string().max(100),
  z.union([z.string().max(100_000), z.boolean(), z.array(namedSecret).max(100), placement, oauthConfig, z.null()]),
);
export type CredentialValues = z.infer<typeof credentialValues>;
