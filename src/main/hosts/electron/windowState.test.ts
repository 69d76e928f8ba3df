import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { placeWindow, readWindowState, smallest, writeWindowState } from './windowState.ts';

const laptop = { x: 0, y: 25, width: 1440, height: 875 };
const second = { x: 1440, y: 0, width: 1920, height: 1080 };

describe('placeWindow', () => {
  it('starts without a place, in a size that fits', () => {
    expect(placeWindow(null, [laptop])).toEqual({ bounds: { width: 1360, height: 860 }, maximized: false });
    expect(placeWindow(null, [{ ...laptop, width: 1024, height: 700 }]).bounds).toEqual({ width: 1024, height: 700 });
  });

  it('comes back where it was, also on another display', () => {
    const saved = { x: 1600, y: 100, width: 1000, height: 800, maximized: true };
    const { maximized, ...bounds } = saved;
    expect(placeWindow(saved, [laptop, second])).toEqual({ bounds, maximized });
  });

  it('is centred where the display it was on is gone', () => {
    const saved = { x: 1600, y: 100, width: 1000, height: 800, maximized: false };
    expect(placeWindow(saved, [laptop])).toEqual({ bounds: { width: 1000, height: 800 }, maximized: false });
  });

  it('does not start with its title bar above or below the screen', () => {
    for (const y of [-500, 0, 890]) {
      const placed = placeWindow({ x: 10, y, width: 1000, height: 600, maximized: false }, [laptop]);
      expect(placed.bounds).not.toHaveProperty('y');
    }
  });

  it('always fits on a display and can always be reached', () => {
    const number = fc.integer({ min: -10_000, max: 10_000 });
    const size = fc.integer({ min: 1, max: 20_000 });
    const state = fc.record({ x: number, y: number, width: size, height: size, maximized: fc.boolean() });
    fc.assert(
      fc.property(state, (saved) => {
        const { bounds } = placeWindow(saved, [laptop, second]);
        expect(bounds.width).toBeGreaterThanOrEqual(smallest.width);
        expect(bounds.width).toBeLessThanOrEqual(second.width);
        expect(bounds.height).toBeLessThanOrEqual(second.height);
        const { x, y } = bounds;
        if (x === undefined || y === undefined) return;
        const reached = [laptop, second].some(
          (area) => x < area.x + area.width && x + bounds.width > area.x && y >= area.y && y < area.y + area.height,
        );
        expect(reached).toBe(true);
      }),
    );
  });
});

describe('the saved state', () => {
  function file(): string {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-window-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return join(folder, 'window.json');
  }

  it('is read as it was written', () => {
    const path = file();
    const state = { x: -5, y: 7, width: 900, height: 600, maximized: true };
    writeWindowState(path, state);
    expect(readWindowState(path)).toEqual(state);
  });

  it('is nothing where it is missing or damaged', () => {
    const path = file();
    expect(readWindowState(path)).toBeNull();
    for (const text of ['{', '{"x":1}', '{"x":1e400,"y":0,"width":1,"height":1,"maximized":false}', '[]']) {
      writeFileSync(path, text);
      expect(readWindowState(path), text).toBeNull();
    }
  });

  it('does not throw where it cannot be written', () => {
    expect(() =>
      writeWindowState('/nonexistent/window.json', { x: 0, y: 0, width: 1, height: 1, maximized: false }),
    ).not.toThrow();
  });
});
