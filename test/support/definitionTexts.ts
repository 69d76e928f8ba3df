/** A definition with this many operations. */
export function manyOperations(count: number): string {
  const responses = { 200: { description: 'ok' } };
  const paths = Array.from({ length: count }, (_, at) => [
    `/things/${at}`,
    { get: { summary: `Thing ${at}`, responses } },
  ]);
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'Many', version: '1' }, paths: Object.fromEntries(paths) });
}

/** A definition of two operations, and of the paths in `more`. */
export function petDefinition(version: string, more: object = {}): string {
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Pets', version },
    servers: [{ url: 'https://pets.example/v1' }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
    paths: {
      '/pets': {
        get: {
          operationId: 'listPets',
          summary: 'All pets',
          tags: ['pets'],
          responses: { 200: { description: 'ok' } },
        },
      },
      '/pets/{id}': {
        get: {
          operationId: 'getPet',
          summary: 'One pet',
          tags: ['pets', 'one'],
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: { 200: { description: 'ok' } },
        },
      },
      ...more,
    },
  });
}
