import { expect, test } from 'vitest';
import { type RequestGroup, requestGroup } from '#contract/collections.ts';
import { inheritedFrom } from './inherited.ts';

const collectionId = '5e0d5fd5-2a3e-4c0b-9d3f-0d3f7f3b6c51';

const group = (more: Partial<Record<keyof RequestGroup, unknown>>): RequestGroup =>
  requestGroup.parse({
    id: collectionId,
    parentId: null,
    name: 'Orders',
    description: '',
    auth: { kind: 'inherit' },
    connectionId: null,
    headers: [],
    scripts: { before: '', after: '' },
    updatedAt: 0,
    ...more,
  });

const basic = { kind: 'basic', username: 'ada', password: '{{pw}}' };

test('each setting is that of the nearest group that says it, and so is the authentication', () => {
  const folder = group({ parentId: collectionId, name: 'Open', followRedirects: false });
  const collection = group({ auth: basic, followRedirects: true, maxRedirects: 0, httpVersion: '2' });
  const { auth, settings } = inheritedFrom([folder, collection]);
  expect(auth).toEqual({ from: 'collection Orders', auth: basic, connectionId: null });
  expect(settings).toMatchObject({ followRedirects: false, maxRedirects: 0, httpVersion: '2', useCookies: null });
});

test('a folder that sends nothing says so for what is in it', () => {
  const folder = group({ parentId: collectionId, name: 'Open', auth: { kind: 'connection' } });
  expect(inheritedFrom([folder, group({ auth: basic })]).auth).toMatchObject({
    from: 'folder Open',
    connectionId: null,
  });
});

test('nothing above says nothing', () => {
  expect(inheritedFrom([]).auth).toBeUndefined();
  expect(inheritedFrom([group({})]).auth).toBeUndefined();
});
