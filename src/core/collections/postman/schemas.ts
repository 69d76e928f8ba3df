import { z } from 'zod';
import { anything, flag, list, text } from '../members.ts';

/** Postman's collection format v2.0 and v2.1, as far as it is read (schema.getpostman.com). */
export const postmanCollection = z.object({
  info: z.looseObject({ name: text, description: anything }).optional(),
  item: list,
  event: list,
  variable: list,
  auth: anything,
  protocolProfileBehavior: anything,
});

export const postmanItem = z.object({
  name: text,
  description: anything,
  item: list,
  request: anything,
  response: list,
  event: list,
  variable: list,
  auth: anything,
  protocolProfileBehavior: anything,
});

export const postmanRequest = z.object({
  method: text,
  url: anything,
  header: anything,
  body: anything,
  auth: anything,
  description: anything,
});

export const postmanUrl = z.object({
  raw: text,
  protocol: text,
  host: z.union([z.string(), z.array(z.unknown())]).nullish(),
  port: text,
  path: z.union([z.string(), z.array(z.unknown())]).nullish(),
  query: list,
  variable: list,
});

export const postmanRow = z.object({
  key: text,
  /** What a path variable is called in older files. */
  id: text,
  value: text,
  disabled: flag,
  enabled: flag,
  description: anything,
  type: text,
  src: z.union([z.string(), z.array(z.string())]).nullish(),
  contentType: text,
});

export const postmanVariable = z.object({
  key: text,
  id: text,
  name: text,
  value: anything,
  type: text,
  disabled: flag,
  enabled: flag,
  description: anything,
});

export const postmanBody = z.object({
  mode: text,
  raw: text,
  urlencoded: anything,
  formdata: list,
  file: z.union([z.string(), z.looseObject({ src: text, content: text })]).nullish(),
  graphql: anything,
  options: z.looseObject({ raw: z.looseObject({ language: text }).nullish() }).nullish(),
  disabled: flag,
});

export const postmanGraphql = z.object({ query: text, variables: anything, operationName: text });

export const postmanEvent = z.object({ listen: text, script: anything, disabled: flag });

export const postmanScript = z.object({
  exec: z.union([z.string(), z.array(z.unknown())]).nullish(),
  src: anything,
});

export const postmanBehavior = z.object({
  followRedirects: flag,
  maxRedirects: z.number().nullish(),
  disableCookies: flag,
  protocolVersion: text,
  strictSSL: flag,
  disableUrlEncoding: flag,
});

export const postmanExample = z.object({
  name: text,
  code: z.union([z.number(), z.string().transform(Number)]).nullish(),
  status: text,
  header: anything,
  body: text,
  originalRequest: anything,
});

export const postmanEnvironment = z.object({ name: text, values: list, _postman_variable_scope: text, color: text });
