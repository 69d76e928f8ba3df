import fc from 'fast-check';

type Words = Record<string, unknown>;

const patterns = ['^[a-z]+$', '^x-', '[A-Z]', '\\d{2}', '\\.json$', '^[^a-f]*$', '^(?:a|bc)+$', '^\\w[\\w.-]*$'];
const formats = new Map(
  Object.entries({
    '2024-02-29': 'date',
    'a@b.co': 'email',
    'https://a.test/x': 'uri',
    '10.0.0.1': 'ipv4',
    '0f8fad5b-d9cb-469f-a165-70867728950e': 'uuid',
  }),
);

const text = fc.oneof(
  fc.constantFrom('', 'abc', 'x-id', 'Aa', '2024', 'a.json', 'bca', 'v1.2', ...formats.keys()),
  fc.stringMatching(/^[a-zA-Z0-9.-]{0,12}$/),
);
const number = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(0.5, -0.25, 1.75, 1e6, 2 ** 40));
const name = fc.constantFrom('a', 'b', 'id', 'x-1', 'constructor');

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.oneof(text, number, fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

/** Some of the words, so that any may be left out. */
const some = (words: Record<string, fc.Arbitrary<unknown>>, always: Words): fc.Arbitrary<Words> =>
  fc.record(words, { requiredKeys: [] }).map((chosen) => ({ ...always, ...chosen }));

/** Schemas that this value fits. */
function describing(given: unknown, depth: number): fc.Arbitrary<Words> {
  const plain = plainly(given, depth);
  if (depth <= 0) return plain;
  const again = () => describing(given, depth - 1);
  return fc.oneof(
    { weight: 6, arbitrary: plain },
    fc
      .tuple(plain, fc.constantFrom({ title: 'T' }, { deprecated: true }))
      .map(([words, more]) => ({ allOf: [words, more] })),
    fc
      .tuple(again(), fc.array(value, { maxLength: 2 }))
      .map(([words, others]) => ({ anyOf: [...others.map(constant), words] })),
    again().map((words) => ({ ...words, not: { const: 'something else' } })),
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    again().map((words) => ({ if: words, then: words, else: false })),
  );
}

const constant = (each: unknown): Words => ({ const: each });

function plainly(given: unknown, depth: number): fc.Arbitrary<Words> {
  if (typeof given === 'string') return describingText(given);
  if (typeof given === 'number') return describingNumber(given);
  if (given === null) return fc.constantFrom<Words>({ type: 'null' }, { enum: [null] }, { type: ['null', 'string'] });
  if (typeof given === 'boolean') return fc.constantFrom<Words>({ type: 'boolean' }, { const: given });
  return Array.isArray(given) ? describingList(given, depth) : describingObject(Object.entries(given as object), depth);
}

function describingText(given: string): fc.Arbitrary<Words> {
  const { length } = given;
  const fitting = patterns.filter((each) => new RegExp(each, 'u').test(given));
  const format = formats.get(given);
  const bounds = { minLength: fc.nat(length), maxLength: fc.integer({ min: length, max: length + 20 }) };
  if (format !== undefined) return fc.constant({ type: 'string', format });
  return fc.oneof(
    some({ ...bounds, ...(fitting.length > 0 && { pattern: fc.constantFrom(...fitting) }) }, { type: 'string' }),
    fc.constantFrom<Words>({ enum: [given, 'b'] }, { const: given }),
  );
}

function describingNumber(given: number): fc.Arbitrary<Words> {
  const isWhole = Number.isInteger(given);
  const steps = [0.25, 0.5, 1, 2, 3, 5].filter((step) => Number.isInteger(given / step));
  return some(
    {
      minimum: fc.integer({ min: 0, max: 9 }).map((less) => given - less),
      maximum: fc.integer({ min: 0, max: 9 }).map((more) => given + more),
      exclusiveMinimum: fc.constantFrom(given - 1, given - 0.5, given - 10),
      exclusiveMaximum: fc.constantFrom(given + 1, given + 0.5, given + 10),
      multipleOf: fc.constantFrom(...steps),
    },
    { type: isWhole ? 'integer' : 'number' },
  );
}

function describingList(given: readonly unknown[], depth: number): fc.Arbitrary<Words> {
  const count = given.length;
  const bounds = { minItems: fc.nat(count), maxItems: fc.integer({ min: count, max: count + 5 }) };
  const each = given.map((item) => describing(item, depth - 1));
  const items = fc.tuple(...each).map((schemas) => ({ anyOf: schemas }));
  const first = fc.tuple(...each);
  if (count === 0) return some(bounds, { type: 'array' });
  return fc.oneof(
    some({ ...bounds, items }, { type: 'array' }),
    first.chain((prefixItems) =>
      some({ ...bounds, items: fc.constant({ type: 'string' }) }, { type: 'array', prefixItems }),
    ),
    some({ ...bounds, contains: items }, { type: 'array' }),
  );
}

function describingObject(given: readonly [string, unknown][], depth: number): fc.Arbitrary<Words> {
  const count = given.length;
  const names = given.map(([key]) => key);
  const described = fc
    .tuple(...given.map(([key, item]) => describing(item, depth - 1).map((words) => [key, words] as const)))
    .map((entries) => Object.fromEntries(entries));
  return fc.tuple(described, fc.subarray(names)).chain(([properties, required]) =>
    some(
      {
        required: fc.constant(required),
        minProperties: fc.nat(count),
        maxProperties: fc.integer({ min: count, max: count + 3 }),
        additionalProperties: fc.constantFrom<unknown>(false, true, { type: 'integer' }),
        propertyNames: fc.constant({ maxLength: 11 }),
        dependentRequired: fc.constant(Object.fromEntries(names.map((each) => [each, names]))),
      },
      { type: 'object', properties },
    ),
  );
}

/** A value and a schema that it fits, of any words joined in any way: so there is at least one such value. */
export const schemaOfValue = value.chain((given) =>
  fc.tuple(fc.constant(given), describing(given, 2)).map(([each, schema]) => ({ value: each, schema })),
);
