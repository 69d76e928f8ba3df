import { expect, test } from 'vitest';
import { countSent, findParameter, templateNames, withParameter } from './parameters.ts';

test('changes a parameter in place and adds what is new', () => {
  const one = withParameter([], 'query', 'page', { value: 2 });
  const two = withParameter(one, 'header', 'page', { value: 'x' });
  const three = withParameter(two, 'query', 'page', { enabled: false });
  expect(three).toEqual([
    { name: 'page', in: 'query', value: 2, enabled: false },
    { name: 'page', in: 'header', value: 'x', enabled: true },
  ]);
  expect(countSent(three, ['query', 'header'])).toBe(1);
});

test('knows a header by any case', () => {
  const entries = withParameter([], 'header', 'Accept', { value: 'text/plain' });
  expect(findParameter(entries, 'header', 'accept')?.value).toBe('text/plain');
  expect(withParameter(entries, 'header', 'ACCEPT', { value: '*/*' })).toHaveLength(1);
});

test('reads names from the path of a template and not from its query', () => {
  expect(templateNames('https://{host}/a/{id}/{id}?q={x}')).toEqual(['host', 'id']);
  expect(templateNames('{{base}}/a/{id}/{{ own }}')).toEqual(['id']);
});
