import { expect, test } from 'vitest';
import { inspect, schema } from '#test/support/definitionDocuments.ts';

/** Everything that is said of a document, and no more. */
const said = (document: object) => inspect(document).problems.map(({ message }) => message);

/** What a schema is, and all that is said of it; nothing where that is left out. */
type Case = readonly [what: string, document: object, message?: string];

const S = (words: object, version?: string) => schema(words, version);
const schemas: Case[] = [
  ['bounds that are the same', S({ minimum: 1, maximum: 1, minLength: 2, maxLength: 2, minItems: 0, maxItems: 0 })],
  ...['imum', 'Length', 'Items', 'Properties'].map(
    (word): Case => [
      `a min${word} above max${word}`,
      S({ [`min${word}`]: 2, [`max${word}`]: 1 }),
      `min${word} is above max${word}.`,
    ],
  ),
  ...['allOf', 'anyOf', 'oneOf'].map(
    (word): Case => [`an empty ${word}`, S({ [word]: [] }), 'There must be at least one schema to choose from.'],
  ),
  ['a flag as bound in 3.0', S({ minimum: 1, exclusiveMinimum: true })],
  [
    'a number as bound in 3.0',
    S({ exclusiveMinimum: 1 }),
    'An exclusive bound is true or false in this version, not a number.',
  ],
  ['a number as bound in 3.1', S({ exclusiveMaximum: 1 }, '3.1.1')],
  [
    'a flag as bound in 3.1',
    S({ exclusiveMaximum: true }, '3.1.1'),
    'An exclusive bound is a number in this version, not true or false.',
  ],
  ['a list of 3.0 without items', S({ type: 'array' }), 'The list does not say what its items are.'],
  ['a list of 3.1 without items', S({ type: 'array' }, '3.1.1')],
  ['two types in 3.1', S({ type: ['string', 'null'] }, '3.1.1')],
  ['two types in 3.0', S({ type: ['string', 'null'] }), 'Several types at once are known from OpenAPI 3.1 on.'],
  ['the type file', S({ type: 'file' }), 'file is a type of Swagger 2.0; bytes are taken.'],
  ['a default that is listed', S({ enum: ['a', 'b'], default: 'b' })],
  [
    'a default that is not listed',
    S({ enum: ['a', 'b'], default: 'c' }),
    'The default is not among the listed values.',
  ],
  ['a default that is an object', S({ enum: [{ a: 1 }], default: { a: 1 } })],
  ...(
    [
      ['string', 'a', 1],
      ['integer', 1, 1.5],
      ['number', 1.5, 'a'],
      ['boolean', false, 0],
      ['object', { a: 1 }, [1]],
      ['array', [1], { a: 1 }],
    ] as const
  ).flatMap(([type, right, wrong]): Case[] => [
    [`a default of the type ${type}`, S({ type, items: {}, default: right })],
    [
      `a default that is no ${type}`,
      S({ type, items: {}, default: wrong }),
      'The default is not of the type of the schema.',
    ],
    [`a listed value of the type ${type}`, S({ type, items: {}, enum: [right, null] })],
    [
      `a listed value that is no ${type}`,
      S({ type, items: {}, enum: [right, wrong] }),
      'A listed value is not of the type of the schema.',
    ],
  ]),
  ['null as default where it is allowed', S({ type: 'string', nullable: true, default: null })],
  [
    'null as default where it is not',
    S({ type: 'string', default: null }),
    'The default is not of the type of the schema.',
  ],
  ['thirteen values', S({ enum: 'abcdefghijklm'.split('') })],
  ['twelve values and one of them again', S({ enum: [...'abcdefghijkl', 'a'] }), 'A value is listed twice.'],
  ['two values that are the same', S({ enum: ['b', 'a', 'a'] }), 'A value is listed twice.'],
  ['names that are required', S({ required: ['a', 'b'] })],
  ['a name that is required twice', S({ required: ['a', 'b', 'a'] }), 'A required name is listed twice.'],
  ['no required name in 3.0', S({ required: [] }), 'A list of required names must have one in this version.'],
  ['no required name in 3.1', S({ required: [] }, '3.1.1')],
  [
    'a list of items',
    S({ type: 'array', items: [{}] }, '3.1.1'),
    'items must be one schema; a list of them is called prefixItems.',
  ],
  [
    'nullable in 3.1',
    S({ type: 'string', nullable: true }, '3.1.1'),
    'nullable is a word of OpenAPI 3.0; it is read as a type “null” beside the others.',
  ],
  [
    'read and written alone',
    S({ readOnly: true, writeOnly: true }),
    'A value cannot be readOnly and writeOnly at once.',
  ],
  ['read alone', S({ readOnly: true, writeOnly: false })],
  ['a multiple of a little', S({ multipleOf: 0.01 })],
  ['a multiple of nothing', S({ multipleOf: 0 }), 'multipleOf must be above 0.'],
  ['patterns of JavaScript', S({ pattern: '^\\p{L}+$', patternProperties: { '^[\\w-]+$': {} } }, '3.1.1')],
  ['a pattern of JavaScript without its flag', S({ pattern: '^\\-$' })],
  ['a pattern of another language', S({ pattern: '(?i)a' }), 'The pattern is not a valid regular expression.'],
  [
    'a name pattern of another language',
    S({ patternProperties: { '(?i)a': {} } }, '3.1.1'),
    'A name in patternProperties is not a valid regular expression.',
  ],
  ['a pattern too long to look at', S({ pattern: `(${'a'.repeat(1_000)}` })],
  ['the dialect of OpenAPI', S({ $schema: 'https://spec.openapis.org/oas/3.1/dialect/base' }, '3.1.1')],
  ['the dialect of JSON Schema', S({ $schema: 'https://json-schema.org/draft/2020-12/schema#' }, '3.1.1')],
  [
    'another dialect',
    S({ $schema: 'http://json-schema.org/draft-07/schema#' }, '3.1.1'),
    'The dialect “http://json-schema.org/draft-07/schema#” is not known; it is read as JSON Schema 2020-12.',
  ],
  ['an XML word of 3.2', S({ xml: { nodeType: 'cdata' } }, '3.2.0')],
  [
    'an XML word that is none',
    S({ xml: { nodeType: 'comment' } }, '3.2.0'),
    'The nodeType is element, attribute, text, cdata or none.',
  ],
  [
    'XML words of two versions',
    S({ xml: { nodeType: 'element', wrapped: true } }, '3.2.0'),
    'nodeType stands for attribute and wrapped; they cannot stand beside each other.',
  ],
  ['a wrapped attribute', S({ xml: { attribute: true, wrapped: true } }), 'What is wrapped cannot be an attribute.'],
  ['a namespace', S({ xml: { namespace: 'urn:a' } })],
  ['a namespace that is relative', S({ xml: { namespace: '/a' } }), 'The namespace must be a whole address.'],
];

test.each(schemas.map(([what, document, message]) => ({ what, document, message })))(
  'of a schema with $what is said all that is to be said',
  ({ document, message }) => {
    expect(said(document)).toEqual(message === undefined ? [] : [message]);
  },
);
