import { Fault } from '../fault.ts';
import { lineAt } from '../json/textPosition.ts';
import { arrayAt, isObject, kindOf, objectAt, optionalText, own, textAt } from '../json/value.ts';
import type { DefinitionReport, OperationSummary } from './definition.ts';
import { definitionFaults } from './faults.ts';
import type { Digest } from './fingerprints.ts';
import { type OperationsRead, readOperations } from './operations.ts';
import { locate, type ParsedDefinition } from './parse.ts';
import { countWebhooks } from './paths.ts';
import { type DefinitionLimits, defaultLimits } from './refusals.ts';
import { readSchemes } from './security.ts';
import { kindsRequired, SecurityTally } from './securityUse.ts';
import { readServers } from './servers.ts';
import { openSource, type RemoteOptions, type Source } from './source.ts';
import { checkStructure } from './structure.ts';
import { checkExpansion, mostCharacters } from './weight.ts';

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
  checkStructure(source);
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

function countTags(source: Source, operations: readonly OperationSummary[]): DefinitionReport['tags'] {
  const tags = new Map<string, DefinitionReport['tags'][number]>();
  for (const tag of arrayAt(source.document, 'tags')) {
    const name = textAt(tag, 'name');
    if (name !== undefined) tags.set(name, { name, ...optionalText(tag, 'description', 'description'), count: 0 });
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
