import { chatCall, type Guide } from './guide.ts';

/** Cursor's servers make the calls, so that they cannot reach what only this machine or network can. */
const isPublic = (gateway: string): boolean => {
  const { hostname } = new URL(gateway);
  return (
    hostname.includes('.') &&
    !/^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.)/.test(hostname) &&
    !/\.(local|internal|lan|home|localhost|test)$/.test(hostname)
  );
};

export const cursor: Guide = {
  title: 'Cursor',
  text: ({ gateway, key }) =>
    [
      'Cursor, Settings, Models:',
      `  OpenAI API Key             ${key}`,
      `  Override OpenAI Base URL   ${gateway}/v1`,
      '  Add the names of the models under Custom Models, then Verify.',
    ].join('\n'),
  file: () => null,
  notes: ({ gateway }) => [
    ...(isPublic(gateway)
      ? []
      : [`It will not work with ${gateway}: Cursor’s own servers make the calls, and they cannot reach it.`]),
    'Only chat over OpenAI models goes through the gateway, and only on a paid plan. Tab completion never does; whether Agent mode does is told differently by different sources.',
    'There is no override for Anthropic’s models.',
    'What does not pass the gateway is not held to a budget. Take Cursor’s usage in from its admin API instead.',
    'Cursor keeps these settings in a database of its own, so that --apply has no file to change.',
  ],
  call: (place, model) => (isPublic(place.gateway) ? chatCall(place, model) : null),
};
