import type { EffectiveSecurity } from '#contract/openapi.ts';

/** Which schemes an operation asks for: "api_key, or oauth with scopes read and write together with app_id". */
export function securityWords(security: EffectiveSecurity): string {
  if (security === null || security.length === 0) return 'None.';
  const needed = security.filter((alternative) => alternative.length > 0);
  const optional = needed.length < security.length;
  if (needed.length === 0) return 'None.';
  const words = needed.map((parts) => parts.map(partWords).join(' together with ')).join(', or ');
  return optional ? `${words}. It also works without.` : `${words}.`;
}

function partWords({ scheme, scopes }: { scheme: string; scopes: string[] }): string {
  return scopes.length === 0 ? scheme : `${scheme} (${scopes.join(', ')})`;
}
