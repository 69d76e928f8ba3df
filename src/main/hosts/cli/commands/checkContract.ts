import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { ContractReport } from '#contract/contracts.ts';
import type { Integration } from '#contract/integrations.ts';
import { reportJunit, reportLines, reportSummary } from '#core/contracts/reportTexts.ts';
import { counted } from '#core/counted.ts';
import { print } from '../../terminal.ts';
import type { Client, CommandConsole } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { exitCodes } from '../exitCodes.ts';
import { findConnection, findEnvironment, findIntegration } from '../find.ts';
import { ask } from '../input.ts';
import type { Output } from '../output.ts';
import { unlockedWhereNeeded } from './vault.ts';

interface CheckOptions {
  /** May hold variables of the environment. */
  readonly server?: string;
  readonly env?: string;
  readonly header?: readonly string[];
  /** False sends no credentials. */
  readonly connection?: string | false;
  readonly only: readonly string[];
  readonly includeUnsafe?: boolean;
  readonly yes?: boolean;
  readonly concurrency: number;
  readonly delay: number;
  readonly timeout: number;
  readonly reporter: 'text' | 'json' | 'junit';
  readonly output?: string;
  readonly bail?: boolean;
  readonly passphraseFile?: string;
}

/** Checks an integration's contract and prints the report. Exit code 9 where an answer breaks it or none came. */
export async function checkContract(
  console: CommandConsole,
  output: Output,
  wanted: string,
  options: CheckOptions,
): Promise<ContractReport> {
  const { client } = console;
  const integration = await findIntegration(client, wanted);
  const connection =
    options.connection === false ? undefined : await findConnection(client, integration, options.connection);
  const environment = options.env === undefined ? null : await findEnvironment(client, options.env, true);
  await agree(client, integration, options);
  const choice = {
    environmentId: environment?.id ?? null,
    headers: (options.header ?? []).map(header),
    integrationId: integration.id,
    connectionId: connection?.id ?? null,
    server: options.server ?? null,
    only: [...options.only],
    includeUnsafe: options.includeUnsafe === true,
    concurrency: options.concurrency,
    delayMs: options.delay,
    timeoutSeconds: options.timeout,
    bail: options.bail === true,
  };
  const { startedAt } = await unlockedWhereNeeded(console, options, () => client.contracts.check(choice));
  const report = await finished(client, output, integration, startedAt);
  write(output, report, options);
  process.exitCode = report.counts.broken + report.counts.noAnswer > 0 ? exitCodes.contractBroken : exitCodes.ok;
  return report;
}

function header(text: string): { name: string; value: string } {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { name, value };
  throw commandFault('USAGE', `${text.split(/[\s=]/)[0]} is not “name: value”.`, { kept: 'Nothing was sent.' });
}

/** Nothing that may change something goes out before a person has said yes to it. */
async function agree(client: Client, { id, displayName }: Integration, options: CheckOptions): Promise<void> {
  if (options.includeUnsafe !== true || options.yes === true) return;
  const { unsafe, unsafeMethods } = await client.contracts.plan({ integrationId: id, only: [...options.only] });
  if (unsafe === 0) return;
  const what = `${counted(unsafe, 'operation')} of ${displayName} may change something (${unsafeMethods.join(', ')})`;
  if (/^y(es)?$/i.test(await ask(`${what}. Send them with generated values? [y/N] `))) return;
  throw commandFault('INVALID', `${what}, so nothing was sent.`, {
    kept: 'Nothing was sent.',
    todo: 'Say yes to it with --yes, or leave --include-unsafe out.',
  });
}

const pollMs = 200;

/** Waits for the report; whoever ends the command ends the check, and what was answered until then is reported. */
async function finished(
  client: Client,
  output: Output,
  { id: integrationId }: Integration,
  startedAt: number,
): Promise<ContractReport> {
  const cancel = () => void client.contracts.cancelCheck({ integrationId }).catch(() => undefined);
  process.once('SIGINT', cancel);
  try {
    let shown = 0;
    for (;;) {
      const { running, last } = await client.contracts.report({ integrationId });
      if (running === null && last !== null && last.startedAt >= startedAt) return last;
      if (running === null)
        throw commandFault('CONFLICT', 'The check ended without a report.', { todo: 'Run it again.' });
      if (running.done - shown >= 50) output.note(`${running.done} of ${running.total}`);
      if (running.done - shown >= 50) shown = running.done;
      await pause(pollMs);
    }
  } finally {
    process.off('SIGINT', cancel);
  }
}

function write(output: Output, report: ContractReport, { reporter, output: file }: CheckOptions): void {
  const asJson = output.json || reporter === 'json';
  const text = asJson ? JSON.stringify(report, null, 2) : reporter === 'junit' ? reportJunit(report) : null;
  if (file !== undefined) {
    writeFileSync(file, `${(text ?? reportLines(report).join('\n')).trimEnd()}\n`);
    output.result({ file, counts: report.counts }, [reportSummary(report), `Written to ${file}.`]);
  } else if (text === null) output.result(report, reportLines(report));
  else print(text.trimEnd());
}
