import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readShell, shellOf } from './shellWords.ts';

describe('words of a shell', () => {
  it.runIf(process.platform === 'linux')('are those of bash, also in its own quotes', () => {
    const pieces = [
      ...[
        `'a b'`,
        `"a b"`,
        `a\\ b`,
        `"\\"\\\\\\$\\\`"`,
        `"\\a\\n"`,
        `'\\'`,
        `""`,
        `''`,
        `a""b`,
        `"it's"`,
        `a\\\nb`,
        `"a\\\nb"`,
      ],
      ...[
        `$'\\n\\t\\r\\a\\b\\e\\f\\v'`,
        `$'it\\'s \\"q\\" \\\\'`,
        `$'\\x41\\x4'`,
        `$'\\101\\7'`,
        `$'\\u00e9\\u41'`,
        `$'\\U0001f600'`,
        `a$'b'c`,
      ],
    ];
    const said = execFileSync('bash', ['-c', `export LC_ALL=C.UTF-8; printf '%s\\0' ${pieces.join(' ')}`]).toString();
    expect(readShell(pieces.join(' ')).words).toEqual(said.split('\0').slice(0, -1));
  });

  it.each([
    [`curl -d '{"re":"[^"]+"}' a.test`, ['curl', '-d', '{"re":"[^"]+"}', 'a.test']],
    [`curl -d 'a^\nb' "x^\ny" $'^"'`, ['curl', '-d', 'a^\nb', 'x^\ny', '^"']],
    [`curl a^b \\^"c"`, ['curl', 'a^b', '^c']],
    ['curl ^"a^&b^" ^\r\n  -d ^"^{^\\^"a^\\^":1^}^"', ['curl', 'a&b', '-d', '{"a":1}']],
    ['curl "a" ^\n -H "b: c"', ['curl', 'a', '-H', 'b: c']],
  ])('are of cmd.exe only where carets stand outside of quotes: %j', (command, words) => {
    expect(readShell(command).words).toEqual(words);
  });

  it('end where another command begins', () => {
    for (const after of ['| jq .', '; ls', '&& ls', '> file', '& wait'])
      expect(readShell(`a b ${after}`).words).toEqual(['a', 'b']);
    expect(readShell('a b|c').words).toEqual(['a', 'b|c']);
    for (const open of [`a 'b c`, `a "b c`, `a $'b c`]) expect(readShell(open).words).toEqual(['a', 'b c']);
    expect(readShell(' \t\n').words).toEqual([]);
    expect(readShell('a\\').words).toEqual(['a']);
  });
});

describe('what a shell would give the command to read', () => {
  it.each([
    ['curl a -d @- <<\'EOF\'\n{"a": "$b"}\nit\'s\nEOF\nls', ['curl', 'a', '-d', '@-'], '{"a": "$b"}\nit\'s\n'],
    ['curl a <<EOF -s | jq .\none\ntwo\nEOF', ['curl', 'a', '-s'], 'one\ntwo\n'],
    ['curl a <<-END\n\tone\n\t\ttwo\n\tEND', ['curl', 'a'], 'one\ntwo\n'],
    ["curl a <<< 'one two'", ['curl', 'a'], 'one two\n'],
    ['curl a', ['curl', 'a'], null],
  ])('of %j', (command, words, input) => {
    expect(readShell(command)).toEqual({ words, input });
  });

  it.runIf(process.platform === 'linux')('is what bash gives it', () => {
    const script = "curl() { cat; }\ncurl -d @- <<'EOF'\n  two\n\nlines $x\nEOF\n";
    const said = execFileSync('bash', ['-c', script]).toString();
    expect(readShell(script.slice(script.indexOf('\n') + 1)).input).toBe(said);
  });
});

it('lines that end, comments, and blanks behind a backslash at the end of a line', () => {
  expect(readShell('# first\n\ncurl a # why\nls').words).toEqual(['curl', 'a']);
  expect(readShell('curl a \\  \n  -s').words).toEqual(['curl', 'a', '-s']);
  expect(readShell('curl a#b').words).toEqual(['curl', 'a#b']);
});

/** "Parsing C command-line arguments" of Microsoft's documentation has these. */
it.each([
  ['curl ^"abc^" d e', ['curl', 'abc', 'd', 'e']],
  ['curl ^"ab\\^"c^" ^"\\\\^" d', ['curl', 'ab"c', '\\', 'd']],
  ['curl ^"x^" a\\\\\\b d"e f"g h', ['curl', 'x', 'a\\\\\\b', 'de fg', 'h']],
  ['curl ^"x^" a\\\\\\^"b c d', ['curl', 'x', 'a\\"b', 'c', 'd']],
  ['curl ^"a^"^"b^"', ['curl', 'a"b']],
  ["curl ^\"it's^\" 'a b'", ['curl', "it's", "'a", "b'"]],
  ['curl ^"100^%^" | more', ['curl', '100%']],
])('words of cmd.exe: %j', (command, words) => {
  expect(readShell(command).words).toEqual(words);
});

describe('PowerShell', () => {
  it.each([
    ['curl.exe a `\n  -H "b: c" `\r\n  -s', ['curl.exe', 'a', '-H', 'b: c', '-s']],
    ['curl.exe `\n -d "say `"hi`" `$x `t`u{e9}"', ['curl.exe', '-d', 'say "hi" $x \té']],
    ['curl.exe `\n -d \'it\'\'s\' "a ""b"""', ['curl.exe', '-d', "it's", 'a "b"']],
    ['curl.exe `\n -d \'{\\"a\\":1}\'', ['curl.exe', '-d', '{"a":1}']],
    ["curl.exe a -d @'\n{\n  \"a\": 'b'\n}\n'@ -s", ['curl.exe', 'a', '-d', '{\n  "a": \'b\'\n}', '-s']],
    ['curl.exe a -d @"\nx\n"@ | ConvertFrom-Json', ['curl.exe', 'a', '-d', 'x']],
    ['curl.exe a `\n # why\n; ls', ['curl.exe', 'a']],
  ])('reads %j', (command, words) => {
    expect(readShell(command).words).toEqual(words);
  });

  it.each([
    ['curl a `\n b', 'powershell'],
    ['curl a \\\n b', 'posix'],
    ['curl "a" ^\n b', 'cmd'],
    ["curl -d 'a ` b'", 'posix'],
    ['curl -H "X: `date`"', 'posix'],
    ['curl -d "{`"a`": 1}"', 'powershell'],
    ['curl -d "a \\`"', 'posix'],
  ])('%j is for %s', (command, shell) => {
    expect(shellOf(command)).toBe(shell);
  });
});
