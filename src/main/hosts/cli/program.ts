import { Command, CommanderError } from 'commander';
import { programVersion } from '../programVersion.ts';
import { addBackupCommands } from './declared/backups.ts';
import { addCollectionCommands } from './declared/collections.ts';
import { command, running, wantsJson } from './declared/command.ts';
import { addContractCommands } from './declared/contracts.ts';
import { addIntegrationCommands } from './declared/integrations.ts';
import { addRequestCommands } from './declared/requests.ts';
import { addSyncCommands } from './declared/sync.ts';
import { addVaultCommands } from './declared/vault.ts';
import { exitCodeHelp, exitCodes } from './exitCodes.ts';
import { NeedsNewerNode, requireNewNode } from './withConsole.ts';

const json = wantsJson();

const program = new Command('patchbay')
  .description('Manage your organisation’s API integrations: import, connect, send.')
  .version(programVersion())
  .addHelpText('after', exitCodeHelp)
  .exitOverride()
  // A program that asked for JSON gets what is wrong with its command line as JSON too.
  .configureOutput(json ? { writeErr: () => undefined } : {})
  .showHelpAfterError();

command(program, 'serve', 'open the console in a browser on this computer')
  .option('--port <number>', 'port on 127.0.0.1; a free one by default')
  .option('--no-open', 'do not open the browser')
  .action(async () => {
    requireNewNode();
    await import(loopbackEntry());
  });

// What a command does is loaded when it runs; here stands only what can be said to it.
addIntegrationCommands(program);
addRequestCommands(program);
addCollectionCommands(program);
addContractCommands(program);
addSyncCommands(program);
addVaultCommands(program);
addBackupCommands(program);

command(program, 'doctor', 'check this installation').action(
  running(async (output) => {
    requireNewNode();
    const { nodeHost } = await import('../nodeHost.ts');
    return (await import('./commands/doctor.ts')).doctor(output, nodeHost('cli'));
  }),
);

command(program, 'demo', 'the main job in a terminal, on the built-in sample API').action(
  running(async (output) => (await import('./commands/demo.ts')).demo(output)),
);

/** What is wrong with the command line, without the word in front; commander has none for a command that is missing. */
function usageMessage({ code, message }: CommanderError): string {
  return code === 'commander.help' ? 'Give a command. See patchbay --help.' : message.replace(/^error: /, '');
}

/** Runs the command line; false where it did nothing, since this Node is too old for what it needs. */
export async function runProgram(): Promise<boolean> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof NeedsNewerNode) return false;
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (json && error.exitCode !== 0) {
      const { reportFailure } = await import('./output.ts');
      const { commandFault } = await import('./commandFault.ts');
      reportFailure(commandFault('USAGE', usageMessage(error)), true);
    }
  }
  return true;
}

/** The loopback host's entry beside this one, from source or from the bundle. */
function loopbackEntry(): string {
  return new URL(import.meta.url.endsWith('.ts') ? '../loopback/index.ts' : './loopback.js', import.meta.url).href;
}
