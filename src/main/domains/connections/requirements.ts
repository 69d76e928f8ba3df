import type { RequirementChoice } from '#contract/connections.ts';
import type { ManualAuth } from '#contract/integrations.ts';
import type { DefinitionReport, RequirementPart, SecurityScheme } from '#contract/openapi.ts';
import { credentialKinds, kindFor } from './credentials/kinds.ts';
import { titleOf, whyUnsupported } from './credentials/unsupported.ts';

type ChoiceScheme = RequirementChoice['schemes'][number];

export interface Requirements {
  readonly choices: RequirementChoice[];
  /** It also works, at least in parts, without. */
  readonly optional: boolean;
}

/** The distinct ways to satisfy a definition: alternatives, each with every scheme that it needs together. */
export function requirementsOfDefinition(
  report: Pick<DefinitionReport, 'requirements' | 'securitySchemes' | 'operations'>,
): Requirements {
  const byKey = new Map(report.securitySchemes.map((scheme) => [scheme.key, scheme]));
  const needed = report.requirements.filter(({ alternative }) => alternative.length > 0);
  const merged = new Map<string, RequirementChoice>();
  for (const { alternative, operations } of needed) {
    const keys = [...new Set(alternative.map((part: RequirementPart) => part.scheme))].sort();
    const known = merged.get(keys.join('\n'));
    const schemesOf = known?.schemes ?? keys.map((key) => describeScheme(key, byKey.get(key)));
    merged.set(keys.join('\n'), { schemes: schemesOf, operations: (known?.operations ?? 0) + operations });
  }
  // Where fewer operations ask than there are, the others work without.
  const asking = needed.reduce((sum, { operations }) => sum + operations, 0);
  const optional = needed.length === 0 || needed.length < report.requirements.length || asking < report.operations;
  return { choices: [...merged.values()], optional };
}

/** What authentication set by hand asks for. */
export function requirementsOfManual(manual: ManualAuth): Requirements {
  if (manual.kind === 'none') return { choices: [], optional: true };
  const module = credentialKinds[manual.kind];
  const placement =
    manual.kind === 'apiKey' ? { in: manual.in, name: manual.name, prefix: manual.prefix } : module.defaultPlacement;
  const scheme = { key: null, title: module.title, kind: module.kind, placement, unsupported: null, scheme: null };
  return { choices: [{ schemes: [scheme], operations: 0 }], optional: false };
}

/** The scheme of a key among the choices; null is the manual one. */
export function findScheme(requirements: Requirements, key: string | null): ChoiceScheme | undefined {
  return requirements.choices.flatMap((choice) => choice.schemes).find((scheme) => scheme.key === key);
}

function describeScheme(key: string, scheme: SecurityScheme | undefined): ChoiceScheme {
  const base = { key, kind: null, placement: null, scheme: scheme ?? null };
  if (scheme === undefined)
    return { ...base, title: key, unsupported: 'The definition requires this scheme and does not declare it.' };
  const found = kindFor(scheme);
  if (found === null) return { ...base, title: titleOf(scheme), unsupported: whyUnsupported(scheme) };
  return { ...base, title: found.module.title, kind: found.module.kind, placement: found.placement, unsupported: null };
}
