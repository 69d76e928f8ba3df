import { z } from 'zod';
import { anything, flag, list, text } from '../members.ts';

/** OpenCollection 1.0, as far as it is read: the root of a collection, a folder, and the kinds of items (@opencollection/types). */
export const openCollectionRoot = z.object({
  info: z.looseObject({ name: text, summary: text }).nullish(),
  config: anything,
  items: list,
  request: anything,
  docs: anything,
});

export const openItem = z.object({
  info: z.looseObject({ name: text, description: anything }).nullish(),
  items: list,
  request: anything,
  http: anything,
  graphql: anything,
  runtime: anything,
  settings: anything,
  examples: list,
  docs: anything,
});

/** What a collection and a folder set for the requests below. */
export const openDefaults = z.object({
  headers: list,
  auth: anything,
  variables: list,
  actions: list,
  scripts: list,
  settings: z.looseObject({ http: anything }).nullish(),
});

export const openDetails = z.object({
  method: text,
  url: text,
  headers: list,
  params: list,
  body: anything,
  auth: anything,
});

export const openRuntime = z.object({ variables: list, scripts: list, assertions: list, actions: list });

export const openRow = z.object({
  name: text,
  value: anything,
  type: text,
  disabled: flag,
  enabled: flag,
  description: anything,
  contentType: text,
  secret: flag,
});

export const openBody = z.object({ type: text, data: anything, query: text, variables: anything });

export const openFile = z.object({ filePath: text, contentType: text, selected: flag });

const numberOrInherit = z.union([z.number(), z.string()]).nullish();

export const openSettings = z.object({
  encodeUrl: anything,
  timeout: numberOrInherit,
  followRedirects: z.union([z.boolean(), z.string()]).nullish(),
  maxRedirects: numberOrInherit,
});

export const openScript = z.object({ type: text, code: text });

export const openAssertion = z.object({ expression: text, operator: text, value: text, disabled: flag });

export const openAction = z.object({
  type: text,
  phase: text,
  selector: z.looseObject({ expression: text }).nullish(),
  variable: z.looseObject({ name: text }).nullish(),
  disabled: flag,
});

export const openAuth = z.object({
  type: text,
  username: text,
  password: text,
  token: text,
  key: text,
  value: text,
  placement: text,
  accessKeyId: text,
  secretAccessKey: text,
  sessionToken: text,
  service: text,
  region: text,
  profileName: text,
});

export const openEnvironment = z.object({
  name: text,
  color: text,
  variables: list,
  extends: text,
  externalSecrets: anything,
});

export const openExample = z.object({
  name: text,
  response: z
    .looseObject({
      status: z.union([z.number(), z.string().transform(Number)]).nullish(),
      statusText: text,
      headers: list,
      body: z.looseObject({ data: text }).nullish(),
    })
    .nullish(),
});
