/**
 * YAML that people write and other readers take, made into what the specification allows. The text keeps its length, so
 * that every place in it stays where it was. Undefined: there is nothing of the kind to fix.
 * @param reason what the parser found wrong
 */
export function repairYaml(text: string, reason: string): string | undefined {
  const mended = /tab characters|bad indentation/.test(reason) ? spacesForTabs(text) : undefined;
  if (mended !== undefined) return mended;
  if (reason !== 'deficient indentation') return undefined;
  const joined = joinFlowLines(text);
  return joined === text ? undefined : joined;
}

/** Where every indented line is indented by tabs alone, a space for each means the same. */
function spacesForTabs(text: string): string | undefined {
  if (!/^\t/m.test(text) || /^\t* +\S/m.test(text)) return undefined;
  return text.replace(/^\t+/gm, (tabs) => ' '.repeat(tabs.length));
}

/** Up to the value of a line: list dashes, then a name and its colon, then an anchor or tag. */
const beforeValue =
  /^[ \t]*(?:-[ \t]+)*(?:(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[\]{}&*!|>%@`-][^\n#]*?)[ \t]*:(?:[ \t]+|$))?(?:[&!]\S*[ \t]+)*/;

/**
 * Puts each list or object in brackets on one line, for the parser wants its lines indented further than its name and
 * many documents close the bracket below the name. Line breaks and comments inside become spaces.
 */
function joinFlowLines(text: string): string {
  const out: string[] = [];
  let at = 0;
  while (at < text.length) {
    const lineEnd = endOfLine(text, at);
    const line = text.slice(at, lineEnd);
    const [before = ''] = beforeValue.exec(line.slice(0, longestName)) ?? [];
    const first = line[before.length];
    let end = lineEnd;
    if (first === '|' || first === '>') end = endOfBlock(text, lineEnd, columnOfName(line));
    else if (first === '"' || first === "'") end = endOfLine(text, endOfQuoted(text, at + before.length));
    else if (first === '[' || first === '{') {
      end = endOfFlow(text, at + before.length);
      out.push(line.slice(0, before.length), flattened(text.slice(at + before.length, end)));
      at = end;
      continue;
    }
    out.push(text.slice(at, end + 1));
    at = end + 1;
  }
  return out.join('');
}

/** Looked at of a line for its name; a longer name is left as it is. */
const longestName = 300;

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** The column that a block scalar must be indented beyond. */
function columnOfName(line: string): number {
  return /^[ \t]*(?:-[ \t]+(?=[^\s|>]))*/.exec(line)?.[0].length ?? 0;
}

function endOfBlock(text: string, lineEnd: number, column: number): number {
  let end = lineEnd;
  while (end < text.length) {
    const next = endOfLine(text, end + 1);
    const line = text.slice(end + 1, next);
    const indent = line.search(/\S/);
    if (indent !== -1 && indent <= column) return end;
    end = next;
  }
  return end;
}

function endOfQuoted(text: string, start: number): number {
  const pattern = text[start] === '"' ? /"(?:[^"\\]|\\[\s\S])*"/y : /'(?:[^']|'')*'/y;
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : text.length;
}

/** Past the bracket that closes the one at `start`; the end of the text where none does. */
function endOfFlow(text: string, start: number): number {
  let depth = 0;
  let before = '';
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if ((character === '"' || character === "'") && /^[[{,:]?$/.test(before.trim().slice(-1))) {
      at = endOfQuoted(text, at) - 1;
      before = character;
      continue;
    }
    if (character === '#' && /\s/.test(text[at - 1] ?? '')) {
      at = endOfLine(text, at);
      continue;
    }
    if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth === 0) return at + 1;
    if (/\S/.test(character)) before = character;
  }
  return text.length;
}

/** Outside of quotes; a quoted text keeps its line breaks, which mean something there. */
function flattened(flow: string): string {
  return flow.replace(/"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*'|(?<=\s)#[^\n]*|[\r\n]/g, (part) =>
    part.startsWith('"') || part.startsWith("'") ? part : ' '.repeat(part.length),
  );
}
