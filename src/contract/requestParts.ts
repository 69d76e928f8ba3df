import { z } from 'zod';
import { assertion, capture } from '#core/collections/assertions.ts';
import { connectionId, json } from './common.ts';
import { storedFile } from './transfer.ts';

/** What a line of a list says of itself, for people. */
const rowDescription = z.string().max(10_000).optional();

export const parameterValue = z.object({
  name: z.string().max(500),
  /** `querystring`: the whole query as one value (OpenAPI 3.2). */
  in: z.enum(['path', 'query', 'querystring', 'header', 'cookie']),
  /** Text, number, boolean, or an array or object of them for parameters with a style. */
  value: json,
  enabled: z.boolean().default(true),
  description: rowDescription,
});

/**
 * Of a file: where the console keeps it, that a record goes without it, since it showed a secret, or the path under which another tool
 * knew it, whose content never came here.
 */
const keptAside = {
  stored: storedFile.optional(),
  leftOut: z.literal(true).optional(),
  elsewhere: z.string().min(1).max(4_096).optional(),
};

export const formField = z.object({
  name: z.string().max(500),
  value: z.string().max(5_000_000),
  /** Content type of the part, in a multipart body. */
  mediaType: z.string().max(200).optional(),
  /** For a file part: name, type and content. */
  file: z
    .object({
      name: z.string().max(255),
      mediaType: z.string().max(200),
      data: z.base64().max(14_000_000),
      ...keptAside,
    })
    .optional(),
  enabled: z.boolean().default(true),
  description: rowDescription,
});

export const requestBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('text'),
    mediaType: z.string().max(200),
    text: z.string().max(20_000_000),
    /** Where a record keeps a text that is too long for it. */
    stored: storedFile.optional(),
  }),
  z.object({
    kind: z.literal('form'),
    mediaType: z
      .string()
      .max(200)
      .regex(/^(application\/x-www-form-urlencoded|multipart\/[\w.+-]+)\s*(;|$)/i, 'This is not a form media type.'),
    fields: z.array(formField).max(500),
  }),
  /** A file as it is: in base64, or kept by the console already. */
  z.object({
    kind: z.literal('file'),
    mediaType: z.string().max(200),
    name: z.string().max(255),
    data: z.base64().max(140_000_000),
    ...keptAside,
  }),
  /** A GraphQL request as JSON over POST (GraphQL over HTTP, section 5.4). */
  z.object({
    kind: z.literal('graphql'),
    query: z.string().max(5_000_000),
    /** JSON text of an object; empty without variables. */
    variables: z.string().max(5_000_000),
    operationName: z.string().max(500).nullable(),
  }),
]);

const typed = z.string().max(20_000);

/**
 * How a request or a group authenticates. By hand the values are texts that may hold variables; a secret that was typed is not kept, one
 * that a variable supplies is in the vault.
 */
export const requestAuth = z.discriminatedUnion('kind', [
  /** As the folder or collection above says; outside of one, nothing. */
  z.object({ kind: z.literal('inherit') }),
  /** The connection of the request; null sends no credentials. */
  z.object({ kind: z.literal('connection') }),
  z.object({ kind: z.literal('basic'), username: typed, password: typed }),
  z.object({ kind: z.literal('digest'), username: typed, password: typed }),
  z.object({ kind: z.literal('bearer'), token: typed, prefix: z.string().max(100).default('Bearer') }),
  z.object({
    kind: z.literal('apiKey'),
    in: z.enum(['header', 'query', 'cookie']),
    name: z.string().max(500),
    value: typed,
  }),
  z.object({
    kind: z.literal('awsSigV4'),
    accessKeyId: typed,
    secretAccessKey: typed,
    sessionToken: typed,
    region: z.string().max(200),
    service: z.string().max(200),
  }),
]);
export type RequestAuth = z.infer<typeof requestAuth>;

const seconds = z.int().min(1).max(3_600).nullable().default(null);

/** How a request goes out. Null leaves it to the folder, the collection, and then the console. */
export const requestSettings = z.object({
  followRedirects: z.boolean().nullable().default(null),
  maxRedirects: z.int().min(0).max(50).nullable().default(null),
  /** Name lookup and connecting, with the TLS handshake. */
  connectSeconds: seconds,
  /** From the last byte of the request to the head of the response. */
  responseSeconds: seconds,
  /** All of it. */
  timeoutSeconds: seconds,
  httpVersion: z.enum(['1.1', '2']).nullable().default(null),
  /** Cookies of the jar are sent, and those of responses kept. */
  useCookies: z.boolean().nullable().default(null),
});
export type RequestSettings = z.infer<typeof requestSettings>;

/** A value of a request under a name; it holds below every group and environment. */
export const requestVariable = z.object({
  name: z.string().max(200),
  value: z.string().max(100_000),
  enabled: z.boolean().default(true),
});

/** JavaScript; empty where there is none. */
export const requestScripts = z.object({ before: z.string().max(1_000_000), after: z.string().max(1_000_000) });

const noScripts = { before: '', after: '' };

/** What a request has besides itself: how it authenticates and goes out, what it fills in, and what is checked of its response. */
export const requestExtras = {
  auth: requestAuth.default({ kind: 'connection' }),
  /** Null sends no credentials. Counts where `auth` is `connection`. */
  connectionId: connectionId.nullable(),
  ...requestSettings.shape,
  variables: z.array(requestVariable).max(500).default([]),
  scripts: requestScripts.default(noScripts),
  assertions: z.array(assertion).max(500).default([]),
  captures: z.array(capture).max(500).default([]),
};
