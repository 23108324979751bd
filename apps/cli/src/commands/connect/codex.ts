import { join } from 'node:path';
import { exports, type Guide } from './guide.ts';
import { toml } from './toml.ts';

const provider = ['model_providers', 'exchequer'];

const values = (gateway: string) => ({
  name: 'Exchequer',
  base_url: `${gateway}/v1`,
  env_key: 'EXCHEQUER_KEY',
  wire_api: 'responses',
});

export const codex: Guide = {
  title: 'Codex CLI',
  text: ({ gateway, key }) =>
    [
      '# ~/.codex/config.toml',
      'model_provider = "exchequer"',
      '',
      `[${provider.join('.')}]`,
      ...Object.entries(values(gateway)).map(([name, value]) => `${name} = "${value}"`),
      '',
      '# where Codex is started, or as EXCHEQUER_KEY=… in ~/.codex/.env',
      exports({ EXCHEQUER_KEY: key }),
    ].join('\n'),
  file: ({ gateway }, { env, homeDir }) => ({
    path: join(env.CODEX_HOME || join(homeDir, '.codex'), 'config.toml'),
    notation: toml,
    settings: [
      { path: ['model_provider'], value: 'exchequer' },
      ...Object.entries(values(gateway)).map(([name, value]) => ({ path: [...provider, name], value })),
    ],
  }),
  notes: () => [
    'The key stays out of the file: Codex reads it from EXCHEQUER_KEY, in its environment or in ~/.codex/.env.',
    'Codex speaks the Responses API alone; a project’s own .codex/config.toml cannot set a provider.',
  ],
  call: ({ gateway, key }, model = 'gpt-5-nano') => ({
    url: `${gateway}/v1/responses`,
    headers: { authorization: `Bearer ${key}` },
    body: { model, max_output_tokens: 16, input: '.' },
  }),
};
