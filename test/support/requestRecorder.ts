import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** A server that keeps what it got, and leads from `/from` (302) and `/from/<status>` to `/to`. */
export async function requestRecorder() {
  const received: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: target = '', rawHeaders } = request;
      const headers = rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
      );
      received.push({ method, target, headers, body: Buffer.concat(chunks) });
      const [isLed, status = '302'] = /^\/from(?:\/(\d+))?/.exec(target) ?? [];
      if (isLed === undefined) response.writeHead(200, { 'content-length': '2' });
      else response.writeHead(Number(status), { location: '/to', 'content-length': '0' });
      response.end(isLed === undefined && method !== 'HEAD' ? 'ok' : undefined);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
