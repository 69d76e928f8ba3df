import fc from 'fast-check';

const text = fc
  .array(fc.constantFrom(...'ab:,{}[]/~ "\\', '\n', '\u0000', '\u2028', 'é', '😀', '\ud800'), { maxLength: 5 })
  .map((characters) => characters.join(''));
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

/** Any JSON value, and its text with spaces, tabs and line breaks between its tokens, or none. */
export const spacedJson = fc
  .tuple(value, fc.array(fc.constantFrom('', ' ', '\n', '  ', '\t', '\r\n', '\n    '), { minLength: 1, maxLength: 7 }))
  .map(([made, spaces]) => {
    const tokens = JSON.stringify(made).match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"]+/g) ?? [];
    const spaced = tokens.map((token, index) => `${spaces[index % spaces.length] ?? ''}${token}`).join('');
    return { value: made, text: `${spaced}${spaces[0] ?? ''}` };
  });
