import { describe, expect, test } from 'vitest';
import { json } from './json.ts';
import { type Notation, type Setting, withoutSettings, withSettings } from './setting.ts';
import { toml } from './toml.ts';
import { yaml } from './yaml.ts';

const claude: Setting[] = [
  { path: ['env', 'ANTHROPIC_BASE_URL'], value: 'http://127.0.0.1:4110' },
  { path: ['env', 'ANTHROPIC_AUTH_TOKEN'], value: 'exq_new' },
];
const codex: Setting[] = [
  { path: ['model_provider'], value: 'exchequer' },
  { path: ['model_providers', 'exchequer', 'name'], value: 'Exchequer' },
  { path: ['model_providers', 'exchequer', 'base_url'], value: 'http://127.0.0.1:4110/v1' },
];
const aider: Setting[] = [
  { path: ['openai-api-base'], value: 'http://127.0.0.1:4110/v1' },
  { path: ['openai-api-key'], value: 'exq_new' },
];

const edit = (notation: Notation, text: string, settings: Setting[]) =>
  withSettings(notation, text, settings, 'the file');
/** What undo does to a file that somebody changed since; nothing stood there before. */
const back = (notation: Notation, text: string, settings: Setting[]) =>
  withoutSettings(
    notation,
    text,
    settings.map((setting) => ({ ...setting, before: null })),
    'the file',
  );

describe('JSON', () => {
  const before = `{
    // which model I like
    "model": "opus",   // never sonnet
    "env": {
        "EDITOR": "vi", /* of course */
    },
    "permissions": { "allow": [ "Bash(ls:*)" ] }
}
`;
  test('gets its values with comments, order, blanks and trailing commas as they were', () => {
    expect(edit(json, before, claude)).toBe(`{
    // which model I like
    "model": "opus",   // never sonnet
    "env": {
        "EDITOR": "vi",
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:4110",
        "ANTHROPIC_AUTH_TOKEN": "exq_new", /* of course */
    },
    "permissions": { "allow": [ "Bash(ls:*)" ] }
}
`);
  });
  test('that is new is only what was set, and that says so already stays', () => {
    const made = edit(json, '', claude);
    expect(JSON.parse(made)).toEqual({
      env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:4110', ANTHROPIC_AUTH_TOKEN: 'exq_new' },
    });
    expect(edit(json, made, claude)).toBe(made);
    expect(JSON.parse(back(json, made, claude))).toEqual({});
  });
  test('that is broken, or no object, is refused', () => {
    for (const text of ['{ "env": ', '[]', '"text"']) {
      expect(() => edit(json, text, claude)).toThrow(/the file cannot be read/);
    }
    expect(() => edit(json, '{"env": "none"}', claude)).toThrow(/cannot be changed/);
  });
  test('keeps the line ends of Windows', () => {
    const text = edit(json, '{\r\n  "model": "opus"\r\n}\r\n', claude);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });
});

describe('TOML', () => {
  const before = `# my Codex
model = "gpt-5"   # the large one
model_provider = 'openai' # for now

[model_providers.azure]
name = "Azure"

[[hooks]]
run = """
[not.a.table]
"""
`;
  test('gets its values in place, and a new table at its end', () => {
    expect(edit(toml, before, codex)).toBe(`# my Codex
model = "gpt-5"   # the large one
model_provider = "exchequer" # for now

[model_providers.azure]
name = "Azure"

[[hooks]]
run = """
[not.a.table]
"""

[model_providers.exchequer]
name = "Exchequer"
base_url = "http://127.0.0.1:4110/v1"
`);
  });
  test('that is new holds the key above the table', () => {
    const made = edit(toml, '', codex);
    expect(made).toBe(`model_provider = "exchequer"

[model_providers.exchequer]
name = "Exchequer"
base_url = "http://127.0.0.1:4110/v1"
`);
    expect(back(toml, made, codex).trim()).toBe('');
  });
  test('without a line break at its end gets one', () => {
    expect(edit(toml, '[a]\nb = 1', [{ path: ['a', 'c'], value: 'x' }])).toBe('[a]\nb = 1\nc = "x"\n');
  });
  test('with a table of its own changes only the values that differ', () => {
    const own =
      '[model_providers.exchequer] # mine\nbase_url = "http://old/v1" # old\nquery_params = { a = "b" }\n';
    expect(edit(toml, own, codex.slice(2))).toBe(own.replace('http://old/v1', 'http://127.0.0.1:4110/v1'));
  });
  test('whose tables are written inline or with dots is refused and not damaged', () => {
    for (const text of [
      'model_providers = { azure = { name = "A" } }\n',
      'model_providers.exchequer.name = "X"\n',
    ]) {
      expect(() => edit(toml, text, codex)).toThrow(/cannot be changed/);
    }
    expect(() => edit(toml, 'a = = 1', codex)).toThrow(/cannot be read/);
  });
  test('gives back what was changed meanwhile, without what was set', () => {
    const later = `${edit(toml, before, codex)}\n[tui]\ntheme = "dark"\n`;
    const undone = withoutSettings(
      toml,
      later,
      codex.map((setting, at) => ({ ...setting, before: at === 0 ? 'openai' : null })),
      'the file',
    );
    expect(toml.read(undone)).toEqual(toml.read(`${before}\n[tui]\ntheme = "dark"\n`));
    expect(undone).not.toContain('exchequer');
  });
});

describe('YAML', () => {
  test('gets top-level values in place or at its end', () => {
    const before = '# aider\nopenai-api-key: sk-old   # mine\nmodel: gpt-5\n';
    const after = edit(yaml, before, aider);
    expect(after).toBe(
      '# aider\nopenai-api-key: "exq_new"   # mine\nmodel: gpt-5\nopenai-api-base: "http://127.0.0.1:4110/v1"\n',
    );
    expect(back(yaml, after, aider)).toBe('# aider\nmodel: gpt-5\n');
  });
  test('that is new or only comments is filled', () => {
    expect(edit(yaml, '', aider.slice(1))).toBe('openai-api-key: "exq_new"\n');
    expect(edit(yaml, '# none yet\n', aider.slice(1))).toBe('# none yet\nopenai-api-key: "exq_new"\n');
  });
  test('with several documents, a list or braces is refused', () => {
    for (const text of ['a: 1\n---\nb: 2\n', '- a\n', 'a: 1\n...\n', '{ a: 1 }\n']) {
      expect(() => edit(yaml, text, aider)).toThrow(/cannot be/);
    }
  });
});

test('what somebody set to something else since is theirs', () => {
  const mine =
    '{ "env": { "ANTHROPIC_BASE_URL": "https://other.example", "ANTHROPIC_AUTH_TOKEN": "exq_new" } }';
  expect(JSON.parse(back(json, mine, claude))).toEqual({
    env: { ANTHROPIC_BASE_URL: 'https://other.example' },
  });
});
