import { describe, expect, it } from 'vitest';
import { checkWeight } from './weight.ts';

const megabyte = 1024 * 1024;
const code = expect.objectContaining({ code: 'DEFINITION_TOO_LARGE' });

describe('a document that would exhaust the memory', () => {
  it.each([
    ['empty lists', () => `{"x":[${'[],'.repeat(6 * megabyte)}1]}`],
    ['objects', () => `\ufeff \n{"x":[${'{},'.repeat(6 * megabyte)}1]}`],
    ['YAML lines', () => `x:\n${'- a\n'.repeat(4 * megabyte)}`],
    ['YAML flow', () => `x: [${'{},'.repeat(2 * megabyte)}1]`],
    ['YAML lists in lists', () => `x:\n${`${'- '.repeat(400)}1\n`.repeat(10_000)}`],
  ])('is refused before it is parsed: %s', (_, text) => {
    expect(() => checkWeight(Buffer.from(text()))).toThrow(code);
  });

  it.each([
    ['a long text', () => `{"x":"${'y'.repeat(40 * megabyte)}"}`],
    ['a dense but short one', () => `{"x":[${'[],'.repeat(4 * megabyte)}1]}`],
    ['a long YAML text', () => `x: ${'y'.repeat(10 * megabyte)}`],
  ])('is not taken for one: %s', (_, text) => {
    expect(() => checkWeight(Buffer.from(text()))).not.toThrow();
  });
});
