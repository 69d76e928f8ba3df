import type { Command } from 'commander';
import { requireNewNode, withConsole } from '../withConsole.ts';
import { collect, command, filesOf, passphraseFile, running } from './command.ts';

/** Declares what reads definitions, and what lists and connects integrations. */
export function addIntegrationCommands(program: Command): void {
  filesOf(
    command(
      program,
      'inspect <file|folder|zip|url|->',
      'show what an OpenAPI document holds and needs, without importing it',
    ),
  ).action(
    running(async (output, place: string, options) => {
      requireNewNode();
      return (await import('../commands/inspect.ts')).inspect(output, place, options);
    }),
  );

  filesOf(command(program, 'import <file|folder|zip|url|->', 'import an OpenAPI document'))
    .option('--name <name>', 'name of the new integration')
    .option('--base-url <url>', 'base URL of the API, if the document has none or the wrong one')
    .option('--into <integration>', 'update the definition of this integration')
    .option('--yes', 'apply breaking changes without asking')
    .action(
      running(async (output, place: string, options) => {
        requireNewNode();
        return withConsole(async ({ client }) =>
          (await import('../commands/integrations.ts')).importDefinition(client, output, place, options),
        );
      }),
    );

  command(program, 'list', 'list the integrations').action(
    running((output) =>
      withConsole(async ({ client }) => (await import('../commands/lists.ts')).listIntegrations(client, output)),
    ),
  );

  command(program, 'connect <integration>', 'connect an integration; secrets come from prompts or stdin, one per line')
    .option('--name <name>', 'name of the connection')
    .option('--scheme <key>', 'security scheme to satisfy; repeatable', collect, [])
    .option('--username <name>', 'user name; scheme=name if several schemes have one', collect, [])
    .option('--team', 'share it with everyone in the tenant')
    .option(...passphraseFile)
    .action(
      running((output, wanted: string, options) =>
        withConsole(async (console) =>
          (await import('../commands/connect.ts')).connect(console, output, wanted, options),
        ),
      ),
    );
}
