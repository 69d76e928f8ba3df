import { readFileSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const windowState = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowState>;

/** Where a window starts; without `x` and `y` the operating system centres it. Device-independent pixels. */
export interface WindowPlace {
  readonly bounds: { readonly x?: number; readonly y?: number; readonly width: number; readonly height: number };
  readonly maximized: boolean;
}

export const smallest = { width: 800, height: 560 };
const preferred = { width: 1360, height: 860 };
/** So much of the title bar must be on a display that it can be dragged. */
const grip = { width: 120, height: 40 };

const between = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high));

function fitSize(size: { width: number; height: number }, area: Rectangle) {
  return {
    width: between(size.width, Math.min(smallest.width, area.width), area.width),
    height: between(size.height, Math.min(smallest.height, area.height), area.height),
  };
}

/** Whether the window, in the size that it would get on this display, shows enough of its title bar there. */
function canBeReached(state: WindowState, area: Rectangle): boolean {
  const { width } = fitSize(state, area);
  const visible = Math.min(state.x + width, area.x + area.width) - Math.max(state.x, area.x);
  return visible >= grip.width && state.y >= area.y && state.y <= area.y + area.height - grip.height;
}

/** The place of the window: as it was left where that can still be seen, otherwise centred on the first display. */
export function placeWindow(saved: WindowState | null, workAreas: readonly Rectangle[]): WindowPlace {
  const home = saved && workAreas.find((area) => canBeReached(saved, area));
  const size = fitSize(saved ?? preferred, home ?? workAreas[0] ?? { x: 0, y: 0, ...preferred });
  const maximized = saved?.maximized ?? false;
  return { bounds: home && saved ? { x: saved.x, y: saved.y, ...size } : size, maximized };
}

/** What was saved; null where nothing was, or where it cannot be read: the window then starts as the first time. */
export function readWindowState(file: string): WindowState | null {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(file, JSON.stringify(state), { mode: 0o600 });
  } catch {
    // A full or read-only disk must not keep the window from closing; it starts centred next time.
  }
}
