import { setImmediate } from 'node:timers/promises';
import { inspectDefinition, parseDefinition } from '#core/openapi/index.ts';

const passes = 30;

/**
 * Reads a definition of its own again and again, so that V8 has compiled what reads definitions before a large one comes:
 * that one takes a fifth less time. Lets a job in after each pass, of some milliseconds, and ends as soon as one came.
 */
export async function warmUp(isBusy: () => boolean): Promise<void> {
  for (let pass = 0; pass < passes; pass += 1) {
    await setImmediate();
    if (isBusy()) return;
    inspectDefinition(parseDefinition(text));
  }
}

const operations = 60;

const schema = (at: number) => ({
  type: 'object',
  title: `Thing ${at}`,
  required: ['id', 'name'],
  properties: {
    id: { type: 'integer', format: 'int64', minimum: 0, example: at },
    name: { type: 'string', maxLength: 20, nullable: true, description: 'What it is called' },
    kind: { type: 'string', enum: ['first', 'second'], default: 'first' },
    others: { type: 'array', items: reference('schemas', `thing${(at + 1) % operations}`) },
    link: { oneOf: [{ type: 'string', format: 'uri' }, reference('schemas', `thing${at}`)] },
  },
});

const reference = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });

const operation = (at: number, method: string) => ({
  operationId: `${method}${at}`,
  summary: 'Reads or changes a thing',
  tags: ['things'],
  parameters: [
    { name: 'id', in: 'path', required: true, description: 'Which one', schema: { type: 'string' } },
    reference('parameters', 'page'),
  ],
  ...(method === 'post' && { requestBody: { content: { 'application/json': { schema: schema(at) } } } }),
  responses: {
    200: {
      description: 'It is here.',
      headers: { Link: reference('headers', 'link') },
      content: {
        'application/json': {
          schema: reference('schemas', `thing${at}`),
          examples: { one: reference('examples', 'one') },
        },
      },
    },
    404: reference('responses', 'missing'),
  },
});

const numbers = Array.from({ length: operations }, (_, at) => at);

const text = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'Things', version: '1' },
  servers: [{ url: 'https://example.com' }],
  security: [{ key: [] }],
  paths: Object.fromEntries(
    numbers.map((at) => [`/things${at}/{id}`, { get: operation(at, 'get'), post: operation(at, 'post') }]),
  ),
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    parameters: { page: { name: 'page', in: 'query', schema: { type: 'integer' } } },
    headers: { link: { schema: { type: 'string' }, example: 'next' } },
    responses: { missing: { description: 'There is none.' } },
    examples: { one: { value: { id: 1, name: 'one' } } },
    schemas: Object.fromEntries(numbers.map((at) => [`thing${at}`, schema(at)])),
  },
});
