import { expect, test } from 'vitest';
import { collectionPicks, looksLikeCollection } from './picked.ts';

const postman = '{"info":{"name":"A","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}';

test.each([
  ['a.json', postman],
  ['env.json', '{"id":"1","name":"Test","values":[],"_postman_variable_scope":"environment"}'],
  ['a.json', '{"_type":"export","__export_format":4,"resources":[]}'],
  ['a.yaml', 'type: collection.insomnia.rest/5.0\nname: A\n'],
  ['a.yaml', '_type: export\n__export_format: 4\nresources: []\n'],
  ['a.yaml', '{_type: export, __export_format: 4, resources: []}'],
  ['a.yaml', 'type: spec.insomnia.rest/5.0\nname: A\n'],
  ['env.json', '{"name":"Live","variables":[],"info":{"type":"bruno-environment"}}'],
  ['a.yml', 'opencollection: 1.0.0\ninfo:\n  name: A\n'],
  ['yaak.json', '{"yaakVersion":"2025.1","yaakSchema":4,"resources":{}}'],
  ['a.json', '{ "log": { "version": "1.2", "entries": [] } }'],
  ['any.har', ''],
  ['shop/get.bru', 'meta {\n  name: get\n}'],
  ['shop/bruno.json', '{"version":"1","name":"Shop"}'],
])('offers to import %s as a collection', (path, head) => {
  expect(looksLikeCollection(path, head)).toBe(true);
});

test.each([
  ['openapi.json', '{"openapi":"3.1.0","info":{"title":"A"}}'],
  ['openapi.yaml', `openapi: 3.0.3\ninfo:\n  description: made from schema.getpostman.com/json/collection\n`],
  ['package.json', '{"name":"a","version":"1.0.0"}'],
  ['a.yaml', 'swagger: "2.0"\n'],
])('leaves %s to definitions', (path, head) => {
  expect(looksLikeCollection(path, head)).toBe(false);
});

test('reads what collections are written in, and neither hidden files nor packages', () => {
  const read = ['a/b.bru', 'A.JSON', 'x.har', 'call.curl', 'Old.postman_collection'];
  const left = ['.git/config.json', 'node_modules/a/b.json', 'picture.png', '__MACOSX/a.json'];
  expect([...read, ...left].filter(collectionPicks.isPart)).toEqual(read);
});
