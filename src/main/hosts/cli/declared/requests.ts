import type { Command } from 'commander';
import { withConsole } from '../withConsole.ts';
import { collect, command, running, sending } from './command.ts';

/** Declares what sends a request, also a saved one, and what explains one. */
export function addRequestCommands(program: Command): void {
  sending(command(program, 'send <integration> <operation>', 'send a request'))
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
          (await import('../commands/send.ts')).send(console, output, wanted, operation, options),
        ),
      ),
    );

  command(
    program,
    'curl <command>',
    'show what a curl command sends, without sending it; - reads it from the input',
  ).action(running(async (output, text: string) => (await import('../commands/curl.ts')).explainCurl(output, text)));

  const saved = program.command('saved').description('list the saved requests, and send one');

  command(saved, 'list', 'list the saved requests').action(
    running((output) =>
      withConsole(async ({ client }) => (await import('../commands/lists.ts')).listSaved(client, output)),
    ),
  );

  sending(command(saved, 'send <name>', 'send a saved request')).action(
    running((output, name: string, options) =>
      withConsole(async (console) => (await import('../commands/send.ts')).sendSaved(console, output, name, options)),
    ),
  );
}
