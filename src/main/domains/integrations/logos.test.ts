import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from '#main/kernel/actor.ts';
import { integrationsRig } from '#test/support/integrationsRig.ts';
import type { IntegrationsContext } from './context.ts';
import { createIntegration } from './integration.ts';
import { rasterImage, readLogo, setLogo } from './logos.ts';
import { purgeIntegrations, removeIntegrations } from './remove.ts';
import { sanitizeSvg } from './sanitizeSvg.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const shape = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z" fill="#123456"/></svg>';
const code = (expected: string) => expect.objectContaining({ code: expected });

function make(deps: IntegrationsContext, actor: Actor) {
  return createIntegration(deps, actor, { name: 'a', type: 'api', provider: 'custom', baseUrl: 'https://a.example' });
}
const fileOf = (made: { logo: { kind: string; file?: string } }): string => made.logo.file ?? '';

describe('logos', () => {
  it('are kept under names of ours, replaced and taken back', async () => {
    const { deps, actor } = integrationsRig();
    const { id } = make(deps, actor);
    const first = fileOf(await setLogo(deps, actor, { id, data: png.toString('base64') }));
    expect(first).toMatch(/^[0-9a-f-]{36}\.png$/);
    expect(await readLogo(deps, actor, first)).toEqual({ bytes: png, mediaType: 'image/png' });
    await setLogo(deps, actor, { id, data: Buffer.from(shape).toString('base64') });
    expect(readdirSync(join(deps.logosDir, actor.tenantId))).toHaveLength(1);
    const back = await setLogo(deps, actor, { id, data: null });
    expect(back.logo).toEqual({ kind: 'preset', provider: 'custom' });
    expect(readdirSync(join(deps.logosDir, actor.tenantId))).toEqual([]);
  });

  it('are judged by content', async () => {
    const { deps, actor } = integrationsRig();
    const { id } = make(deps, actor);
    for (const content of ['<html><body>hi</body></html>', 'MZ\x90\0', '', '<svgx></svgx>', '%PDF-1.7']) {
      const data = Buffer.from(content, 'latin1').toString('base64');
      await expect(setLogo(deps, actor, { id, data })).rejects.toThrow(code('LOGO_REFUSED'));
    }
    expect(existsSync(deps.logosDir)).toBe(false);
  });

  it('are refused above 5 MB and with sizes that would exhaust a decoder', async () => {
    const { deps, actor } = integrationsRig();
    const { id } = make(deps, actor);
    const huge = Buffer.concat([png, Buffer.alloc(5 * 1024 * 1024)]).toString('base64');
    await expect(setLogo(deps, actor, { id, data: huge })).rejects.toThrow(/5 MB/);
    const wide = Buffer.from(png);
    wide.writeUInt32BE(100_000, 16);
    await expect(setLogo(deps, actor, { id, data: wide.toString('base64') })).rejects.toThrow(/pixels/);
  });

  it('are not readable from another tenant, nor by any other path', async () => {
    const { deps, actor, other, folder } = integrationsRig();
    const { id } = make(deps, actor);
    const file = fileOf(await setLogo(deps, actor, { id, data: png.toString('base64') }));
    await expect(readLogo(deps, other, file)).rejects.toThrow(code('NOT_FOUND'));
    const paths = [
      `../${actor.tenantId}/${file}`,
      '../../store.db',
      `${file}/../${file}`,
      `${file}\0`,
      '__proto__',
      join(folder, 'store.db'),
    ];
    for (const path of paths) await expect(readLogo(deps, actor, path)).rejects.toThrow(code('NOT_FOUND'));
  });

  it('go when their integration goes for good', async () => {
    const { deps, actor, clock } = integrationsRig();
    const { id } = make(deps, actor);
    const file = fileOf(await setLogo(deps, actor, { id, data: png.toString('base64') }));
    removeIntegrations(deps, actor, { ids: [id] });
    expect(readFileSync(join(deps.logosDir, actor.tenantId, file))).toEqual(png);
    clock.at += 31 * 24 * 60 * 60 * 1000;
    await purgeIntegrations(deps);
    expect(existsSync(join(deps.logosDir, actor.tenantId, file))).toBe(false);
  });
});

describe('an SVG', () => {
  const clean = (text: string) => sanitizeSvg(Buffer.from(text));
  const inside = (content: string) => clean(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="x">${content}</svg>`);

  it('keeps shapes, gradients and colours', () => {
    const gradient = '<defs><linearGradient id="a"><stop offset="0" stop-color="#fff"/></linearGradient></defs>';
    const kept = inside(`${gradient}<g style="fill:red;behavior:url(x)"><path d="M0 0h1" fill="url(#a)"/></g>`);
    expect(kept).toContain('<linearGradient id="a"><stop offset="0" stop-color="#fff" /></linearGradient>');
    expect(kept).toContain('<g fill="red"><path d="M0 0h1" fill="url(#a)" /></g>');
  });

  it.each([
    '<script>alert(1)</script>',
    '<SCRIPT>alert(1)</SCRIPT>',
    '<svg:script xmlns:svg="http://www.w3.org/2000/svg">alert(1)</svg:script>',
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(1)"><img src="x"/></body></foreignObject>',
    '<path d="M0 0" onclick="alert(1)" ONLOAD="alert(1)"/>',
    '<a href="javascript:alert(1)" xlink:href="javascript:alert(1)"><path d="M0 0"/></a>',
    '<use href="https://evil.example/x.svg#a"/>',
    '<use xlink:href="data:image/svg+xml;base64,AAAA#a"/>',
    '<image href="https://evil.example/pixel.png"/>',
    '<style>@import url(https://evil.example/a.css)</style>',
    '<path style="fill:url(https://evil.example/#a)"/>',
    '<path fill="url(https://evil.example/#a)"/>',
    '<path fill="u\\72l(https://evil.example/#a)"/>',
    '<path fill="url&#40;https://evil.example/#a)"/>',
    '<linearGradient xlink:href="https://evil.example/#a"/>',
    '<set attributeName="href" to="javascript:alert(1)"/>',
    '<animate attributeName="href" values="javascript:alert(1)"/>',
    '<handler type="application/ecmascript">alert(1)</handler>',
    '<![CDATA[<script>alert(1)</script>]]>',
    '<iframe src="https://evil.example"></iframe>',
    '<path d="M0 0" fill="&quot; onload=&quot;alert(1)"/>',
    '<?xml-stylesheet href="https://evil.example/a.css"?>',
    ...[
      "src('//evil.example/a')",
      'src(evil.example)',
      'image(evil.example)',
      "image('//evil.example/a')",
      "image-set('//evil.example/a' 1x)",
      "-webkit-image-set(url('//evil.example/a') 1x)",
      'cross-fade(evil.example, red)',
      '-webkit-cross-fade(evil.example, red)',
      'element(#evil)',
      'paint(evil)',
      'var(--evil)',
      'attr(evil)',
      'env(evil)',
      'URL(//evil.example/a)',
      'url(#a) url(//evil.example/a)',
      'url("//evil.example/a")',
      'ur/**/l(//evil.example/a)',
      'red;src:evil(1)',
      "@import '//evil.example/a'",
      '//evil.example',
      'url(evil.svg#a)',
      'u\tevil(',
    ].flatMap((value) => [
      `<path fill="${value.replaceAll('"', '&quot;')}"/>`,
      `<path mask="${value.replaceAll('"', '&quot;')}"/>`,
      `<path style="clip-path: ${value.replaceAll('"', '&quot;')}"/>`,
    ]),
  ])('loses what is hostile: %s', (hostile) => {
    const result = inside(`${hostile}<rect width="1" height="1"/>`);
    expect(result).toContain('<rect');
    expect(result).not.toMatch(
      /evil|<script|javascript|<style|<animate|<set|foreignObject|<image|<use|<iframe|xml-stylesheet/i,
    );
    expect(result).not.toMatch(/<[^>]*\son\w+\s*=/i);
  });

  const layers = (kind: string, depth: number, width: number) =>
    Array.from({ length: depth }, (_, level) => {
      const shape = `<path d="M0 0h1v1z" ${kind === 'mask' ? 'mask' : 'clip-path'}="url(#n${level + 1})"/>`;
      return `<${kind} id="n${level}">${shape.repeat(width)}</${kind}>`;
    }).join('');

  it.each([
    ['clips that multiply', `${layers('clipPath', 10, 10)}<path d="M0" clip-path="url(#n0)"/>`],
    ['masks that multiply', `${layers('mask', 10, 10)}<path d="M0" mask="url('#n0')"/>`],
    ['masks that multiply in a style', `${layers('mask', 10, 10)}<g style="mask: url( #n0 )"/>`],
    ['a circle of clips', '<clipPath id="a"><path d="M0" clip-path="url(#a)"/></clipPath><g clip-path="url(#a)"/>'],
    ['a long chain', `${layers('clipPath', 40, 1)}<path d="M0" clip-path="url(#n0)"/>`],
    [
      'one large clip on very many shapes',
      `<clipPath id="a">${'<path d="M0"/>'.repeat(500)}</clipPath>${'<path d="M0" clip-path="url(#a)"/>'.repeat(500)}`,
    ],
    [
      'groups in a mask',
      `${layers('mask', 8, 12).replaceAll('<path', '<g><path').replaceAll('/>', '/></g>')}<g mask="url(#n0)"/>`,
    ],
  ])('is refused where little stands for much: %s', (_what, content) => {
    expect(inside(content)).toBeUndefined();
  });

  it('may clip, mask and fill as pictures do, nested too, and thousands of times', () => {
    const gradient = '<linearGradient id="g"><stop offset="0"/><stop offset="1"/></linearGradient>';
    const nested = `${gradient}${layers('clipPath', 3, 2)}${layers('mask', 0, 0)}<g clip-path="url(#n0)"><path d="M0" fill="rgba(0, 0, 0, .5)" transform="translate(1 2) rotate(30)"/></g>`;
    expect(inside(nested)).toContain('clip-path="url(#n0)"');
    expect(inside(nested)).toContain('transform="translate(1 2) rotate(30)"');
    expect(inside(`${gradient}${'<path d="M0" fill="url(#g)"/>'.repeat(3_000)}`)).toContain('url(#g)');
    expect(inside('<path d="M0h1e9" stroke-dasharray="0.001" style="stroke-dasharray:1"/>')).not.toContain('dash');
  });

  it('is refused with entities, and no doctype stays', () => {
    expect(clean(`<!DOCTYPE svg [<!ENTITY a "b">]>${shape}`)).toBeUndefined();
    expect(
      clean(`<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://evil.example/svg11.dtd">${shape}`),
    ).not.toContain('evil');
  });

  it('stays itself when cleaned again, whatever it was', () => {
    const part = fc.constantFrom(
      '<g>',
      '</g>',
      '<path d="M0"/>',
      '<script>',
      '</script>',
      '"',
      "'",
      '>',
      '<',
      '&lt;',
      ' onload=x',
      'url(',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<use href="#a"/>',
      '<style>',
      '</svg>',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const once = inside(parts.join(''));
        if (once === undefined) return;
        expect(once).not.toMatch(/<(script|style|use)/i);
        expect(once).not.toMatch(/<[^>"]*\sonload/i);
        expect(sanitizeSvg(Buffer.from(once))).toBe(once);
      }),
    );
  });
});

it('says nothing about bytes that are no image', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const image = rasterImage(bytes);
      expect(image === undefined || Number.isInteger(image.width)).toBe(true);
    }),
  );
});
