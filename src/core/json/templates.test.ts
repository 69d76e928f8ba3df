import { expect, test } from 'vitest';
import { formatJsonTemplate, jsonTemplateFault } from './templates.ts';

test('variables are values of JSON, and parts of its texts', () => {
  expect(jsonTemplateFault('{"id": {{id}}, "name": "Mr. {{name}}", "all": [{{a}}, {{b}}]}')).toBeNull();
  expect(jsonTemplateFault('{"id": {{id}} "name": 1}')).toMatchObject({ line: 1, column: 15 });
  expect(jsonTemplateFault('{{{id}}: 1}')).not.toBeNull();
});

test('JSON is written over lines with its variables as they are', () => {
  expect(formatJsonTemplate('{"id":{{ id }},"n":1.0,"t":"{{a}} {{b}}"}')).toBe(
    '{\n  "id": {{ id }},\n  "n": 1.0,\n  "t": "{{a}} {{b}}"\n}',
  );
  expect(formatJsonTemplate('{"id":')).toBeNull();
  expect(formatJsonTemplate('')).toBeNull();
});
