import { expect, it } from 'vitest';
import { baseUrlSentence, comparisonSections, comparisonSummary } from './comparisonSections.ts';

const nothing = {
  identical: false,
  servers: { added: [], changed: [], removed: [] },
  operations: { added: [], changed: [], removed: [], unchanged: 3 },
  schemes: { added: [], changed: [], removed: [] },
  connectionsAffected: [],
  savedRequestsAffected: [],
  assistantsAffected: [],
  handEditsAffected: [],
  baseUrl: { kept: 'https://a.example', suggested: 'https://a.example/' },
};

it('says what can break before what cannot, and leaves out what is empty', () => {
  const comparison = {
    ...nothing,
    version: { before: '1', after: '2' },
    operations: {
      added: [{ key: 'GET /new' }],
      changed: [
        { key: 'GET /a', aspects: ['summary' as const] },
        { key: 'GET /b', aspects: ['summary' as const, 'security' as const] },
      ],
      removed: [{ key: 'GET /old' }],
      unchanged: 1,
    },
    connectionsAffected: [{ name: 'Key', reason: 'No operation asks for it any more.' }],
  };
  expect(comparisonSections(comparison).map(({ title, names, breaks }) => [breaks, title, ...names])).toEqual([
    [true, 'Operations removed', 'GET /old'],
    [true, 'Operations changed', 'GET /b (summary, security)'],
    [true, 'Connections affected', 'Key: No operation asks for it any more.'],
    [false, 'Version', '1 → 2'],
    [false, 'Operations added', 'GET /new'],
    [false, 'Operations described differently', 'GET /a (summary)'],
  ]);
  expect(comparisonSummary(comparison)).toBe(
    'Operations: 1 added, 2 changed, 1 removed, 1 unchanged. Connections and hand edits stay.',
  );
});

it('says so where nothing changed', () => {
  expect(comparisonSections(nothing)).toEqual([]);
  expect(comparisonSummary({ ...nothing, identical: true })).toMatch(/says the same/);
});

it('says what becomes of the base URL where the definition names another', () => {
  const of = (suggested: string) => baseUrlSentence({ baseUrl: { kept: 'https://a.example/v1', suggested } });
  expect(of('https://a.example/v2')).toBe(
    'The base URL stays https://a.example/v1; the definition names https://a.example/v2.',
  );
  expect([of(''), of('https://a.example/v1/')]).toEqual([null, null]);
});
