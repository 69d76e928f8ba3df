import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectionId, tenantId, userId } from '#contract/common.ts';
import { uuidv7 } from '#main/store/index.ts';
import { createRecorder } from '../protocol/recorder.ts';
import { alreadyPage, createSignIn, createSignIns, type SignIn } from './signIns.ts';

const start = 1_000_000;
const connection = connectionId.parse(uuidv7());
beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

function begin() {
  const outbound = { send: () => Promise.reject(new Error('unused')) };
  const recorder = createRecorder({ outbound, now: Date.now }, 'person');
  const seen: string[] = [];
  const late: SignIn[] = [];
  const signIn = createSignIn({
    actor: {
      kind: 'system',
      userId: userId.parse(uuidv7()),
      name: 'Ada',
      tenantId: tenantId.parse(uuidv7()),
      role: 'editor',
    },
    connection: { id: connection } as SignIn['connection'],
    recorder,
    now: Date.now,
    onChange: (changed) => void seen.push(changed.view().status),
    onTimeOut: (one) => void late.push(one),
  });
  return { signIn, recorder, seen, late };
}

const page = { ok: true, title: 'T', text: 'x' };

describe('a sign-in', () => {
  it('begins without anything to show, and says each change', () => {
    const { signIn, seen } = begin();
    expect(signIn.view()).toEqual({
      ...{ id: signIn.id, connectionId: connection, status: 'waiting', expiresAt: start, opened: false },
      ...{ authorizationUrl: null, redirectUri: null, registerUri: null, message: null, todo: null },
      ...{ userCode: null, verificationUri: null, verificationUriComplete: null },
    });
    expect([signIn.isOpen(), signIn.attendants, seen]).toEqual([true, 0, []]);
    signIn.show({ status: 'exchanging', userCode: 'ABCD' });
    expect(signIn.view()).toMatchObject({ status: 'exchanging', userCode: 'ABCD', opened: false });
    expect([signIn.isOpen(), seen]).toEqual([true, ['exchanging']]);
  });

  it.each<[string, (signIn: SignIn) => void, object]>([
    ['done', (signIn) => signIn.end('done', 'Well.'), { status: 'done', message: 'Well.', todo: null }],
    ['failed', (signIn) => signIn.end('failed', 'No.', 'Try.'), { status: 'failed', message: 'No.', todo: 'Try.' }],
    ['cancelled', (signIn) => signIn.cancel('Gone.'), { status: 'cancelled', message: 'Gone.', todo: null }],
  ])('that is %s has ended for good', (status, end, view) => {
    const { signIn, seen, late } = begin();
    signIn.endAt(start + 10);
    end(signIn);
    expect(signIn.view()).toMatchObject(view);
    signIn.cancel('Again.');
    signIn.end('done', 'Again.');
    expect(vi.getTimerCount()).toBe(0);
    expect([signIn.view().message, signIn.isOpen(), signIn.signal.aborted]).toEqual([
      (view as { message: string }).message,
      false,
      true,
    ]);
    expect([seen, late]).toEqual([[status], []]);
    signIn.endAt(start + 30);
    vi.advanceTimersByTime(30);
    expect(late).toEqual([]);
  });

  it('forgets with its end what was secret, and not what happened', () => {
    const { signIn, recorder } = begin();
    recorder.hide('the-secret-state');
    recorder.note({ name: 'redirect', error: 'It was the-secret-state.' });
    expect(recorder.last()?.error).toContain('the-secret-state');
    signIn.cancel('Gone.');
    expect(recorder.last()?.error).toBe('It was ••••.');
  });

  it('takes its answer while it waits, and says afterwards that it had one', async () => {
    const { signIn } = begin();
    expect([signIn.receive(new URLSearchParams()), signIn.expects('s')]).toEqual([undefined, false]);
    const came: string[] = [];
    signIn.expect('s', async (parameters) => {
      came.push(parameters.get('code') ?? '');
      return page;
    });
    expect([signIn.expects('s'), signIn.expects('other')]).toEqual([true, false]);
    expect(await signIn.receive(new URLSearchParams('code=one'))).toBe(page);
    signIn.end('done', 'Well.');
    expect(await signIn.receive(new URLSearchParams('code=two'))).toBe(alreadyPage);
    expect([signIn.expects('s'), came]).toEqual([true, ['one']]);
  });

  it('that never expected an answer has none to say', () => {
    const { signIn } = begin();
    signIn.cancel('Gone.');
    expect(signIn.receive(new URLSearchParams())).toBeUndefined();
  });

  it('is late at its time, the last one that it was given', () => {
    const { signIn, late } = begin();
    signIn.endAt(start + 1_000);
    signIn.endAt(start + 5_000);
    expect(signIn.view().expiresAt).toBe(start + 5_000);
    vi.advanceTimersByTime(4_999);
    expect(late).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(late).toEqual([signIn]);
  });

  it('whose time is over already is late at once', () => {
    const { signIn, late } = begin();
    signIn.endAt(start - 1);
    vi.advanceTimersByTime(0);
    expect(late).toEqual([signIn]);
  });
});

describe('the sign-ins of a process', () => {
  it('are found by their id, and by the state that they wait for', () => {
    const all = createSignIns();
    const [one, two] = [begin().signIn, begin().signIn];
    for (const signIn of [one, two]) all.add(signIn);
    two.expect('s', async () => page);
    expect([all.find(one.id), all.waitingFor('s'), all.waitingFor('x')]).toEqual([one, two, undefined]);
    expect(all.all()).toEqual([one, two]);
    all.cancelAll('The end.');
    expect(all.all().map((signIn) => signIn.view().message)).toEqual(['The end.', 'The end.']);
  });

  it('are two hundred at most, and those that go are the oldest that have ended', () => {
    const all = createSignIns();
    const made = Array.from({ length: 201 }, () => begin().signIn);
    const [first, second, third, ...rest] = made;
    for (const signIn of [second, third]) signIn?.cancel('Gone.');
    for (const signIn of rest.slice(0, -1)) all.add(signIn);
    for (const signIn of [first, second, third]) if (signIn) all.add(signIn);
    expect(all.all()).toHaveLength(200);
    const last = rest.at(-1);
    if (last) all.add(last);
    expect(all.all()).toHaveLength(200);
    const kept = (signIn: SignIn | undefined) => signIn !== undefined && all.find(signIn.id) !== undefined;
    expect([first, second, third, last].map(kept)).toEqual([true, false, true, true]);
    const another = begin().signIn;
    all.add(another);
    const oneMore = begin().signIn;
    all.add(oneMore);
    expect(kept(third)).toBe(false);
    expect(all.all().every((signIn) => signIn.isOpen())).toBe(true);
  });
});
