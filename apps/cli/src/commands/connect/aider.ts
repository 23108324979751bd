import { join } from 'node:path';
import { chatCall, exports, type Guide } from './guide.ts';
import { yaml } from './yaml.ts';

export const aider: Guide = {
  title: 'aider',
  text: ({ gateway, key }) =>
    `${exports({ OPENAI_API_BASE: `${gateway}/v1`, OPENAI_API_KEY: key })}\naider --model openai/gpt-5-mini`,
  file: ({ gateway, key }, { homeDir }) => ({
    path: join(homeDir, '.aider.conf.yml'),
    notation: yaml,
    settings: [
      { path: ['openai-api-base'], value: `${gateway}/v1` },
      { path: ['openai-api-key'], value: key },
    ],
  }),
  notes: () => [
    'Name models as openai/<name>: aider then speaks OpenAI’s chat completions, whatever provider the route leads to.',
    'A .aider.conf.yml of a project wins over the one in your home.',
  ],
  call: chatCall,
};
