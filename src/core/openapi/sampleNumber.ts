import { own } from './json.ts';

/** A number within the bounds of a schema, 1 where that fits. */
export function sampleNumber(schema: unknown, whole: boolean): number {
  const step = numberAt(schema, 'multipleOf') ?? (whole ? 1 : undefined);
  const low = lowest(schema, step ?? 0.5);
  const high = highest(schema, step ?? 0.5);
  const wanted = Math.min(Math.max(1, low), high);
  if (step === undefined || step <= 0) return wanted;
  const up = Math.ceil(wanted / step) * step;
  const fitting = up <= high ? up : Math.floor(high / step) * step;
  return Number.isFinite(fitting) ? fitting : wanted;
}

function lowest(schema: unknown, gap: number): number {
  const exclusive = numberAt(schema, 'exclusiveMinimum');
  const inclusive = numberAt(schema, 'minimum') ?? Number.NEGATIVE_INFINITY;
  return exclusive === undefined ? inclusive : Math.max(inclusive, exclusive + gap);
}

function highest(schema: unknown, gap: number): number {
  const exclusive = numberAt(schema, 'exclusiveMaximum');
  const inclusive = numberAt(schema, 'maximum') ?? Number.MAX_SAFE_INTEGER;
  return exclusive === undefined ? inclusive : Math.min(inclusive, exclusive - gap);
}

function numberAt(schema: unknown, key: string): number | undefined {
  const value = own(schema, key);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
