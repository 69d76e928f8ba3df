import { existsSync } from 'node:fs';
import { counted } from '#core/counted.ts';
import { type MockOptions, mockSource, openDocument, serveMock } from '#main/console.ts';
import type { Client } from '../commandConsole.ts';
import { commandFault } from '../commandFault.ts';
import { chooseRoot, type DocumentOptions, isUrl } from '../documents.ts';
import { allRows, findIntegration } from '../find.ts';
import type { Output } from '../output.ts';
import { withConsole } from '../withConsole.ts';
import { documentAt } from './inspect.ts';

interface MockCommandOptions extends DocumentOptions {
  readonly port: number;
  readonly status?: number;
  readonly seed?: number;
  readonly validate?: boolean;
  readonly security: boolean;
  readonly origin: readonly string[];
}

/** What is served, with what a person calls it. */
interface Served {
  readonly title: string;
  readonly operations: number;
  readonly source: ReturnType<typeof mockSource>;
}

/** Serves the definition of an integration, or a document that is not imported, until Ctrl+C. */
export async function mock(output: Output, wanted: string, options: MockCommandOptions): Promise<void> {
  const serveUntilEnd = (served: Served) => serve(output, served, options, ended());
  if (isUrl(wanted) || wanted === '-' || existsSync(wanted)) return serveUntilEnd(await ofDocument(wanted, options));
  return withConsole(async ({ client }) => serveUntilEnd(await ofIntegration(client, wanted)));
}

async function ofDocument(place: string, { root, withFiles }: DocumentOptions): Promise<Served> {
  const document = await documentAt(place, { ...(root !== undefined && { root }), ...(withFiles && { withFiles }) });
  const open = await openDocument(document).catch(async (error: unknown) =>
    openDocument({ ...document, root: await chooseRoot(error) }),
  );
  const { report, operations } = open;
  return {
    title: `${report.title} ${report.version}`,
    operations: operations.length,
    source: mockSource(report, operations, async (key) => open.describe(key)),
  };
}

async function ofIntegration(client: Client, wanted: string): Promise<Served> {
  const { id, displayName, definition } = await findIntegration(client, wanted);
  const operations = await allRows((page) => client.definitions.operations({ ...page, integrationId: id }));
  if (operations.length === 0)
    throw commandFault('INVALID', `${displayName} has no operations.`, { todo: 'Import its definition first.' });
  const report = definition === null ? noReport : await client.definitions.report({ integrationId: id });
  return {
    title: displayName,
    operations: operations.length,
    source: mockSource(report, operations, (key) => client.definitions.describe({ integrationId: id, key })),
  };
}

const noReport = { servers: [], operationServers: [], securitySchemes: [] };

async function serve(
  output: Output,
  { title, operations, source }: Served,
  options: MockCommandOptions,
  end: Promise<void>,
): Promise<void> {
  const server = await serveMock(source, rulesOf(output, options)).catch((error: unknown) => {
    throw commandFault('CONFLICT', `The port ${options.port} cannot be had: ${String(error)}`, {
      kept: 'No mock server was started.',
      todo: 'Choose another one with --port, or leave it out.',
    });
  });
  const { address, port } = server;
  output.result({ address, port, operations }, [
    `${title}: ${counted(operations, 'operation')} at ${address}`,
    'Prefer: code=404, example=<name> or dynamic=true asks for another answer. Ctrl+C ends it.',
  ]);
  await end;
  await server.close();
}

function rulesOf(output: Output, { port, status, seed, validate, security, origin }: MockCommandOptions): MockOptions {
  return {
    port,
    status: status ?? null,
    dynamic: seed !== undefined,
    seed: seed ?? 1,
    validate: validate === true,
    security,
    origins: origin,
    now: Date.now,
    onCall: ({ method, target, status: answered, issues }) => {
      output.note(`${answered}  ${method} ${target}`);
      for (const { place, pointer, message } of issues) output.note(`       ${place}${pointer} ${message}`);
    },
  };
}

/** Settles when a person ends the command. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
