import { z } from 'zod';
import type { DefinitionReport, OperationSummary, SecurityScheme } from './definition.ts';
import { changedParts } from './fingerprints.ts';
import type { Inspection } from './report.ts';

const changedOperation = z.object({
  key: z.string(),
  summary: z.string().optional(),
  /** Which aspects differ, in the words of the screen. */
  aspects: z.array(
    z.enum([
      'security',
      'deprecation',
      'summary',
      'description',
      'operation id',
      'tags',
      'parameters or body',
      'responses',
      'servers',
    ]),
  ),
});
type ChangedOperation = z.infer<typeof changedOperation>;

const namedOperation = z.object({ key: z.string(), summary: z.string().optional() });

/** What importing a definition again would change. Keys and names are in the order of their documents. */
export const definitionComparison = z.object({
  identical: z.boolean(),
  title: z.object({ before: z.string(), after: z.string() }).optional(),
  version: z.object({ before: z.string(), after: z.string() }).optional(),
  /** `changed`: of those with the same URL, variables have other values. */
  servers: z.object({
    added: z.array(z.string()),
    changed: z.array(z.string()).default([]),
    removed: z.array(z.string()),
  }),
  operations: z.object({
    added: z.array(namedOperation),
    changed: z.array(changedOperation),
    removed: z.array(namedOperation),
    unchanged: z.int(),
  }),
  schemes: z.object({ added: z.array(z.string()), changed: z.array(z.string()), removed: z.array(z.string()) }),
});
export type DefinitionComparison = z.infer<typeof definitionComparison>;

/** What importing `after` over `before` would change. Operations are told apart by method and path. */
export function compareDefinitions(before: Inspection, after: Inspection): DefinitionComparison {
  const operations = compareOperations(before.operations, after.operations);
  const schemes = compareSchemes(before.report.securitySchemes, after.report.securitySchemes);
  const servers = compareServers(before.report, after.report);
  const title = pair(before.report.title, after.report.title);
  const version = pair(before.report.version, after.report.version);
  const lists = [
    operations.added,
    operations.changed,
    operations.removed,
    ...Object.values(schemes),
    ...Object.values(servers),
  ];
  return {
    identical: !title && !version && lists.every((list) => list.length === 0),
    ...(title && { title }),
    ...(version && { version }),
    servers,
    operations,
    schemes,
  };
}

function pair(before: string, after: string): { before: string; after: string } | undefined {
  return before === after ? undefined : { before, after };
}

function compareServers(before: DefinitionReport, after: DefinitionReport): DefinitionComparison['servers'] {
  const old = new Map(before.servers.map((server) => [server.url, filled(server)]));
  const now = new Map(after.servers.map((server) => [server.url, filled(server)]));
  return {
    added: [...now.keys()].filter((url) => !old.has(url)),
    changed: [...now].flatMap(([url, values]) => (old.has(url) && !same(old.get(url), values) ? [url] : [])),
    removed: [...old.keys()].filter((url) => !now.has(url)),
  };
}

/** What a server's variables may be; what is said about them does not count. */
const filled = ({ variables }: DefinitionReport['servers'][number]): unknown =>
  variables.map(({ name, default: value, enum: values }) => ({ name, value, values }));

function compareOperations(
  before: readonly OperationSummary[],
  after: readonly OperationSummary[],
): DefinitionComparison['operations'] {
  const old = new Map(before.map((operation) => [operation.key, operation]));
  const now = new Set(after.map((operation) => operation.key));
  const added = after.filter((operation) => !old.has(operation.key)).map(named);
  const changed = after.flatMap((operation) => {
    const earlier = old.get(operation.key);
    return earlier ? changeOf(earlier, operation) : [];
  });
  const removed = before.filter((operation) => !now.has(operation.key)).map(named);
  return { added, changed, removed, unchanged: now.size - added.length - changed.length };
}

function changeOf(before: OperationSummary, after: OperationSummary): ChangedOperation[] {
  const { words, request, responses, servers } = changedParts(before.fingerprint, after.fingerprint);
  const aspects = listedAspects(before, after);
  if (request) aspects.push('parameters or body');
  if (responses) aspects.push('responses');
  if (servers) aspects.push('servers');
  // Told only where nothing else is: another schema has other words, too.
  if (words && aspects.length === 0) aspects.push('description');
  return aspects.length === 0 ? [] : [{ ...named(after), aspects }];
}

function listedAspects(before: OperationSummary, after: OperationSummary): ChangedOperation['aspects'] {
  const aspects: ChangedOperation['aspects'] = [];
  if (!same(before.security, after.security)) aspects.push('security');
  if (before.deprecated !== after.deprecated) aspects.push('deprecation');
  if (before.summary !== after.summary) aspects.push('summary');
  if (before.operationId !== after.operationId) aspects.push('operation id');
  if (!same(before.tags, after.tags)) aspects.push('tags');
  return aspects;
}

function named({ key, summary }: OperationSummary): { key: string; summary?: string } {
  return { key, ...(summary !== undefined && { summary }) };
}

function compareSchemes(
  before: readonly SecurityScheme[],
  after: readonly SecurityScheme[],
): DefinitionComparison['schemes'] {
  const old = new Map(before.map((scheme) => [scheme.key, scheme]));
  const now = new Set(after.map((scheme) => scheme.key));
  const changed = after.filter((scheme) => {
    const earlier = old.get(scheme.key);
    return earlier !== undefined && !same(declared(earlier), declared(scheme));
  });
  return {
    added: after.filter((scheme) => !old.has(scheme.key)).map((scheme) => scheme.key),
    changed: changed.map((scheme) => scheme.key),
    removed: before.filter((scheme) => !now.has(scheme.key)).map((scheme) => scheme.key),
  };
}

/** A scheme changes with what it declares and with being needed, not with the number of its operations or its wording. */
function declared({ operations: _operations, description: _description, ...scheme }: SecurityScheme): unknown {
  return scheme;
}

/** Both values come from the same code, so their keys are in the same order. */
function same(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}
