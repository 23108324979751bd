import type { OpenApiDocument } from './openapi.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const safe = (text: string) => text.replace(/[&<>"]/g, (letter) => escapes[letter] ?? letter);

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
summary { cursor: pointer; padding: .35rem 0 } code, pre { font: 13px/1.45 ui-monospace, monospace }
pre { overflow: auto; padding: .75rem; border: 1px solid #8884; border-radius: 6px }
b { display: inline-block; min-width: 4.5rem } h2 { margin-top: 2rem }`;

interface Operation {
  method: string;
  path: string;
  summary: string;
  parts: [name: string, value: unknown][];
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item?.[method];
      if (!operation) return [];
      const parts: [string, unknown][] = [
        ['Parameters', operation.parameters],
        ['Body', operation.requestBody],
        ['Answers', operation.responses],
      ];
      return [{ method: method.toUpperCase(), path, summary: operation.summary ?? '', parts }];
    }),
  );
}

function operationHtml({ method, path, summary, parts }: Operation): string {
  const details = parts
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<h4>${name}</h4><pre>${safe(JSON.stringify(value, null, 2))}</pre>`);
  const head = `<b>${method}</b> <code>${safe(path)}</code> ${safe(summary)}`;
  return `<details><summary>${head}</summary>${details.join('')}</details>`;
}

/** The API's reference as one page that loads nothing from anywhere. */
export function docsPage(document: OpenApiDocument): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Exchequer API</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head><body>
<h1>Exchequer API</h1><p>${safe(document.info.description ?? '')}</p>
<p>Send <code>Authorization: Bearer exq_…</code>. The machine-readable form is <a href="/openapi.json">/openapi.json</a>.</p>
${operationsOf(document).map(operationHtml).join('\n')}</body></html>`;
}
