import type { OperationSummary, RequirementPart, RequirementUse, SecurityScheme } from './definition.ts';
import { authorizationHeader, authorizationKey, type DeclaredScheme } from './security.ts';
import type { Source } from './source.ts';

interface KindsRequired {
  requiresApiKey: boolean;
  requiresOAuth2: boolean;
  requiresBasic: boolean;
  requiresBearer: boolean;
}

/** Counts which schemes and alternatives are in use. Operations that inherit the same security are counted in one go. */
export class SecurityTally {
  readonly #declared: ReadonlyMap<string, DeclaredScheme>;
  readonly #source: Source;
  readonly #uses = new Map<string, number>();
  readonly #alternatives = new Map<string, RequirementUse>();
  #optional = 0;

  constructor(source: Source, declared: ReadonlyMap<string, DeclaredScheme>, operations: readonly OperationSummary[]) {
    this.#source = source;
    const groups = groupBySecurity(operations);
    const asksByHeader = [...groups.keys()].some((security) => security === authorizationHeader);
    this.#declared = asksByHeader && !declared.has(authorizationKey) ? withAuthorization(declared) : declared;
    for (const [security, use] of groups) this.#add(security, use.operations, use.pointer);
  }

  #add(security: RequirementPart[][], operations: number, pointer: string): void {
    const named = new Set<string>();
    const distinct = new Map(security.map((alternative) => [identity(alternative), alternative]));
    for (const [id, alternative] of distinct) {
      const use = this.#alternatives.get(id) ?? { alternative, operations: 0 };
      use.operations += operations;
      this.#alternatives.set(id, use);
      for (const part of alternative) named.add(part.scheme);
    }
    if (named.size > 0 && security.some((alternative) => alternative.length === 0)) this.#optional += operations;
    for (const scheme of named) this.#use(scheme, operations, pointer);
  }

  /** How many operations accept authentication and also work without. */
  get optional(): number {
    return this.#optional;
  }

  get schemes(): SecurityScheme[] {
    return [...this.#declared.values()].map((scheme) => {
      const operations = this.#uses.get(scheme.key) ?? 0;
      return { ...scheme, required: operations > 0, operations };
    });
  }

  get requirements(): RequirementUse[] {
    return [...this.#alternatives.values()].sort((a, b) => b.operations - a.operations);
  }

  #use(scheme: string, operations: number, pointer: string): void {
    this.#uses.set(scheme, (this.#uses.get(scheme) ?? 0) + operations);
    if (this.#declared.has(scheme)) return;
    const message = `The security scheme “${scheme}” is required and nowhere described.`;
    this.#source.problems.add('SECURITY_SCHEME_UNKNOWN', 'error', pointer, message);
  }
}

function withAuthorization(declared: ReadonlyMap<string, DeclaredScheme>): ReadonlyMap<string, DeclaredScheme> {
  const scheme = { key: authorizationKey, type: 'apiKey', in: 'header', parameterName: 'Authorization' } as const;
  return new Map([...declared, [authorizationKey, scheme]]);
}

type SecurityGroup = { operations: number; pointer: string };

/** Inherited security is one array for all who inherit it. Its pointer is that of the first of them. */
function groupBySecurity(operations: readonly OperationSummary[]): Map<RequirementPart[][], SecurityGroup> {
  const groups = new Map<RequirementPart[][], SecurityGroup>();
  for (const { security, pointer } of operations) {
    if (!security) continue;
    const group = groups.get(security) ?? { operations: 0, pointer };
    group.operations += 1;
    groups.set(security, group);
  }
  return groups;
}

/** Which kinds of secret the required schemes ask for. openIdConnect is OAuth2 for the person who connects. */
export function kindsRequired(schemes: readonly SecurityScheme[]): KindsRequired {
  const required = schemes.filter((scheme) => scheme.required);
  return {
    requiresApiKey: required.some((scheme) => scheme.type === 'apiKey'),
    requiresOAuth2: required.some((scheme) => scheme.type === 'oauth2' || scheme.type === 'openIdConnect'),
    requiresBasic: required.some((scheme) => scheme.type === 'http' && scheme.scheme === 'basic'),
    requiresBearer: required.some((scheme) => scheme.type === 'http' && scheme.scheme === 'bearer'),
  };
}

/** Two alternatives are one when they ask for the same schemes and scopes, in whatever order. */
function identity(alternative: readonly RequirementPart[]): string {
  const parts = alternative.map((part) => JSON.stringify([part.scheme, [...part.scopes].sort()]));
  return parts.sort().join(' ');
}
