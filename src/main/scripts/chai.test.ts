import { expect as chaiExpect } from 'chai';
import { afterAll, expect, test } from 'vitest';
import { logLines, openScriptRig } from '#test/support/scriptRig.ts';

const rig = openScriptRig(undefined, 1);
afterAll(() => rig.close());

/** What is asserted of what: every pair is asked plainly and with `not`. */
const subjects = [
  '1',
  '0',
  '5',
  '-0',
  'NaN',
  '"abc"',
  '""',
  'true',
  'false',
  'null',
  'undefined',
  '[]',
  '[1, 2, 3]',
  '[{ a: 1 }, { b: 2 }]',
  '{}',
  '{ a: 1 }',
  '{ a: { b: [1, { c: 2 }] } }',
  'new Date(0)',
  'new Map([["a", 1]])',
  'new Set([1, 2])',
  '/x/g',
  '(() => 1)',
  '(function named() { throw new TypeError("bad thing"); })',
  'Symbol("s")',
  '10n',
];
const assertions = [
  'to.equal(1)',
  'to.eql({ a: 1 })',
  'to.deep.equal([1, 2, 3])',
  'to.be.a("string")',
  'to.be.an("array")',
  'to.be.ok',
  'to.be.true',
  'to.be.false',
  'to.be.null',
  'to.be.undefined',
  'to.be.NaN',
  'to.exist',
  'to.be.empty',
  'to.include("b")',
  'to.include(2)',
  'to.deep.include({ a: 1 })',
  'to.have.property("a")',
  'to.have.property("a", 1)',
  'to.have.nested.property("a.b[1].c", 2)',
  'to.have.own.property("a")',
  'to.have.any.keys("a", "z")',
  'to.have.all.keys("a")',
  'to.have.lengthOf(3)',
  'to.have.length.above(2)',
  'to.be.above(2)',
  'to.be.at.least(1)',
  'to.be.below(2)',
  'to.be.at.most(0)',
  'to.be.within(1, 4)',
  'to.be.closeTo(1.2, 0.5)',
  'to.match(/b/)',
  'to.have.string("bc")',
  'to.be.instanceof(Array)',
  'to.be.an.instanceof(Date)',
  'to.throw()',
  'to.throw(TypeError, "bad")',
  'to.throw(/thing/)',
  'to.be.oneOf([1, "abc", null])',
  'to.have.members([3, 2, 1])',
  'to.include.members([1])',
  'to.have.ordered.members([1, 2, 3])',
  'to.have.deep.members([{ b: 2 }, { a: 1 }])',
  'to.satisfy((value) => Boolean(value))',
  'to.be.finite',
  'to.be.extensible',
  'to.be.frozen',
  'to.respondTo("map")',
  'to.have.nested.include({ "a.b[0]": 1 })',
];

const evaluate = `(expect, text) => {
  try { new Function('expect', text)(expect); return 'passes'; }
  catch (error) { return error.name === 'AssertionError' ? error.message : error.name; }
}`;

test('chai in the sandbox says what chai says here, in the same words; faults of the language are in those of the engine', async () => {
  const texts = subjects.flatMap((subject) =>
    assertions.flatMap((each) => [
      `expect(${subject}).${each}`,
      `expect(${subject}).${each.replace('to.', 'to.not.')}`,
    ]),
  );
  const here = new Function(`return ${evaluate}`)() as (expect: unknown, text: string) => string;
  const expected = texts.map((text) => [text, here(chaiExpect, text)]);
  const found: string[][] = [];
  for (let at = 0; at < texts.length; at += 400) {
    const part = JSON.stringify(texts.slice(at, at + 400));
    const output = await rig.run(
      `const evaluate = ${evaluate}; for (const text of ${part}) console.log(evaluate(pm.expect, text));`,
    );
    found.push(...logLines(output).map((line, index) => [texts[at + index] ?? '', line]));
  }
  expect(found.length).toBeGreaterThan(2_000);
  expect(found).toEqual(expected);
});
