import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';

/** The stand-in's now; every page under test stands at it. */
const clock = new Date('2026-02-12T20:00:00Z');

/** A page opened for a test. */
export interface Opened {
  page: Page;
  /** What the page complained of: exceptions and blocked or failed loads. */
  complaints: string[];
  /** Paths of the scripts it asked for. */
  scripts: string[];
}

/** The page has its figures: a heading stands and nothing says that it waits. */
export async function settled(page: Page) {
  await page.getByRole('heading').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[data-skeleton], [aria-busy=true]'));
}

export async function openPage(
  context: BrowserContext,
  url: string,
  options: { theme?: string; width?: number } = {},
): Promise<Opened> {
  const page = await context.newPage();
  const complaints: string[] = [];
  const scripts: string[] = [];
  page.on('request', (r) => r.resourceType() === 'script' && scripts.push(new URL(r.url()).pathname));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.clock.setFixedTime(clock);
  await page.addInitScript(
    (theme) => localStorage.setItem('exchequer.theme', theme),
    options.theme ?? 'light',
  );
  await page.setViewportSize({ width: options.width ?? 1440, height: 900 });
  await page.goto(url, { waitUntil: 'load' });
  await settled(page);
  return { page, complaints, scripts };
}

/** What axe finds at fault, each with the element at which it does. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run: (
          root: Document,
          options: object,
        ) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    });
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}`));
  });
}
