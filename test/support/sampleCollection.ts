import {
  collectionOf,
  environmentOf,
  fieldOf,
  folderOf,
  parameterOf,
  requestOf,
  variableOf,
} from '#core/collections/parts.ts';
import type { PortableCollection } from '#core/collections/portable.ts';

/** A collection with one of everything, as a person might keep it. */
export const sampleCollection: PortableCollection = collectionOf({
  name: 'Shop: orders & more',
  description: '# Orders\n\nWhat the shop sells.',
  variables: [
    variableOf('baseUrl', 'https://api.example.test/v1'),
    variableOf('apiSecret', 'canary-secret-1', { secret: true }),
  ],
  auth: { kind: 'bearer', token: '{{apiSecret}}', prefix: 'Bearer' },
  scripts: { before: 'pm.variables.set("at", Date.now());', after: '' },
  environments: [
    environmentOf({
      name: 'Production',
      color: '#cc0000',
      variables: [variableOf('tenant', 'acme'), variableOf('key', 'canary-secret-2', { secret: true })],
    }),
  ],
  items: [
    folderOf({
      name: 'Orders',
      headers: [fieldOf('X-Tenant', '{{tenant}}')],
      items: [
        requestOf({
          name: 'Get an order',
          url: '{{baseUrl}}/orders/{id}',
          parameters: [
            parameterOf('path', 'id', '42'),
            parameterOf('query', 'expand', 'lines'),
            parameterOf('query', 'debug', 'true', { enabled: false }),
            parameterOf('header', 'Accept', 'application/json'),
          ],
          assertions: [
            { enabled: true, subject: 'status', expression: '', operator: 'equals', value: '200' },
            { enabled: true, subject: 'jsonPath', expression: '$.lines[0].sku', operator: 'exists', value: '' },
          ],
          captures: [{ enabled: true, variable: 'orderId', subject: 'jsonPath', expression: '$.id' }],
          examples: [
            {
              name: 'Found',
              status: 200,
              statusText: 'OK',
              headers: [fieldOf('Content-Type', 'application/json')],
              body: '{"id":42,"lines":[{"sku":"a","count":1},{"sku":"b","price":2.5}]}',
            },
          ],
        }),
        requestOf({
          name: 'Make an order',
          method: 'POST',
          url: '{{baseUrl}}/orders',
          body: { kind: 'text', mediaType: 'application/json', text: '{"sku":"a","count":1}' },
          auth: { kind: 'apiKey', in: 'header', name: 'X-Key', value: '{{apiSecret}}' },
        }),
      ],
    }),
    requestOf({
      name: 'Upload',
      method: 'PUT',
      url: '{{baseUrl}}/files',
      body: {
        kind: 'form',
        mediaType: 'multipart/form-data',
        fields: [
          fieldOf('title', 'Photo'),
          { ...fieldOf('file', ''), file: { path: '/tmp/a.png' }, mediaType: 'image/png' },
        ],
      },
      auth: { kind: 'none' },
    }),
  ],
});
