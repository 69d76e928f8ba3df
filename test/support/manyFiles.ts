/**
 * A small API in many files, as teams write them: paths and operations in files of their own, bare schemas, JSON beside YAML, shared
 * headers and examples, a schema that refers to itself, and texts in Markdown.
 */
export const parcelFiles: Readonly<Record<string, string>> = {
  'parcels.yaml': `openapi: 3.0.3
info:
  title: Parcel desk
  version: '4.2'
  description: { $ref: docs/welcome.md }
servers: [{ url: https://parcels.example.com/v4 }]
security: [{ desk_key: [] }]
tags: { $ref: shared/tags.yml }
paths:
  /parcels:
    get: { $ref: operations/list.yml }
    post: { $ref: 'operations/send.yml' }
  /parcels/{id}: { $ref: './paths/one%20parcel.yaml' }
components:
  schemas: { $ref: models/index.yaml }
  securitySchemes:
    desk_key: { $ref: shared/security.json#/desk_key }
`,
  'docs/welcome.md': '# Welcome\nEvery parcel has a label.\n',
  'shared/tags.yml': '- name: parcels\n  description: What is on its way.\n',
  'shared/security.json': '{"desk_key":{"type":"apiKey","in":"header","name":"X-Desk-Key"}}',
  'shared/answers.yml': `gone:
  description: It was delivered.
  headers: { $ref: headers.yml }
  content:
    application/json:
      schema: { $ref: '#/problem' }
problem:
  type: object
  properties:
    reason: { type: string }
    causes: { type: array, items: { $ref: '#/problem' } }
`,
  'shared/headers.yml': 'X-Left:\n  schema: { type: integer }\n',
  'operations/list.yml': `operationId: listParcels
tags: [parcels]
parameters:
  - $ref: ../shared/limit.yml
responses:
  '200':
    description: The parcels.
    content:
      application/json:
        schema: { type: array, items: { $ref: ../models/parcel.json } }
        examples:
          two: { $ref: ../examples/two.json }
  '410': { $ref: '../shared/answers.yml#/gone' }
`,
  'operations/send.yml': `operationId: sendParcel
requestBody:
  content:
    application/json:
      schema: { $ref: '../parcels.yaml#/components/schemas/Parcel' }
responses:
  '201': { description: It is on its way. }
`,
  'shared/limit.yml': 'name: limit\nin: query\nschema: { type: integer, maximum: 100 }\n',
  'paths/one parcel.yaml': `parameters:
  - { name: id, in: path, required: true, schema: { type: string } }
get:
  operationId: readParcel
  responses:
    '200':
      description: One parcel.
      content:
        application/json:
          schema: { $ref: '#/components/schemas/Parcel' }
    default: { $ref: ../shared/answers.yml#/gone }
`,
  'models/index.yaml': `Parcel: { $ref: parcel.json }
Address: { $ref: address.yaml }
`,
  'models/parcel.json': JSON.stringify({
    type: 'object',
    required: ['id'],
    properties: {
      id: { type: 'string' },
      to: { $ref: 'address.yaml' },
      state: { enum: { $ref: 'states.yaml' }, type: 'string' },
      inside: { type: 'array', items: { $ref: '#' } },
    },
  }),
  'models/address.yaml':
    'type: object\nproperties:\n  street: { type: string }\n  lines: { $ref: parcel.json#/properties/id }\n',
  'models/states.yaml': '[waiting, moving, there]\n',
  'examples/two.json': '{"value":[{"id":"a"},{"id":"b"}]}',
};

/** The files as a definition's reader takes them, with changes; undefined leaves one out. */
export function definitionFiles(changes: Readonly<Record<string, string | undefined>> = {}): Map<string, Uint8Array> {
  const all = Object.entries({ ...parcelFiles, ...changes });
  return new Map(all.flatMap(([path, text]) => (text === undefined ? [] : [[path, Buffer.from(text)] as const])));
}
