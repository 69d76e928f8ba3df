import { type Command, Option } from 'commander';
import { requireNewNode, withConsole } from '../withConsole.ts';
import { collect, command, filesOf, passphraseFile, running, whole } from './command.ts';

/** Declares what holds a definition against a server, and what serves one. */
export function addContractCommands(program: Command): void {
  filesOf(
    command(
      program,
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
        return (await import('../commands/mock.ts')).mock(output, wanted, options);
      }),
    );

  command(
    program,
    'check-contract <integration>',
    'send the operations of an integration, and report what breaks its definition',
  )
    .option('--server <url>', 'server to send to; may hold variables such as {{baseUrl}}')
    .option('--env <name>', 'environment whose variables --server and --header may use')
    .option('--header <name: value>', 'header for every request, such as "X-Key: {{key}}"; repeatable', collect, [])
    .option('--connection <name>', 'connection to use instead of the default')
    .option('--no-connection', 'send without credentials')
    .option('--only <tag|pattern>', 'a tag, or METHOD /path with * for any text; repeatable', collect, [])
    .option('--include-unsafe', 'also send what may change something')
    .option('--yes', 'do not ask before anything is sent that may change something')
    .option('--concurrency <number>', 'requests at once', whole, 4)
    .option('--delay <ms>', 'pause after each request', whole, 0)
    .option('--timeout <seconds>', 'longest wait for an answer', whole, 30)
    .addOption(
      new Option('--reporter <format>', 'form of the report').choices(['text', 'json', 'junit']).default('text'),
    )
    .option('--output <file>', 'write the report to a file')
    .option('--bail', 'end with the first answer that breaks the definition')
    .option(...passphraseFile)
    .action(
      running((output, wanted: string, options) =>
        withConsole(async (console) =>
          (await import('../commands/checkContract.ts')).checkContract(console, output, wanted, options),
        ),
      ),
    );
}
