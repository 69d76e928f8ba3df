import type { Connection, RequirementChoice } from '#contract/connections.ts';
import { serves as kindServes } from './credentials/kinds.ts';

type Part = Pick<Connection['parts'][number], 'schemeKey' | 'kind'>;
type Scheme = RequirementChoice['schemes'][number];

/**
 * Why parts do not satisfy what an integration asks for, one sentence; null where they do. One alternative is enough, with all of
 * its schemes; where nothing is asked for, everything will do.
 */
export function whyUnfit(choices: readonly RequirementChoice[], parts: readonly Part[]): string | null {
  if (choices.length === 0) return null;
  const lacks = choices.map(({ schemes }) => schemes.filter((scheme) => !serves(parts, scheme)));
  const least = lacks.reduce((best, next) => (next.length < best.length ? next : best));
  if (least.length === 0) return null;
  const started = choices.find(({ schemes }, index) => (lacks[index]?.length ?? 0) < schemes.length);
  return started === undefined ? unlike(least) : `It lacks a part: ${least.map(nameOf).join(' and ')}.`;
}

function serves(parts: readonly Part[], { key, kind: usual, scheme }: Scheme): boolean {
  const fits = (kind: Part['kind']) => kind === usual || (scheme !== null && kindServes(kind, scheme));
  return parts.some(({ schemeKey, kind }) => schemeKey === key && fits(kind));
}

function unlike(schemes: readonly Scheme[]): string {
  return `It is for something else; ${schemes.map(nameOf).join(' and ')} is asked for.`;
}

const nameOf = ({ key, title }: Scheme): string => (key === null ? title : `${title} (${key})`);
