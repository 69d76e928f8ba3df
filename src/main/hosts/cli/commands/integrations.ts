import type { Review } from '#contract/definitions.ts';
import type { Integration } from '#contract/integrations.ts';
import { counted } from '#core/counted.ts';
import { authList } from '#core/integrations/words.ts';
import { baseUrlSentence, comparisonSections, comparisonSummary } from '#core/openapi/comparisonSections.ts';
import type { Client } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { chooseRoot, type DocumentOptions, isUrl, readDocument, upload } from '../documents.ts';
import { findIntegration } from '../find.ts';
import { ask } from '../input.ts';
import { type Output, quoted } from '../output.ts';

/** A document need not name a server, or names one relative to where it is served. */
async function askBaseUrl(title: string): Promise<string> {
  const given = await ask(`${title} names no server. Base URL of the API: `);
  if (given !== '') return given;
  throw commandFault('INVALID', `${title} names no server, so that its requests have no address.`, {
    kept: 'Nothing was imported.',
    todo: 'Give the base URL of the API with --base-url <url>.',
  });
}

interface ImportOptions extends DocumentOptions {
  readonly name?: string;
  readonly baseUrl?: string;
  /** An integration that gets the document as its new definition. */
  readonly into?: string;
  /** Applies the change without asking. */
  readonly yes?: boolean;
}

/** Says what importing again changes, and asks before anything that can break is applied. */
async function agree(
  output: Output,
  comparison: NonNullable<Review['comparison']>,
  options: ImportOptions,
): Promise<void> {
  const sections = comparisonSections(comparison);
  output.note(comparisonSummary(comparison));
  const baseUrl = options.baseUrl === undefined ? baseUrlSentence(comparison) : null;
  if (baseUrl !== null) output.note(`${baseUrl} --base-url changes it.`);
  for (const { title, names } of sections) {
    output.note(`${title}:`);
    for (const name of names.slice(0, 50)) output.note(`  ${name}`);
    if (names.length > 50) output.note(`  and ${names.length - 50} more`);
  }
  if (options.yes === true || !sections.some(({ breaks }) => breaks)) return;
  if (/^y(es)?$/i.test(await ask('Apply it? [y/N] '))) return;
  throw commandFault('INVALID', 'The document has breaking changes, so it was not applied.', {
    kept: 'The integration was not changed.',
    todo: 'Run it again with --yes to apply it.',
    names: sections.filter(({ breaks }) => breaks).map(({ title, names }) => `${title}: ${names.join(', ')}`),
  });
}

/** Reads a document; where several of its files are definitions of their own, the one that a person chooses. */
async function reviewOf(
  client: Client,
  place: string,
  options: DocumentOptions,
  into: Integration | undefined,
): Promise<Review> {
  const document = isUrl(place) ? undefined : await readDocument(place, options);
  const review = async (chosen: { readonly root?: string }) =>
    client.definitions.review({
      source: document
        ? await upload(client, { ...document, ...chosen })
        : { kind: 'url', url: place, remoteReferences: false, ...chosen },
      ...(into ? { integrationId: into.id } : {}),
    });
  try {
    return await review(options.root === undefined || document ? {} : { root: options.root });
  } catch (error) {
    return review({ root: await chooseRoot(error) });
  }
}

/** The same definition was imported before; whoever sits at the terminal says whether that one is meant. */
async function updatesInstead(name: string): Promise<boolean> {
  return /^y(es)?$/i.test(
    await ask(`It was imported before as ${name}. Update that one instead of adding another? [y/N] `),
  );
}

/** The same document beside what the integration has. Stdin was read by then and is not read again. */
async function compared(
  client: Client,
  first: Review,
  place: string,
  options: DocumentOptions,
  into: Integration | undefined,
): Promise<Review> {
  await client.definitions.discardReview({ id: first.id });
  return reviewOf(client, place, options, into);
}

/** Imports a document as a new integration, or as the next definition of one that exists. */
export async function importDefinition(
  client: Client,
  output: Output,
  place: string,
  options: ImportOptions,
): Promise<Integration> {
  const wished = options.into === undefined ? undefined : await findIntegration(client, options.into);
  const first = await reviewOf(client, place, options, wished);
  const known = wished === undefined ? first.existing : null;
  const again = known !== null && (await updatesInstead(known.displayName));
  const into = again ? await client.integrations.get({ id: known.id }) : wished;
  const review = again ? await compared(client, first, place, options, into) : first;
  const { suggestion, report, comparison } = review;
  if (comparison) await agree(output, comparison, options);
  const baseUrl = options.baseUrl ?? (suggestion.baseUrl || (into ? '' : await askBaseUrl(report.title)));
  const target = into
    ? { kind: 'existing' as const, integrationId: into.id, ...(options.baseUrl ? { baseUrl: options.baseUrl } : {}) }
    : { kind: 'new' as const, name: options.name ?? suggestion.name, fields: { baseUrl } };
  const integration = await client.definitions.apply({ id: review.id, target });
  output.result(
    {
      id: integration.id,
      name: integration.name,
      baseUrl: integration.baseUrl,
      operations: integration.operations,
      auth: integration.auth,
      problems: report.problems.length,
      ...(known === null || again ? {} : { alreadyImportedAs: known }),
    },
    [
      `Imported ${report.title} ${report.version} as ${integration.name}: ${counted(integration.operations, 'operation')}, authentication ${authList(integration.auth)}.`,
      ...(known === null || again
        ? []
        : [
            `It was imported before as ${known.displayName}; to update that one: patchbay import ${quoted(place)} --into ${quoted(known.displayName)}`,
          ]),
      ...(report.problems.length > 0
        ? [`${counted(report.problems.length, 'problem')}; to list them: patchbay inspect ${quoted(place)}`]
        : []),
      ...(integration.needsConnection ? [`It needs a connection: patchbay connect ${quoted(integration.name)}`] : []),
    ],
  );
  return integration;
}
