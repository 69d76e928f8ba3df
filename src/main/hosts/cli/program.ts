import { Command, CommanderError, Option } from 'commander';
import { programVersion } from '../programVersion.ts';
import { exitCodeHelp, exitCodes } from './exitCodes.ts';
import type { Output } from './output.ts';
import { NeedsNewerNode, requireNewNode, withConsole, withOwnConsole } from './withConsole.ts';

const json = process.argv.includes('--json');

const program = new Command('patchbay')
  .description('Keeps an organisation’s API integrations: import, connect, send.')
  .version(programVersion())
  .addHelpText('after', exitCodeHelp)
  .exitOverride()
  // A program that asked for JSON gets what is wrong with its command line as JSON too.
  .configureOutput(json ? { writeErr: () => undefined } : {})
  .showHelpAfterError();

/** A command with --json, whose failures become a message and an exit code. */
function command(name: string, description: string, parent = program): Command {
  return parent.command(name).description(description).option('--json', 'answer with one JSON document');
}

const running =
  <A extends unknown[]>(work: (output: Output, ...rest: A) => Promise<unknown>) =>
  async (...rest: A): Promise<void> => {
    const { createOutput, reportFailure } = await import('./output.ts');
    await work(createOutput(json), ...rest).catch((error: unknown) => {
      if (error instanceof NeedsNewerNode) throw error;
      reportFailure(error, json);
    });
  };

const passphraseFile = ['--passphrase-file <path>', 'file whose first line is the passphrase of the vault'] as const;

const collect = (value: string, before: string[]): string[] => [...before, value];

command('serve', 'run the console for this machine’s browser')
  .option('--port <number>', 'port on 127.0.0.1; a free one by default')
  .option('--no-open', 'do not open the browser')
  .action(async () => {
    requireNewNode();
    await import(loopbackEntry());
  });

const filesOf = (parent: Command): Command =>
  parent
    .option('--root <path>', 'which file of a folder or archive is the definition')
    .option('--with-files', 'read the files in its folder that a file refers to, without asking');

filesOf(command('inspect <file|folder|zip|url|->', 'say what an OpenAPI document needs; changes nothing')).action(
  running(async (output, place: string, options) => {
    requireNewNode();
    return (await import('./commands/inspect.ts')).inspect(output, place, options);
  }),
);

filesOf(command('import <file|folder|zip|url|->', 'import an OpenAPI document'))
  .option('--name <name>', 'name of the new integration')
  .option('--base-url <url>', 'base URL, where the document has none or another one')
  .option('--into <integration>', 'make it the next definition of this integration')
  .option('--yes', 'apply a change that can break something without asking')
  .action(
    running(async (output, place: string, options) => {
      requireNewNode();
      return withConsole(async ({ client }) =>
        (await import('./commands/integrations.ts')).importDefinition(client, output, place, options),
      );
    }),
  );

command('list', 'list the integrations').action(
  running((output) =>
    withConsole(async ({ client }) => (await import('./commands/lists.ts')).listIntegrations(client, output)),
  ),
);

command('connect <integration>', 'store the secrets that it asks for, from prompts or stdin, a line each')
  .option('--name <name>', 'name of the connection')
  .option('--scheme <key>', 'security scheme that it satisfies; repeat for several', collect, [])
  .option('--username <name>', 'user name, where a scheme has one; scheme=name where several have', collect, [])
  .option('--team', 'let every member of the tenant use it')
  .option(...passphraseFile)
  .action(
    running((output, wanted: string, options) =>
      withConsole(async (console) => (await import('./commands/connect.ts')).connect(console, output, wanted, options)),
    ),
  );

/** What can be said to any request. */
const sending = (parent: Command): Command =>
  parent
    .option('--connection <name>', 'connection to use instead of the one that it has by itself')
    .option('--no-connection', 'send without credentials')
    .option('--confirm-host <host>', 'let the secret go to this host outside its list, this once')
    .option('--accept-certificate <sha256>', 'accept this certificate from now on where the host shows it')
    .option(...passphraseFile);

sending(command('send <integration> <operation>', 'send a request'))
  .option(
    '--param <name=value>',
    'a parameter; repeat for more; query:name=value for one the operation does not know',
    collect,
    [],
  )
  .option('--body <text|@file|->', 'the body; of a form as JSON: {"name": "value"}')
  .option('--form <name=value|name=@file>', 'a field of a form; repeat for more', collect, [])
  .option('--content-type <type>', 'media type of the body; the best that the operation takes otherwise')
  .option('--base-url <url>', 'server to send to')
  .option('--server-variable <name=value>', 'a variable of the server; repeat for more', collect, [])
  .action(
    running((output, wanted: string, operation: string, options) =>
      withConsole(async (console) =>
        (await import('./commands/send.ts')).send(console, output, wanted, operation, options),
      ),
    ),
  );

const saved = program.command('saved').description('list the saved requests, and send one');

command('list', 'list the saved requests', saved).action(
  running((output) =>
    withConsole(async ({ client }) => (await import('./commands/lists.ts')).listSaved(client, output)),
  ),
);

sending(command('send <name>', 'send a saved request as it stands', saved)).action(
  running((output, name: string, options) =>
    withConsole(async (console) => (await import('./commands/send.ts')).sendSaved(console, output, name, options)),
  ),
);

const vault = program.command('vault').description('choose how secrets are kept, and see how they are');

command('status', 'say how secrets are kept', vault)
  .option(...passphraseFile)
  .action(
    running((output, options) =>
      withConsole(async (console) => (await import('./commands/vault.ts')).vaultStatus(console, output, options)),
    ),
  );

command('setup', 'choose how secrets are kept; stored ones move along', vault)
  .addOption(
    new Option('--method <method>', 'where the key is kept').choices(['keychain', 'passphrase']).makeOptionMandatory(),
  )
  .option(...passphraseFile)
  .action(
    running((output, options) =>
      withOwnConsole(async ({ client }) => (await import('./commands/vault.ts')).vaultSetup(client, output, options)),
    ),
  );

command('passphrase', 'change the passphrase; asked for where no files are named', vault)
  .option('--passphrase-file <path>', 'file whose first line is the passphrase of today')
  .option('--new-passphrase-file <path>', 'file whose first line is the next passphrase')
  .action(
    running((output, options) =>
      withOwnConsole(async ({ client }) =>
        (await import('./commands/vault.ts')).vaultPassphrase(client, output, options),
      ),
    ),
  );

command('doctor', 'say how this installation stands').action(
  running(async (output) => {
    requireNewNode();
    const { nodeHost } = await import('../nodeHost.ts');
    return (await import('./commands/doctor.ts')).doctor(output, nodeHost('cli'));
  }),
);

command('demo', 'the main job in a terminal, on the built-in sample API').action(
  running(async (output) => (await import('./commands/demo.ts')).demo(output)),
);

/** What is wrong with the command line, without the word in front; commander has none for a command that is missing. */
function usageMessage({ code, message }: CommanderError): string {
  return code === 'commander.help' ? 'Name a command; --help lists them.' : message.replace(/^error: /, '');
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
