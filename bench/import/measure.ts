import { join } from 'node:path';
import { child } from '../child.ts';
import { megabytes, ms, ratio, type Section } from '../report.ts';
import { median } from '../statistics.ts';

interface Timed {
  readonly ms: number;
  readonly peakBytes: number;
}
interface Ours extends Timed {
  readonly operations: number;
  readonly calls: number;
  readonly callP99: number | null;
}

const peers = join(import.meta.dirname, '..', 'peers');
const generated = join(peers, 'node_modules', '@octokit', 'openapi', 'generated');
const github = join(generated, 'api.github.com.json');
const dereferenced = join(generated, 'api.github.com.deref.json');
const here = (script: string) => join(import.meta.dirname, script);

/** Imports GitHub's REST description beside a bare JSON.parse and three peers, each in a fresh process, in turn. */
export async function measureImport(runs: number): Promise<Section> {
  const bare: Timed[] = [];
  const ours: Ours[] = [];
  const probed: Ours[] = [];
  const others = new Map<string, Timed[]>([
    ['swagger-parser', []],
    ['scalar', []],
    ['postman', []],
  ]);
  for (let run = 0; run < runs; run += 1) {
    bare.push(await child<Timed>(here('jsonParse.ts'), [github]));
    ours.push(await child<Ours>(here('ours.ts'), [github]));
    probed.push(await child<Ours>(here('ours.ts'), [github, 'probe']));
    for (const [name, results] of others) results.push(await child<Timed>(join(peers, `${name}.mjs`), [github]));
  }
  const largeBare = await child<Timed>(here('jsonParse.ts'), [dereferenced]);
  const large = await child<Ours>(here('ours.ts'), [dereferenced]);
  const base = median(bare.map((each) => each.ms));
  const own = median(ours.map((each) => each.ms));
  const p99 = median(probed.map((each) => each.callP99 ?? Number.NaN));
  const beside = (name: string, title: string) => {
    const theirs = median((others.get(name) ?? []).map((each) => each.ms));
    return {
      name: `${title}, same file`,
      value: `${ms(theirs)}, ${ratio(theirs / own)} ours`,
      goal: 'slower than ours',
      met: theirs > own,
    };
  };
  return {
    title: 'Import of GitHub’s REST description (13 MB)',
    how: 'Into the built program over HTTP, as the page does it: from the request to review the uploaded document to the stored integration. A fresh process each time.',
    figures: [
      { name: 'bare JSON.parse', value: ms(base) },
      {
        name: 'Patchbay import',
        value: `${ms(own)}, ${ratio(own / base)} JSON.parse`,
        goal: '≤ 5 ×',
        met: own <= 5 * base,
      },
      beside('swagger-parser', '@apidevtools/swagger-parser dereference'),
      beside('scalar', '@scalar/openapi-parser dereference'),
      beside('postman', 'openapi-to-postmanv2 convert'),
      {
        name: 'calls over HTTP meanwhile, 99th percentile',
        value: `${ms(p99)} of ${probed[0]?.calls ?? 0}`,
        goal: '< 50 ms',
        met: p99 < 50,
      },
      {
        name: 'memory peak of the process',
        value: `${megabytes(median(ours.map((each) => each.peakBytes)))} (JSON.parse ${megabytes(median(bare.map((each) => each.peakBytes)))})`,
      },
      {
        name: 'the same dereferenced (73 MB)',
        value: `${ms(large.ms)}, ${ratio(large.ms / largeBare.ms)} its JSON.parse, ${large.operations} operations, peak ${megabytes(large.peakBytes)}`,
        goal: 'linear: ≤ 2 × the small one’s ratio',
        met: large.ms / largeBare.ms <= 2 * (own / base),
      },
    ],
  };
}
