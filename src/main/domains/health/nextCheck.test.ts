import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfQuiet, isQuiet, type MinuteOfDay, nextCheckAt } from './nextCheck.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The clock on the wall of a zone. */
function clockOf(timeZone: string): MinuteOfDay {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (at) => {
    const [hours = 0, minutes = 0] = format.format(at).split(':').map(Number);
    return hours * 60 + minutes;
  };
}

const utc: MinuteOfDay = (at) => Math.floor(at / minuteMs) % 1_440;
const berlin = clockOf('Europe/Berlin');
const schedule = (intervalMinutes: number, quietHours: { from: string; to: string } | null = null) => ({
  intervalMinutes,
  quietHours,
});
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });

describe('the next check', () => {
  it('comes after the interval, a fifth sooner or later by chance', () => {
    const at = (random: number) => nextCheckAt({ schedule: schedule(10), failures: 0 }, 0, random, utc) / minuteMs;
    expect([at(0), at(0.5), at(1)]).toEqual([8, 10, 12]);
  });

  it('waits twice as long after each failure in a row, up to an hour', () => {
    const waits = [0, 1, 2, 3, 4, 400].map(
      (failures) => nextCheckAt({ schedule: schedule(10), failures }, 0, 0.5, utc) / minuteMs,
    );
    expect(waits).toEqual([10, 20, 40, 60, 60, 60]);
  });

  it('keeps an interval that is longer than an hour', () => {
    expect(nextCheckAt({ schedule: schedule(120), failures: 3 }, 0, 0.5, utc)).toBe(2 * hourMs);
  });

  it('never falls into quiet hours, and always comes', () => {
    fc.assert(
      fc.property(
        instant,
        clock,
        clock,
        fc.integer({ min: 1, max: 600 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (now, from, to, minutes, random) => {
          const quietHours = { from, to };
          const at = nextCheckAt({ schedule: schedule(minutes, quietHours), failures: 0 }, now, random, berlin);
          fc.pre(from !== to);
          expect(isQuiet(quietHours, at, berlin)).toBe(false);
          expect(at).toBeGreaterThan(now);
          expect(at - now).toBeLessThan(minutes * 1.2 * minuteMs + 50 * hourMs);
        },
      ),
    );
  });
});

describe('quiet hours', () => {
  it('go over midnight', () => {
    const night = { from: '22:30', to: '06:00' };
    const at = (hours: number, minutes: number) => isQuiet(night, (hours * 60 + minutes) * minuteMs, utc);
    expect([at(22, 29), at(22, 30), at(0, 0), at(5, 59), at(6, 0), at(12, 0)]).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('are no time at all where both times are the same', () => {
    fc.assert(
      fc.property(instant, clock, (at, time) => void expect(isQuiet({ from: time, to: time }, at, berlin)).toBe(false)),
    );
  });

  it('end when the clock on the wall says so in the night of 23 hours', () => {
    const before = Date.UTC(2026, 2, 28, 22, 0);
    const end = endOfQuiet({ from: '22:00', to: '06:00' }, before, berlin);
    expect(new Date(end).toISOString()).toBe('2026-03-29T04:00:00.000Z');
  });

  it('end when the clock on the wall says so in the night of 25 hours', () => {
    const before = Date.UTC(2026, 9, 24, 21, 0);
    const end = endOfQuiet({ from: '22:00', to: '06:00' }, before, berlin);
    expect(new Date(end).toISOString()).toBe('2026-10-25T05:00:00.000Z');
  });

  it('end the same night where they end in the hour that comes twice', () => {
    const second = Date.UTC(2026, 9, 25, 1, 10);
    const end = endOfQuiet({ from: '22:00', to: '02:30' }, second, berlin);
    expect(new Date(end).toISOString()).toBe('2026-10-25T01:30:00.000Z');
  });
});
