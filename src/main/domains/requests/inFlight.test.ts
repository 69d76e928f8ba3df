import type { ServerResponse } from 'node:http';
import { expect, test, vi } from 'vitest';
import { loopbackServer } from '#test/support/connectionsRig.ts';
import { draftOf, newExchangeId, requestsRig } from '#test/support/requestsRig.ts';
import { sendRequest } from './send.ts';

test.each([
  ['text/event-stream', 'data: one\n\n', 'data: two\n\n'],
  ['application/x-ndjson', '{"a":1}\n', '{"a":2}\n'],
])(
  '%s is seen by its sender while it arrives, without secrets, and what came is kept by a cancel',
  async (type, one, two) => {
    const rig = await requestsRig();
    const open: ServerResponse[] = [];
    const server = await loopbackServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).write(one);
      open.push(response);
    });
    const secret = 'Zk4711-canary-secret';
    const url = `${server.url}/?api_key=${secret}`;
    const id = newExchangeId();
    const sending = sendRequest(rig.requests, rig.admin, { id, draft: draftOf({ url }) });
    const { inFlight } = rig.requests;
    const seen = () => inFlight.live(rig.admin, id);
    await vi.waitFor(() => expect(seen()).toEqual({ status: 200, mediaType: type, bytes: one.length, text: one }));
    expect(inFlight.live(rig.member('admin', 'Eve'), id)).toBeNull();
    const events = (after: number) => inFlight.events(rig.admin, { id, after, limit: 10 });
    expect(events(0)).toMatchObject({ total: 1, first: 1, live: true, events: [{ seq: 1, at: expect.any(Number) }] });
    expect(inFlight.events(rig.member('admin', 'Eve'), { id, after: 0, limit: 10 })).toBeNull();
    open[0]?.write(`${two}${secret}\n`);
    await vi.waitFor(() => expect(seen()?.text).toBe(`${one}${two}••••\n`));
    await vi.waitFor(() => expect(events(1)?.events[0]?.data).toMatch(/two|2/));
    expect(JSON.stringify(events(0))).not.toContain(secret);
    inFlight.cancel(rig.admin, id);
    const { response, fault } = await sending;
    expect(response?.eventTimes.length).toBeGreaterThanOrEqual(2);
    expect([response?.status, fault?.code]).toEqual([200, 'CANCELLED']);
    expect(response?.bytes).toBe(Buffer.byteLength(`${one}${two}••••\n`));
    expect(seen()).toBeNull();
  },
);
