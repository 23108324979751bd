import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build } from 'esbuild';
import { defineConfig, type Plugin } from 'vite';
import { paletteCss } from './src/charts/palette.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * The API's routes without their validators, read from the contract at build time: the browser needs
 * methods and paths alone, and the validators would double the script.
 */
function contractRoutes(): Plugin {
  const id = 'virtual:contract-routes';
  return {
    name: 'contract-routes',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    async load(source) {
      if (source !== `\0${id}`) return undefined;
      const bundle = await build({
        stdin: {
          contents: `import { minifyContractRouter } from '@orpc/contract';
            import { contract } from '@exchequer/model/contract';
            export const routes = minifyContractRouter(contract);`,
          resolveDir: here,
        },
        bundle: true,
        write: false,
        format: 'esm',
        platform: 'node',
        logLevel: 'silent',
      });
      const code = Buffer.from(bundle.outputFiles[0]?.contents ?? []).toString('base64');
      const { routes } = (await import(`data:text/javascript;base64,${code}`)) as { routes: unknown };
      return `export const routes = ${JSON.stringify(routes)};`;
    },
  };
}

/** The palettes as a style sheet, from their one definition. */
function paletteSheet(): Plugin {
  const id = 'virtual:palette.css';
  return {
    name: 'palette-sheet',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (source) => (source === `\0${id}` ? paletteCss() : undefined),
  };
}

export default defineConfig({
  root: here,
  plugins: [contractRoutes(), paletteSheet(), react(), tailwindcss()],
  build: {
    target: 'es2023',
    // The content security policy allows no data: addresses, so every asset is a file.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
  },
  server: { host: '127.0.0.1', proxy: { '/api': process.env.EXCHEQUER_ORIGIN ?? 'http://127.0.0.1:4100' } },
});
