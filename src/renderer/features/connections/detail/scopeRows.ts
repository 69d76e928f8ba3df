export interface ScopeRow {
  name: string;
  result: 'granted' | 'refused' | 'unasked';
}

/**
 * What became of each scope. Where the server does not say what it granted, it is what was requested (RFC 6749 section 5.1);
 * `unasked` was granted though nobody asked for it.
 */
export function scopeRows(requested: readonly string[], granted: readonly string[] | null): ScopeRow[] {
  const given = granted ?? requested;
  const asked = requested.map((name): ScopeRow => ({ name, result: given.includes(name) ? 'granted' : 'refused' }));
  const others = given.filter((name) => !requested.includes(name));
  return [...asked, ...[...new Set(others)].map((name): ScopeRow => ({ name, result: 'unasked' }))];
}
