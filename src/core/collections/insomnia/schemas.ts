import { z } from 'zod';
import { anything, flag, list, text } from '../members.ts';

const onOff = z.union([z.string(), z.boolean()]).nullish();

/** A request or folder of Insomnia 4 (`resources`) or 5 (`collection`); each spells some members its own way. */
export const insomniaItem = z.object({
  name: text,
  description: text,
  meta: z.looseObject({ id: text, description: text, sortKey: z.number().nullish() }).nullish(),
  method: text,
  url: text,
  body: anything,
  parameters: list,
  pathParameters: list,
  headers: list,
  authentication: anything,
  scripts: z.looseObject({ preRequest: text, afterResponse: text }).nullish(),
  preRequestScript: text,
  afterResponseScript: text,
  environment: anything,
  settings: z
    .looseObject({
      followRedirects: onOff,
      cookies: z.looseObject({ send: flag, store: flag }).nullish(),
    })
    .nullish(),
  settingFollowRedirects: onOff,
  settingSendCookies: flag,
  settingStoreCookies: flag,
});
export type InsomniaItem = z.output<typeof insomniaItem>;

export const insomniaRow = z.object({
  name: text,
  value: text,
  disabled: flag,
  description: text,
  type: text,
  fileName: text,
  contentType: text,
});

export const insomniaBody = z.object({ mimeType: text, text: text, fileName: text, params: list });

export const insomniaAuth = z.object({
  type: text,
  disabled: flag,
  username: text,
  password: text,
  token: text,
  prefix: text,
  key: text,
  value: text,
  addTo: text,
  accessKeyId: text,
  secretAccessKey: text,
  sessionToken: text,
  region: text,
  service: text,
  accessToken: text,
  tokenPrefix: text,
});

export const insomniaEnvironment = z.object({
  name: text,
  color: text,
  data: anything,
  kvPairData: list,
  environmentType: text,
  subEnvironments: list,
});

export const insomniaPair = z.object({ name: text, value: text, type: text, enabled: flag });
