import { writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Run, RunInput, RunResult } from '#contract/runs.ts';
import { counted } from '#core/counted.ts';
import { dataFormatOf } from '#core/runs/dataRows.ts';
import { readAttachments } from '../attachments.ts';
import { type CollectionFile, isThere, readCollectionFiles } from '../collectionFiles.ts';
import type { Client, CommandConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { exitCodes } from '../exitCodes.ts';
import { findEnvironment, findGroup } from '../find.ts';
import { readText } from '../input.ts';
import type { Output } from '../output.ts';
import { unlockedWhereNeeded } from './vault.ts';

type Reporter = 'cli' | 'junit' | 'json' | 'html';

export interface RunCommandOptions {
  /** Name of an environment: of the console, or of the files; or a file that holds one. */
  readonly env?: string;
  readonly envVar?: readonly string[];
  readonly data?: string;
  /** Folder of the files that requests send. */
  readonly workingDir?: string;
  readonly iterations?: string;
  readonly delay?: string;
  readonly concurrency?: string;
  /** Seconds. */
  readonly timeout?: string;
  readonly bail?: boolean;
  readonly reporter?: readonly Reporter[];
  /** Where the report goes; several reporters have their ending added. */
  readonly output?: string;
  /** Requests may change something in a production environment. */
  readonly yes?: boolean;
  readonly passphraseFile?: string;
}

const pollMs = 50;
const atOnce = 500;

/** Runs a collection of the console, or of files without taking them over, and tells what came of it. */
export async function runCollection(
  console: CommandConsole,
  output: Output,
  places: readonly string[],
  options: RunCommandOptions,
): Promise<void> {
  const { client } = console;
  const input = await inputOf(console, places, options);
  const { id } = await unlockedWhereNeeded(console, options, () => client.runs.start(input));
  const stop = () => void client.runs.cancel({ id }).catch(() => undefined);
  process.once('SIGINT', stop);
  const reporters: readonly Reporter[] = options.reporter?.length ? options.reporter : ['cli'];
  const printsLines = reporters.includes('cli') && !output.json;
  const run = await follow(client, id, (row) => printsLines && printLines(output, row));
  process.off('SIGINT', stop);
  const { rows } = output.json ? await allResults(client, run) : { rows: [] };
  await writeReports(client, run, reporters, options.output);
  output.result({ ...run, results: rows }, printsLines ? ['', summary(run)] : [summary(run)]);
  process.exitCode = run.state === 'finished' && run.failed === 0 ? exitCodes.ok : exitCodes.failed;
}

async function inputOf(
  console: CommandConsole,
  places: readonly string[],
  options: RunCommandOptions,
): Promise<RunInput> {
  const { client } = console;
  const [first = ''] = places;
  const isFile = await isThere(first);
  const files: CollectionFile[] = isFile ? await readCollectionFiles(places) : [];
  const envFile = options.env !== undefined && (await isThere(options.env)) ? options.env : null;
  if (envFile !== null) files.push(...(await readCollectionFiles([envFile])));
  const known =
    options.env === undefined || envFile !== null ? null : await findEnvironment(client, options.env, !isFile);
  const target: RunInput['target'] = isFile
    ? {
        kind: 'files',
        files,
        attachments: await readAttachments(console, files, options.workingDir ? [options.workingDir] : places),
        ...environmentOf(options.env, envFile, known !== null, files),
      }
    : { kind: 'group', id: (await findGroup(client, first)).id };
  if (!isFile && envFile !== null)
    throw usage('A file with an environment goes with files of a collection. Name an environment of the console.');
  return {
    target,
    options: {
      environmentId: known?.id ?? null,
      variables: Object.fromEntries((options.envVar ?? []).map(pair)),
      data: options.data === undefined ? null : await dataOf(options.data),
      iterations: numberOf('--iterations', options.iterations),
      delayMs: numberOf('--delay', options.delay) ?? 0,
      concurrency: numberOf('--concurrency', options.concurrency) ?? 1,
      timeoutSeconds: numberOf('--timeout', options.timeout),
      bail: options.bail === true,
      confirmed: options.yes === true,
    },
  };
}

/** The environment of a file has the name that it says; one that is named and not of the console is of the files. */
function environmentOf(
  wanted: string | undefined,
  file: string | null,
  isKnown: boolean,
  files: readonly CollectionFile[],
) {
  if (wanted === undefined || isKnown) return {};
  return { environment: file === null ? wanted : nameIn(files.at(-1)?.text ?? '', wanted) };
}

/** The name of an environment in its file; in Bruno's format the file has the name. */
function nameIn(text: string, path: string): string {
  try {
    const { name, data } = JSON.parse(text) as { name?: unknown; data?: unknown };
    if (typeof name === 'string') return name;
    if (data !== undefined) return 'Environment';
  } catch {
    // YAML and Bruno's format have their names below.
  }
  const named = /^name:\s*["']?(.+?)["']?\s*$/m.exec(text)?.[1];
  return named ?? path.replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '');
}

async function dataOf(path: string): Promise<NonNullable<RunInput['options']['data']>> {
  const text = await readText(path);
  return { format: dataFormatOf(path, text), text };
}

const usage = (message: string) => commandFault('USAGE', message, { kept: 'Nothing was sent.' });

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw usage(`${text} is not name=value.`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function numberOf(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) throw usage(`${option} takes a whole number.`);
  return Number(text);
}

/** Follows a run until it has ended. */
async function follow(client: Client, id: Run['id'], onResult: (row: RunResult) => unknown): Promise<Run> {
  for (let offset = 0; ; ) {
    const run = await client.runs.get({ id });
    for (;;) {
      const { rows } = await client.runs.results({ id, offset, limit: atOnce });
      for (const row of rows) onResult(row);
      offset += rows.length;
      if (rows.length < atOnce) break;
    }
    if (run.state !== 'running') return run;
    await wait(pollMs);
  }
}

async function allResults(client: Client, { id }: Run): Promise<{ rows: RunResult[] }> {
  const rows: RunResult[] = [];
  for (;;) {
    const page = await client.runs.results({ id, offset: rows.length, limit: atOnce });
    rows.push(...page.rows);
    if (page.rows.length < atOnce) return { rows };
  }
}

const signs = { passed: '✓', failed: '✗', skipped: '–' };

function printLines(
  output: Output,
  { outcome, path, name, method, url, status, timeMs, fault, tests, iteration }: RunResult,
): void {
  const place = [...path.slice(1), name].join(' / ');
  const round = iteration > 0 ? ` (iteration ${iteration + 1})` : '';
  const answer = status === null ? '' : ` ${status}`;
  const time = timeMs === null ? '' : `, ${Math.round(timeMs)} ms`;
  output.note(`${signs[outcome]} ${place}${round}  ${method} ${url}${answer}${time}`);
  if (fault !== null) output.note(`    ${fault.message}`);
  for (const test of tests?.results ?? [])
    output.note(
      `    ${test.skipped ? signs.skipped : test.passed ? signs.passed : signs.failed} ${test.name}${test.message === null ? '' : `: ${test.message}`}`,
    );
  for (const { of, phase, message } of tests?.faults ?? [])
    output.note(`    ✗ Script ${phase} the request (${of}): ${message}`);
}

function summary({ name, state, planned, passed, failed, skipped, startedAt, endedAt }: Run): string {
  const seconds = (((endedAt ?? startedAt) - startedAt) / 1000).toFixed(1);
  const done = passed + failed + skipped;
  const how = state === 'finished' ? '' : `, ${state} after ${done} of ${planned}`;
  return `${name}: ${counted(done, 'request')} in ${seconds} s, ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}${how}`;
}

async function writeReports(
  client: Client,
  { id }: Run,
  reporters: readonly Reporter[],
  place: string | undefined,
): Promise<void> {
  const written = reporters.filter((reporter) => reporter !== 'cli');
  for (const format of written) {
    const { path, text } = await client.runs.report({ id, format });
    const ending = path.slice(path.lastIndexOf('.'));
    const own =
      place === undefined ? path : written.length === 1 ? place : `${place.replace(/\.[^./\\]+$/, '')}${ending}`;
    await writeFile(own, text);
  }
}
