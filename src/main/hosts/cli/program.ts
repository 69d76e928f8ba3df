import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { programVersion } from '../programVersion.ts';
import { exitCodeHelp, exitCodes } from './exitCodes.ts';
import type { Output } from './output.ts';
import { NeedsNewerNode, requireNewNode, withConsole, withOwnConsole } from './withConsole.ts';

const json = process.argv.includes('--json');

const program = new Command('patchbay')
  .description('Manage your organisation’s API integrations: import, connect, send.')
  .version(programVersion())
  .addHelpText('after', exitCodeHelp)
  .exitOverride()
  // A program that asked for JSON gets what is wrong with its command line as JSON too.
  .configureOutput(json ? { writeErr: () => undefined } : {})
  .showHelpAfterError();

/** A command with --json, whose failures become a message and an exit code. */
function command(name: string, description: string, parent = program): Command {
  return parent.command(name).description(description).option('--json', 'print one JSON document');
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

const passphraseFile = ['--passphrase-file <path>', 'file whose first line is the vault’s passphrase'] as const;

const collect = (value: string, before: string[]): string[] => [...before, value];

command('serve', 'open the console in a browser on this computer')
  .option('--port <number>', 'port on 127.0.0.1; a free one by default')
  .option('--no-open', 'do not open the browser')
  .action(async () => {
    requireNewNode();
    await import(loopbackEntry());
  });

const filesOf = (parent: Command): Command =>
  parent
    .option('--root <path>', 'the file of a folder or archive that is the definition')
    .option('--with-files', 'also read the files it refers to, without asking');

filesOf(
  command('inspect <file|folder|zip|url|->', 'show what an OpenAPI document holds and needs, without importing it'),
).action(
  running(async (output, place: string, options) => {
    requireNewNode();
    return (await import('./commands/inspect.ts')).inspect(output, place, options);
  }),
);

filesOf(command('import <file|folder|zip|url|->', 'import an OpenAPI document'))
  .option('--name <name>', 'name of the new integration')
  .option('--base-url <url>', 'base URL of the API, if the document has none or the wrong one')
  .option('--into <integration>', 'update the definition of this integration')
  .option('--yes', 'apply breaking changes without asking')
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

command('connect <integration>', 'connect an integration; secrets come from prompts or stdin, one per line')
  .option('--name <name>', 'name of the connection')
  .option('--scheme <key>', 'security scheme to satisfy; repeatable', collect, [])
  .option('--username <name>', 'user name; scheme=name if several schemes have one', collect, [])
  .option('--team', 'share it with everyone in the tenant')
  .option(...passphraseFile)
  .action(
    running((output, wanted: string, options) =>
      withConsole(async (console) => (await import('./commands/connect.ts')).connect(console, output, wanted, options)),
    ),
  );

/** What can be said to any request. */
const sending = (parent: Command): Command =>
  parent
    .option('--connection <name>', 'connection to use instead of the default')
    .option('--no-connection', 'send without credentials')
    .option('--confirm-host <host>', 'send the secret to this host once, although it is not an allowed host')
    .option('--accept-certificate <sha256>', 'trust this certificate for its host from now on')
    .option(...passphraseFile);

sending(command('send <integration> <operation>', 'send a request'))
  .option(
    '--param <name=value>',
    'a parameter; repeatable; query:name=value for one the operation does not declare',
    collect,
    [],
  )
  .option('--body <text|@file|->', 'the body; for a form, JSON: {"name": "value"}')
  .option('--form <name=value|name=@file>', 'a form field; repeatable', collect, [])
  .option('--content-type <type>', 'media type of the body; chosen from the definition by default')
  .option('--base-url <url>', 'server to send to')
  .option('--server-variable <name=value>', 'a server variable; repeatable', collect, [])
  .action(
    running((output, wanted: string, operation: string, options) =>
      withConsole(async (console) =>
        (await import('./commands/send.ts')).send(console, output, wanted, operation, options),
      ),
    ),
  );

command('curl <command>', 'show what a curl command sends, without sending it; - reads it from the input').action(
  running(async (output, text: string) => (await import('./commands/curl.ts')).explainCurl(output, text)),
);

const collections = program.command('collections').description('list, import and export collections of requests');

command('list', 'list the collections and folders', collections).action(
  running((output) =>
    withConsole(async (console) => (await import('./commands/collections.ts')).listCollections(console, output)),
  ),
);

command(
  'import <files|folders...>',
  'import collections of Postman, Insomnia, Bruno, OpenCollection, Yaak, HAR or curl',
  collections,
)
  .option('--into <collection>', 'put them into this collection or folder')
  .option('--without-secrets', 'leave secrets out instead of keeping them in the vault')
  .option(...passphraseFile)
  .action(
    running((output, places: string[], options) =>
      withConsole(async (console) =>
        (await import('./commands/collections.ts')).importCollections(console, output, places, options),
      ),
    ),
  );

command('export <collection>', 'write a collection for other tools, without secrets', collections)
  .addOption(
    new Option('--format <format>', 'format to write')
      .choices(['postman', 'openCollection', 'har', 'openapi', 'curl'])
      .default('openCollection'),
  )
  .option('--env <name>', 'write this environment too')
  .option('--output <path>', 'file, or folder for several files')
  .action(
    running((output, wanted: string, options) =>
      withConsole(async (console) =>
        (await import('./commands/collections.ts')).exportCollection(console, output, wanted, options),
      ),
    ),
  );

const reporters = ['cli', 'junit', 'json', 'html'];

function reporterOf(value: string): string {
  if (reporters.includes(value)) return value;
  throw new InvalidArgumentError(`Allowed choices are ${reporters.join(', ')}.`);
}

command('run <collection|files...>', 'run a collection with its tests; files are run without importing them')
  .option('--env <name|file>', 'environment to run with')
  .option('--env-var <name=value>', 'a variable, over all others; repeatable', collect, [])
  .option('--data <file>', 'CSV or JSON; one iteration for each row')
  .option('-n, --iterations <number>', 'how often to run it')
  .option('--delay <ms>', 'wait between requests')
  .option('--concurrency <number>', 'requests at once; 1 by default')
  .option('--bail', 'stop with the first failure')
  .addOption(
    new Option('--reporter <name>', 'cli, junit, json or html; repeatable')
      // `choices` would take the last one alone.
      .argParser((value: string, before: string[] = []) => [...before, reporterOf(value)]),
  )
  .option('--output <path>', 'file of the report')
  .option('--yes', 'send requests that may change something in a production environment')
  .option(...passphraseFile)
  .action(
    running((output, places: string[], options) =>
      withConsole(async (console) =>
        (await import('./commands/run.ts')).runCollection(console, output, places, options),
      ),
    ),
  );

const whole = (value: string): number => {
  const number = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(number)) throw new InvalidArgumentError('Give a whole number.');
  return number;
};

filesOf(
  command(
    'mock <integration|file|folder|url|->',
    'serve a definition on this computer with examples and generated values',
  ),
)
  .option('--port <number>', 'port on 127.0.0.1; a free one by default', whole, 0)
  .addOption(new Option('--host <host>', 'address to listen on').choices(['127.0.0.1', 'localhost']))
  .option('--status <code>', 'answer with this status where an operation declares it', whole)
  .option('--seed <number>', 'make values anew for each answer; the same number makes the same ones', whole)
  .option('--validate', 'refuse requests that do not fit the definition')
  .option('--no-security', 'answer without credentials')
  .option('--origin <origin>', 'let pages of this origin call it too, or * for all; repeatable', collect, [])
  .action(
    running(async (output, wanted: string, options) => {
      requireNewNode();
      return (await import('./commands/mock.ts')).mock(output, wanted, options);
    }),
  );

command('check-contract <integration>', 'send the operations of an integration, and report what breaks its definition')
  .option('--server <url>', 'server to send to')
  .option('--connection <name>', 'connection to use instead of the default')
  .option('--no-connection', 'send without credentials')
  .option('--only <tag|pattern>', 'a tag, or METHOD /path with * for any text; repeatable', collect, [])
  .option('--include-unsafe', 'also send what may change something')
  .option('--yes', 'do not ask before anything is sent that may change something')
  .option('--concurrency <number>', 'requests at once', whole, 4)
  .option('--delay <ms>', 'pause after each request', whole, 0)
  .option('--timeout <seconds>', 'longest wait for an answer', whole, 30)
  .addOption(new Option('--reporter <format>', 'form of the report').choices(['text', 'json', 'junit']).default('text'))
  .option('--output <file>', 'write the report to a file')
  .option('--bail', 'end with the first answer that breaks the definition')
  .option(...passphraseFile)
  .action(
    running((output, wanted: string, options) =>
      withConsole(async (console) =>
        (await import('./commands/checkContract.ts')).checkContract(console, output, wanted, options),
      ),
    ),
  );

const saved = program.command('saved').description('list the saved requests, and send one');

command('list', 'list the saved requests', saved).action(
  running((output) =>
    withConsole(async ({ client }) => (await import('./commands/lists.ts')).listSaved(client, output)),
  ),
);

sending(command('send <name>', 'send a saved request', saved)).action(
  running((output, name: string, options) =>
    withConsole(async (console) => (await import('./commands/send.ts')).sendSaved(console, output, name, options)),
  ),
);

const vault = program.command('vault').description('set up the vault that stores secrets, or show its state');

command('status', 'show how secrets are stored', vault)
  .option(...passphraseFile)
  .action(
    running((output, options) =>
      withConsole(async (console) => (await import('./commands/vault.ts')).vaultStatus(console, output, options)),
    ),
  );

command('setup', 'choose where secrets are stored; existing ones move too', vault)
  .addOption(
    new Option('--method <method>', 'where the key is kept').choices(['keychain', 'passphrase']).makeOptionMandatory(),
  )
  .option(...passphraseFile)
  .action(
    running((output, options) =>
      withOwnConsole(async ({ client }) => (await import('./commands/vault.ts')).vaultSetup(client, output, options)),
    ),
  );

command('passphrase', 'change the passphrase; prompts for it unless files are given', vault)
  .option('--passphrase-file <path>', 'file whose first line is the current passphrase')
  .option('--new-passphrase-file <path>', 'file whose first line is the new passphrase')
  .action(
    running((output, options) =>
      withOwnConsole(async ({ client }) =>
        (await import('./commands/vault.ts')).vaultPassphrase(client, output, options),
      ),
    ),
  );

command('doctor', 'check this installation').action(
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
