import { describe, expect, it } from 'vitest';
import { diedAtOnce } from './diedAtOnce.ts';

const crash = { exitCode: 133, afterMs: 300, stopped: false };

describe('diedAtOnce', () => {
  it('knows a crash at the start, and a library that is missing', () => {
    expect(diedAtOnce(crash)).toBe(true);
    expect(diedAtOnce({ ...crash, exitCode: 127 })).toBe(true);
    expect(diedAtOnce({ ...crash, exitCode: 0xc0000005 })).toBe(true);
  });

  it('leaves alone what ended later, what the person ended, and what the program said itself', () => {
    expect(diedAtOnce({ ...crash, afterMs: 60_000 })).toBe(false);
    expect(diedAtOnce({ ...crash, exitCode: 143, stopped: true })).toBe(false);
    for (const exitCode of [0, 1, 3]) expect(diedAtOnce({ ...crash, exitCode })).toBe(false);
  });
});
