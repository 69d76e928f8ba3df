import { type Command, InvalidArgumentError } from 'commander';
import type { Output } from '../output.ts';
import { NeedsNewerNode } from '../withConsole.ts';

/** Whether the command line asks for JSON, also for what is wrong with it. */
export const wantsJson = (): boolean => process.argv.includes('--json');

/** A command with --json. */
export function command(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description).option('--json', 'print one JSON document');
}

/** What a command does; its failures become a message and an exit code. */
export const running =
  <A extends unknown[]>(work: (output: Output, ...rest: A) => Promise<unknown>) =>
  async (...rest: A): Promise<void> => {
    const json = wantsJson();
    const { createOutput, reportFailure } = await import('../output.ts');
    await work(createOutput(json), ...rest).catch((error: unknown) => {
      if (error instanceof NeedsNewerNode) throw error;
      reportFailure(error, json);
    });
  };

export const passphraseFile = ['--passphrase-file <path>', 'file whose first line is the vault’s passphrase'] as const;

/** An option that may be given more than once. */
export const collect = (value: string, before: string[]): string[] => [...before, value];

/** An option whose value is a whole number. */
export const whole = (value: string): number => {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number)) throw new InvalidArgumentError('Give a whole number.');
  return number;
};

/** What can be said to any definition that is read. */
export const filesOf = (parent: Command): Command =>
  parent
    .option('--root <path>', 'the file of a folder or archive that is the definition')
    .option('--with-files', 'also read the files it refers to, without asking');

/** What can be said to any request. */
export const sending = (parent: Command): Command =>
  parent
    .option('--connection <name>', 'connection to use instead of the default')
    .option('--no-connection', 'send without credentials')
    .option('--confirm-host <host>', 'send the secret to this host once, although it is not an allowed host')
    .option('--accept-certificate <sha256>', 'trust this certificate for its host from now on')
    .option(...passphraseFile);
