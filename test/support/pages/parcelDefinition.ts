const parcel = {
  type: 'object',
  required: ['id', 'state'],
  properties: {
    id: { type: 'integer' },
    state: { type: 'string', enum: ['sent', 'delivered'] },
    weight: { type: 'number' },
  },
};
const list = { type: 'array', items: { $ref: '#/components/schemas/Parcel' } };
const answers = (schema: object) => ({
  200: { description: 'The answer.', content: { 'application/json': { schema } } },
});
const open = (operationId: string, schema: object = {}) => ({
  get: { operationId, tags: ['Odd answers'], security: [], responses: answers(schema) },
});

const query = (name: string, schema: object, more: object = {}) => ({ name, in: 'query', schema, ...more });

const listParcels = {
  operationId: 'listParcels',
  summary: 'List the parcels',
  tags: ['Parcels'],
  parameters: [
    query('depot', { type: 'string' }, { required: true, description: 'Where they lie.' }),
    query('state', { type: 'string', enum: ['sent', 'delivered'] }),
    query('limit', { type: 'integer', minimum: 1, maximum: 50, default: 10 }),
    query('express', { type: 'boolean' }),
    query('tags', { type: 'array', items: { type: 'string' } }, { style: 'form', explode: false }),
  ],
  responses: answers(list),
};

const sendParcel = {
  operationId: 'sendParcel',
  summary: 'Send a parcel',
  tags: ['Parcels'],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          required: ['to', 'weight'],
          properties: {
            to: { type: 'string', minLength: 1, examples: ['12 Harbour Street'] },
            weight: { type: 'number', minimum: 0.1 },
          },
        },
      },
    },
  },
  responses: { 201: { description: 'It is on its way.', content: { 'application/json': { schema: parcel } } } },
};

/** The parcel service's own description, in OpenAPI 3.1. */
export function parcelDefinition(origin: string, version = '1.0.0') {
  return {
    openapi: '3.1.0',
    info: { title: 'Parcel service', version, description: 'Sends parcels and says where they are.' },
    servers: [{ url: origin }],
    security: [{ headerKey: [] }, { queryKey: [] }, { token: [] }, { login: [] }, { sso: ['read'] }],
    paths: {
      '/parcels': { get: listParcels, post: sendParcel },
      '/me': { get: { operationId: 'whoAmI', tags: ['Parcels'], responses: answers({ type: 'object' }) } },
      '/mismatch': open('answerOtherwise', list),
      '/slow': open('answerSlowly'),
      '/big': open('answerBig'),
      '/reset': open('cutTheLine'),
      '/echo': open('echo'),
      '/label': open('printLabel'),
    },
    components: {
      schemas: { Parcel: parcel },
      securitySchemes: {
        headerKey: { type: 'apiKey', in: 'header', name: 'X-Parcel-Key' },
        queryKey: { type: 'apiKey', in: 'query', name: 'parcel_key' },
        token: { type: 'http', scheme: 'bearer' },
        login: { type: 'http', scheme: 'basic' },
        sso: {
          type: 'oauth2',
          flows: {
            clientCredentials: { tokenUrl: 'https://sso.example.com/token', scopes: { read: 'Read parcels' } },
          },
        },
      },
    },
  };
}

/** The same service later: an operation more, one less, one changed, and a scheme less. */
export function laterParcelDefinition(origin: string) {
  const now = parcelDefinition(origin, '2.0.0');
  const { '/mismatch': _gone, ...paths } = now.paths;
  const { queryKey: _scheme, ...securitySchemes } = now.components.securitySchemes;
  const parameters = listParcels.parameters.filter(({ name }) => name !== 'tags');
  return {
    ...now,
    security: now.security.filter((requirement) => !('queryKey' in requirement)),
    paths: {
      ...paths,
      '/parcels': { ...paths['/parcels'], get: { ...listParcels, parameters } },
      '/depots': open('listDepots'),
    },
    components: { ...now.components, securitySchemes },
  };
}
