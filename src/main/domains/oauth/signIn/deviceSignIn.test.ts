import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkFaults } from '#contract/network.ts';
import type { DoctorStep } from '#contract/oauth.ts';
import { nextWait } from './deviceSignIn.ts';

const answer = (status: number | null, code: string | null, retryAfter?: string): DoctorStep => ({
  ...{ at: 0, name: 'poll', method: 'POST', url: 'https://as.example/token', requestHeaders: [], requestBody: null },
  ...{ responseBody: null, durationMs: 1, error: code, status, code },
  responseHeaders: retryAfter === undefined ? [] : [{ name: 'Retry-After', value: retryAfter }],
});

const refusal = new Error('refused');

/** RFC 8628 section 3.5, RFC 9110 section 10.2.3: how long after an answer the next poll comes, in seconds, after one of ten. */
const waits: [what: string, step: DoctorStep | undefined, error: Error, seconds: number | 'ends'][] = [
  ['authorization_pending', answer(400, 'authorization_pending'), refusal, 10],
  ['the same with another status', answer(428, 'precondition_required'), refusal, 10],
  ['slow_down', answer(400, 'slow_down'), refusal, 15],
  ['slow_down with a status that says busy', answer(429, 'slow_down'), refusal, 15],
  ['access_denied', answer(400, 'access_denied'), refusal, 'ends'],
  ['expired_token', answer(400, 'expired_token'), refusal, 'ends'],
  ['invalid_grant', answer(400, 'invalid_grant'), refusal, 'ends'],
  ['invalid_client', answer(401, 'invalid_client'), refusal, 'ends'],
  ['a page that is not there', answer(404, 'HTTP_404'), refusal, 'ends'],
  ['tokens that cannot be read', answer(200, 'MALFORMED_ANSWER'), refusal, 'ends'],
  ['too many requests', answer(429, 'HTTP_429'), refusal, 20],
  ['a request that took too long', answer(408, 'HTTP_408'), refusal, 20],
  ['a server that fails', answer(500, 'HTTP_500'), refusal, 20],
  ['a server that is busy', answer(503, 'HTTP_503'), refusal, 20],
  ['busy for a time that it names', answer(503, 'HTTP_503', '30'), refusal, 30],
  ['busy for less than the wait', answer(503, 'HTTP_503', '5'), refusal, 20],
  ['busy for an hour', answer(503, 'HTTP_503', '3600'), refusal, 60],
  ['busy until a date', answer(503, 'HTTP_503', 'Wed, 21 Oct 2026 07:28:00 GMT'), refusal, 20],
  ...(['TIMED_OUT', 'CONNECTION_LOST', 'CONNECTION_REFUSED', 'DNS_FAILED'] as const).map(
    (code): (typeof waits)[number] => [code, answer(null, code), networkFaults.fault(code, 'Not reached.'), 20],
  ),
  ['a certificate that is not trusted', answer(null, 'TLS_FAILED'), networkFaults.fault('TLS_FAILED', 'No.'), 'ends'],
  ['a cancelled request', answer(null, 'CANCELLED'), networkFaults.fault('CANCELLED', 'No.'), 'ends'],
  ['nothing that was sent', undefined, refusal, 'ends'],
];

describe('the wait before the next poll', () => {
  it.each(waits)('after %s', (_what, step, error, seconds) => {
    const wait = () => nextWait(step, error, 10_000);
    if (seconds === 'ends') expect(wait).toThrow(error);
    else expect(wait()).toBe(seconds * 1_000);
  });

  it('grows to a minute and no further, whatever comes', () => {
    const going = waits.filter(([, , , seconds]) => seconds !== 'ends');
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...going), { maxLength: 30 }),
        fc.integer({ min: 200, max: 60_000 }),
        (all, first) => {
          let wait = first;
          for (const [, step, error] of all) {
            const next = nextWait(step, error, wait);
            expect(next).toBeGreaterThanOrEqual(wait);
            expect(next).toBeLessThanOrEqual(60_000);
            wait = next;
          }
        },
      ),
    );
  });
});
