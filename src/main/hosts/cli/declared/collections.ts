import { type Command, InvalidArgumentError, Option } from 'commander';
import { withConsole } from '../withConsole.ts';
import { collect, command, passphraseFile, running } from './command.ts';

const reporters = ['cli', 'junit', 'json', 'html'];

function reporterOf(value: string): string {
  if (reporters.includes(value)) return value;
  throw new InvalidArgumentError(`Allowed choices are ${reporters.join(', ')}.`);
}

/** Declares what lists, imports, exports and runs collections. */
export function addCollectionCommands(program: Command): void {
  const collections = program.command('collections').description('list, import and export collections of requests');

  command(collections, 'list', 'list the collections and folders').action(
    running((output) =>
      withConsole(async (console) => (await import('../commands/collections.ts')).listCollections(console, output)),
    ),
  );

  command(
    collections,
    'import <files|folders...>',
    'import collections of Postman, Insomnia, Bruno, OpenCollection, Yaak, HAR or curl',
  )
    .option('--into <collection>', 'put them into this collection or folder')
    .option('--without-secrets', 'leave secrets out instead of keeping them in the vault')
    .option(...passphraseFile)
    .action(
      running((output, places: string[], options) =>
        withConsole(async (console) =>
          (await import('../commands/collections.ts')).importCollections(console, output, places, options),
        ),
      ),
    );

  command(collections, 'export <collection>', 'write a collection for other tools, without secrets')
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
          (await import('../commands/collections.ts')).exportCollection(console, output, wanted, options),
        ),
      ),
    );

  command(program, 'run <collection|files...>', 'run a collection with its tests; files are run without importing them')
    .option('--env <name|file>', 'environment to run with')
    .option('--env-var <name=value>', 'a variable, over all others; repeatable', collect, [])
    .option('--data <file>', 'CSV or JSON; one iteration for each row')
    .option('-n, --iterations <number>', 'how often to run it')
    .option(
      '--working-dir <folder>',
      'where the files lie that requests send; by default the collection’s folder and this one',
    )
    .option('--delay <ms>', 'wait between requests')
    .option('--concurrency <number>', 'requests at once; 1 by default')
    .option('--timeout <seconds>', 'longest time for a request; 120 by default, as set in Settings, Network')
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
          (await import('../commands/run.ts')).runCollection(console, output, places, options),
        ),
      ),
    );
}
