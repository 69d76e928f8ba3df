import { inspectDefinition, parseDefinition } from '#core/openapi/index.ts';

/** Small documents that are right, with a part that a test replaces. */
export const ok = { responses: { 200: { description: 'ok' } } };
export const inspect = (document: object) => inspectDefinition(parseDefinition(JSON.stringify(document))).report;
export const found = (document: object) => inspect(document).problems.map(({ code, pointer }) => `${code} ${pointer}`);

export const api = (parts: object, version = '3.0.3') => ({
  openapi: version,
  info: { title: 'T', version: '1' },
  paths: { '/a': { get: ok } },
  ...parts,
});
export const get = (operation: object, version?: string) =>
  api({ paths: { '/a': { get: { ...ok, ...operation } } } }, version);
export const parameter = (fields: object) => get({ parameters: [{ name: 'q', in: 'query', schema: {}, ...fields }] });
export const schema = (value: unknown, version?: string) => api({ components: { schemas: { S: value } } }, version);
export const old = (parts: object) => ({
  swagger: '2.0',
  info: { title: 'T', version: '1' },
  paths: { '/a': { get: ok } },
  ...parts,
});
export const oldGet = (operation: object) => old({ paths: { '/a': { get: { ...ok, ...operation } } } });
