import { type AuthBadge, authBadge, type ManualAuth } from '#contract/integrations.ts';
import type { DefinitionReport } from '#contract/openapi.ts';

/** What the list shows of an integration's authentication. */
export interface AuthState {
  readonly badges: readonly AuthBadge[];
  /** At least one operation does not work without. */
  readonly needed: boolean;
}

/** The badges that manual settings stand for. */
export function authOfSettings(settings: ManualAuth): AuthState {
  return { badges: [settings.kind], needed: settings.kind !== 'none' };
}

/** The badges of a definition: what its operations require, not what it merely declares. */
export function authOfReport(report: DefinitionReport): AuthState {
  const badges: AuthBadge[] = [];
  if (report.requiresApiKey) badges.push('apiKey');
  if (report.requiresOAuth2) badges.push('oauth2');
  if (report.requiresBasic) badges.push('basic');
  if (report.requiresBearer) badges.push('bearer');
  if (report.securitySchemes.some(isOther)) badges.push('other');
  const uses = report.requirements.filter(({ alternative }) => alternative.length > 0);
  const most = Math.max(0, ...uses.map(({ operations }) => operations));
  return { badges: badges.length > 0 ? badges : ['none'], needed: badges.length > 0 && most > report.optionalAuth };
}

function isOther(scheme: DefinitionReport['securitySchemes'][number]): boolean {
  if (!scheme.required) return false;
  return scheme.type === 'mutualTLS' || (scheme.type === 'http' && !/^(basic|bearer)$/.test(scheme.scheme ?? ''));
}

/** Badges as one number, a bit each in the order of the contract, so that SQL can filter by any of them. */
export function bitsOf(badges: readonly AuthBadge[]): number {
  return badges.reduce((bits, badge) => bits | (1 << authBadge.options.indexOf(badge)), 0);
}

export function badgesOf(bits: number): AuthBadge[] {
  return authBadge.options.filter((_, index) => (bits & (1 << index)) !== 0);
}
