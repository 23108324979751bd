import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type JsonScan, memberValue, scanObject, setMember, splice } from './json-scan.ts';

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

function scanned(text: string, marks: readonly string[] = []): JsonScan {
  const scan = scanObject(latin1(text), marks);
  if ('error' in scan) throw new Error(`${scan.error} at ${scan.at}: ${text}`);
  return scan;
}

describe('scanning a JSON object', () => {
  test('finds every outermost member, whatever it holds and however it is spaced', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })),
        fc.constantFrom(undefined, 1, '\t', '\r\n '),
        (object, space) => {
          const text = JSON.stringify(object, null, space);
          const scan = scanned(text);
          const again = Object.entries(JSON.parse(text) as Record<string, unknown>);
          // Names are text of bytes here, as the scan reads them.
          const byName = new Map(
            again.map(([name, value]) => [JSON.parse(latin1(JSON.stringify(name))) as string, value]),
          );
          expect([...scan.members.keys()].sort()).toEqual([...byName.keys()].sort());
          for (const [name, value] of byName) expect(memberValue(latin1(text), scan, name)).toEqual(value);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('refuses every text that was cut off', () => {
    const text = '{"a":[1,-2.5e3,{"b":"c\\"d\\\\"}],"e":true,"f":null,"ü":"漢\\u5b57"}';
    for (let end = 0; end < text.length; end++) {
      expect(scanObject(latin1(text.slice(0, end))), text.slice(0, end)).toHaveProperty('error');
    }
    expect(scanObject(latin1(text))).not.toHaveProperty('error');
  });

  test.each([
    ['[]', 'not a JSON object'],
    ['"text"', 'not a JSON object'],
    ['', 'not a JSON object'],
    ['{"a":1} x', 'follows'],
    ['{"a":1}{"a":2}', 'follows'],
    ['{"a":1,}', 'name is missing'],
    ['{,"a":1}', 'name is missing'],
    ['{"a" 1}', 'colon'],
    ['{"a":1 "b":2}', 'comma'],
    ['{"a":[1,]}', 'value is missing'],
    ['{"a":[1}', 'bracket'],
    ['{"a":{"b":1]}', 'bracket'],
    ['{"a":01}', 'comma'],
    ['{"a":+1}', 'value'],
    ['{"a":.5}', 'value'],
    ['{"a":NaN}', 'value'],
    ['{"a":undefined}', 'value'],
    ['{"a":tru}', 'value'],
    ["{'a':1}", 'name is missing'],
    ['{a:1}', 'name is missing'],
    ['{"a":1/*x*/}', 'comma'],
    ['{"model":"cheap","model":"dear"}', 'twice'],
    ['{"model":"cheap","mod\\u0065l":"dear"}', 'twice'],
    ['{"\\x":1}', 'wrong escape'],
    [`{"a":${'['.repeat(300)}${']'.repeat(300)}}`, 'too deeply'],
  ])('refuses %s', (text, why) => {
    expect(scanObject(latin1(text))).toMatchObject({ error: expect.stringContaining(why) });
  });

  test('agrees with a parser about texts with one byte changed, but for what is inside strings', () => {
    const text = '{"a":[1,{"b":"c"}],"d":true}';
    const parses = (tried: string): boolean => {
      try {
        JSON.parse(tried);
        return true;
      } catch {
        return false;
      }
    };
    for (let at = 0; at < text.length; at++) {
      for (const byte of ' ,:"[]{}1e-x\\') {
        const tried = text.slice(0, at) + byte + text.slice(at + 1);
        const scan = scanObject(tried);
        if (parses(tried)) expect(scan, tried).not.toHaveProperty('error');
        else if (!tried.includes('\\')) expect(scan, tried).toHaveProperty('error');
      }
    }
  });

  test('sees strings that start with a mark, wherever they stand', () => {
    const marks = ['image"', 'web_search'];
    expect([...scanned('{"a":[{"type":"image"}]}', marks).marks]).toEqual(['image"']);
    expect([...scanned('{"a":[{"type":"web_search_20250305"}]}', marks).marks]).toEqual(['web_search']);
    expect([...scanned('{"a":"an image","image_path":"x"}', marks).marks]).toEqual([]);
  });
});

describe('changing a body', () => {
  test('replaces or adds outermost members and leaves every other byte alone', () => {
    const text = '{ "model" : "a" ,\n "messages":[{"content":"漢 \\u0041 model"}], "n":1.0 }';
    const body = Buffer.from(text);
    const scan = scanned(text);
    const edits = [
      setMember(body, scan, 'model', 'provider/other'),
      setMember(body, scan, 'max_tokens', 5),
      setMember(body, scan, 'stream_options', { include_usage: true }),
    ];
    expect(splice(body, edits).toString()).toBe(
      '{"max_tokens":5,"stream_options":{"include_usage":true}, "model" : "provider/other" ,\n' +
        ' "messages":[{"content":"漢 \\u0041 model"}], "n":1.0 }',
    );
    expect(splice(body, [])).toBe(body);
  });
});
