import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './testConsole.ts';

const list = { type: 'array', items: { type: 'string', pattern: '^[a-z]+[0-9]*$' }, minItems: 2 };
const thing = {
  type: 'object',
  required: ['id', 'name'],
  properties: {
    id: { type: 'string', format: 'uuid', readOnly: true },
    name: { type: 'string', minLength: 3 },
    secret: { type: 'string', writeOnly: true },
    tags: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    next: { type: ['string', 'null'], format: 'uri' },
  },
};
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const one = json({ $ref: '#/components/schemas/Thing' });
const required = { required: true };
const parameter = (name: string, place: string, schema: object, more: object = {}) => ({
  name,
  in: place,
  schema,
  ...required,
  ...more,
});

/** A definition of our own with every style of parameter and body that Prism reads as the specification says. */
export const stylesDefinition = {
  openapi: '3.1.0',
  info: { title: 'Styles', version: '1' },
  servers: [{ url: 'http://127.0.0.1:9/v1' }],
  security: [{ key: [] }],
  paths: {
    '/things': {
      get: {
        parameters: [
          parameter('ids', 'query', list),
          parameter('flat', 'query', list, { explode: false }),
          parameter('piped', 'query', list, { style: 'pipeDelimited', explode: false }),
          parameter('X-Flag', 'header', { type: 'boolean' }),
          parameter('session', 'cookie', { type: 'integer' }),
        ],
        responses: {
          200: { description: 'All', ...json({ type: 'array', items: one.content['application/json'].schema }) },
        },
      },
      post: { requestBody: { ...required, ...one }, responses: { 201: { description: 'Made', ...one } } },
    },
    '/things/{thingId}': {
      parameters: [parameter('thingId', 'path', { type: 'string', format: 'uuid' })],
      get: {
        responses: { 200: { description: 'One', ...one }, 404: { description: 'None', ...json({ type: 'object' }) } },
      },
      delete: { responses: { 204: { description: 'Gone' } } },
    },
    '/things/latest': { get: { security: [], responses: { 200: { description: 'Latest', ...one } } } },
    '/forms': {
      post: {
        requestBody: {
          ...required,
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                type: 'object',
                required: ['ids', 'note'],
                properties: { ids: { ...list, minItems: 1 }, note: { type: 'string' } },
              },
              encoding: { ids: { style: 'form', explode: true } },
            },
          },
        },
        responses: { default: { description: 'Any', content: { 'text/plain': { schema: { type: 'string' } } } } },
      },
    },
  },
  components: {
    schemas: { Thing: thing },
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
  },
};

/** Writes it into a folder that goes with the test. @returns the file */
export function writeStylesDefinition(): string {
  const file = join(temporaryFolder(), 'styles.openapi31.json');
  writeFileSync(file, JSON.stringify(stylesDefinition));
  return file;
}
