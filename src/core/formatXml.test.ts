import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatXml } from './formatXml.ts';

test('sets every element on a line of its own, and leaves text where it is', () => {
  const text =
    '<?xml version="1.0"?><!-- a --><a x="1>2"><b>some <i>mixed</i> text</b><c/><d></d><e><![CDATA[<x>]]></e></a>';
  expect(formatXml(text)).toBe(
    [
      '<?xml version="1.0"?>',
      '<!-- a -->',
      '<a x="1>2">',
      '  <b>some <i>mixed</i> text</b>',
      '  <c/>',
      '  <d></d>',
      '  <e><![CDATA[<x>]]></e>',
      '</a>',
    ].join('\n'),
  );
});

test('keeps what says that its spaces count', () => {
  const text = '<a><pre xml:space="preserve"> <b/> </pre></a>';
  expect(formatXml(text)).toBe('<a>\n  <pre xml:space="preserve"> <b/> </pre>\n</a>');
});

test.each(['<a>', '<a></b>', '</a>', 'text', '<a', '<a>'.repeat(400) + '</a>'.repeat(400)])(
  'gives up on %s',
  (text) => {
    expect(formatXml(text.slice(0, 5_000))).toBeNull();
  },
);

test('changes nothing but space between tags, and is the same when it is done again', () => {
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('<x/>', 'word', '<!-- c -->', '<y z="a>b"/>'),
      fc
        .tuple(fc.constantFrom('a', 'b:c'), fc.array(tie('tree'), { maxLength: 4 }))
        .map(([name, inside]) => `<${name}>${inside.join('')}</${name}>`),
    ),
  }));
  fc.assert(
    fc.property(tree, (inside) => {
      const text = `<root>${inside}</root>`;
      const formatted = formatXml(text) ?? '';
      expect(formatted.replace(/\n */g, '')).toBe(text);
      expect(formatXml(formatted)).toBe(formatted);
    }),
  );
});
