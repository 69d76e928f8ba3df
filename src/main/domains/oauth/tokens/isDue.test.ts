import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDue, isOver } from './isDue.ts';

const times = fc.record({
  obtainedAt: fc.nat(1_000_000_000),
  life: fc.integer({ min: 1, max: 100_000_000 }),
  after: fc.nat(200_000_000),
});

describe('a token', () => {
  it('is renewed ahead of its end, by a minute or a tenth of its life, whichever is less', () => {
    fc.assert(
      fc.property(times, ({ obtainedAt, life, after }) => {
        const token = { obtainedAt, expiresAt: obtainedAt + life };
        const ahead = token.expiresAt - (obtainedAt + after);
        expect(isDue(token, obtainedAt + after)).toBe(ahead <= Math.min(60_000, life * 0.1));
        if (isOver(token, obtainedAt + after)) expect(isDue(token, obtainedAt + after)).toBe(true);
      }),
    );
  });

  it('without an end is never due', () => {
    expect(isDue({ obtainedAt: 0, expiresAt: null }, Number.MAX_SAFE_INTEGER)).toBe(false);
    expect(isOver({ obtainedAt: 0, expiresAt: null }, Number.MAX_SAFE_INTEGER)).toBe(false);
  });
});
