import { Fault } from '../fault.ts';
import { lineAt } from '../json/textPosition.ts';
import { arrayAt, isObject, kindOf, objectAt, optionalText, own, textAt } from '../json/value.ts';
import type {
  DefinitionReport,
  OperationSummary,
  RequirementPart,
  RequirementUse,
  SecurityScheme,
} from './definition.ts';
import { definitionFaults } from './faults.ts';
import type { Digest } from './fingerprints.ts';
import { type OperationsRead, readOperations } from './operations.ts';
import { locate, type ParsedDefinition } from './parse.ts';
import { countWebhooks } from './paths.ts';
import { authorizationHeader, authorizationKey, type DeclaredScheme, readSchemes } from './security.ts';
import { readServers } from './servers.ts';
import { openSource, type RemoteOptions, type Source } from './source.ts';
import { checkStructure } from './structure.ts';
import { checkExpansion, type DefinitionLimits, defaultLimits, mostCharacters } from './weight.ts';

export interface InspectOptions extends RemoteOptions {
  limits?: Partial<DefinitionLimits>;
  /** Makes the operations' fingerprints, which a comparison needs and which take half of the time; empty without it. */
  digest?: Digest;
}

export interface Inspection {
  report: DefinitionReport;
  operations: OperationSummary[];
}

/**
 * What a definition holds and needs, and what is wrong with it. Takes time linear in the document.
 * @throws Fault DEFINITION_UNKNOWN_FORMAT, DEFINITION_UNSUPPORTED_VERSION, DEFINITION_UNUSABLE, DEFINITION_TOO_LARGE
 */
export function inspectDefinition(parsed: ParsedDefinition, options: InspectOptions = {}): Inspection {
  const source = openPlaced(parsed, options);
  checkInfo(source);
  const limits = { ...defaultLimits, characters: mostCharacters(parsed.text.length), ...options.limits };
  const read = readOperations(source, limits, options.digest);
  // Twice, since an operation is kept with the words that it is searched by.
  checkExpansion([read.operations, read.operations, read.unmapped], parsed.text.length);
  const webhooks = countWebhooks(source);
  if (read.operations.length === 0) checkUsable(parsed, source, read, webhooks);
  const security = tallySecurity(source, read.operations);
  const servers = readServers(source, source.document, '');
  checkStructure(source, parsed.format === 'json');
  const report: DefinitionReport = {
    ...readInfo(parsed, source),
    servers,
    operationServers: read.servers,
    operations: read.operations.length,
    webhooks,
    tags: countTags(source, read.operations),
    ...security,
    coverage: {
      mapped: read.operations.length,
      total: read.operations.length + read.unmapped.length,
      unmapped: read.unmapped,
    },
    problems: placedProblems(parsed, source),
    problemCounts: [
      ...parsed.notes.map(({ code }) => ({ code, severity: 'warning' as const, count: 1 })),
      ...source.problems.counts,
    ],
  };
  checkExpansion(report, parsed.text.length);
  return { report, operations: read.operations };
}

/** A refusal says line and column too. */
function openPlaced(parsed: ParsedDefinition, options: RemoteOptions): Source {
  try {
    return openSource(parsed.document, options);
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.data.pointer === undefined) throw cause;
    const { pointer } = cause.data;
    throw new Fault(cause.code, cause.status, cause.message, {
      ...cause.data,
      ...locate(parsed, [pointer]).get(pointer),
    });
  }
}

function readInfo(
  parsed: ParsedDefinition,
  source: Source,
): Pick<DefinitionReport, 'title' | 'version' | 'specVersion' | 'description'> {
  const info = objectAt(source.document, 'info');
  return {
    title: textAt(info, 'title')?.trim() || 'Untitled API',
    version: versionAsWritten(parsed, own(info, 'version')) ?? textAt(info, 'version') ?? '',
    specVersion: source.specVersion,
    ...optionalText(info, 'description', 'description'),
  };
}

/** YAML reads `version: 1.0` as the number 1; the person wrote `1.0`. */
function versionAsWritten(parsed: ParsedDefinition, value: unknown): string | undefined {
  if (typeof value !== 'number') return undefined;
  const place = locate(parsed, ['/info/version']).get('/info/version');
  const line = place && lineAt(parsed.text, place.line).slice(place.column - 1);
  const written = line && /^["']?version["']?\s*:\s*([\w.+-]+)/.exec(line)?.[1];
  return written !== undefined && Number(written) === value ? written : undefined;
}

function checkInfo(source: Source): void {
  const info = own(source.document, 'info');
  if (!isObject(info)) {
    const message = info === undefined ? 'The definition has no info.' : `Info must be an object, not ${kindOf(info)}.`;
    source.problems.add('INFO_MISSING', 'error', '/info', message);
    return;
  }
  if (!textAt(info, 'title')?.trim()) {
    source.problems.add('TITLE_MISSING', 'warning', '/info/title', 'The definition has no title.');
  }
  if (!textAt(info, 'version')) {
    source.problems.add('VERSION_MISSING', 'warning', '/info/version', 'The definition does not say its version.');
  }
}

/** Without operations a definition is of no use, unless it describes webhooks. */
function checkUsable(parsed: ParsedDefinition, source: Source, read: OperationsRead, webhooks: number): void {
  if (webhooks > 0 && read.unmapped.length === 0) {
    const message = 'The definition describes webhooks only; there is nothing to call.';
    source.problems.add('WEBHOOKS_ONLY', 'warning', '/webhooks', message);
    return;
  }
  const [first] = read.unmapped;
  const pointer = first?.pointer ?? '/paths';
  throw definitionFaults.fault('DEFINITION_UNUSABLE', first?.reason ?? 'The definition describes no operations.', {
    kept: 'Nothing was imported or changed.',
    todo: 'Add at least one operation under `paths`, or choose the folder with all files if this is one part of several.',
    pointer,
    ...locate(parsed, [pointer]).get(pointer),
  });
}

function tallySecurity(source: Source, operations: readonly OperationSummary[]) {
  const tally = new SecurityTally(source, readSchemes(source), operations);
  const { schemes, requirements, optional } = tally;
  return { securitySchemes: schemes, ...kindsRequired(schemes), optionalAuth: optional, requirements };
}

interface KindsRequired {
  requiresApiKey: boolean;
  requiresOAuth2: boolean;
  requiresBasic: boolean;
  requiresBearer: boolean;
}

/** Counts which schemes and alternatives are in use. Operations that inherit the same security are counted in one go. */
class SecurityTally {
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
    if (/^[^#]+#\//.test(scheme)) {
      const message = `The security scheme “${scheme}” is in another document, which is not read without consent.`;
      this.#source.problems.add('REMOTE_REFERENCE', 'warning', pointer, message);
      return;
    }
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
function kindsRequired(schemes: readonly SecurityScheme[]): KindsRequired {
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

/** The tags of a definition, those that are described first, each with the number of its operations. */
function countTags({ document }: Source, operations: readonly OperationSummary[]): DefinitionReport['tags'] {
  const tags = new Map<string, DefinitionReport['tags'][number]>();
  for (const tag of arrayAt(document, 'tags')) {
    const name = textAt(tag, 'name');
    if (name === undefined) continue;
    tags.set(name, {
      name,
      ...optionalText(tag, 'summary', 'summary'),
      ...optionalText(tag, 'description', 'description'),
      ...optionalText(tag, 'parent', 'parent'),
      ...optionalText(tag, 'kind', 'kind'),
      count: 0,
    });
  }
  for (const operation of operations) {
    for (const name of new Set(operation.tags)) {
      const tag = tags.get(name) ?? { name, count: 0 };
      tag.count += 1;
      tags.set(name, tag);
    }
  }
  return [...tags.values()];
}

function placedProblems(parsed: ParsedDefinition, source: Source): DefinitionReport['problems'] {
  const { list } = source.problems;
  const places = locate(
    parsed,
    list.filter((problem) => /^(\/|$)/.test(problem.pointer)).map((problem) => problem.pointer),
  );
  return [...notedProblems(parsed), ...list.map((problem) => ({ ...problem, ...places.get(problem.pointer) }))];
}

/** What was noted while the text was read comes first, with the place that the parser named. */
function notedProblems({ notes }: ParsedDefinition): DefinitionReport['problems'] {
  return notes.map(({ code, message, position }) => ({ code, severity: 'warning', pointer: '', message, ...position }));
}
