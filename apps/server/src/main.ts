import { hasSupervisor, liveSupervised } from './supervisor/supervised.ts';
import { runTower } from './tower.ts';

/** The tower's process. */
liveSupervised({
  usualFix: 'Run `npx exchequer doctor`, and read the log of the tower.',
  start: async (tell) => {
    const tower = await runTower({
      env: process.env,
      say: (sentence) => tell({ type: 'progress', sentence }),
    });
    tell({ type: 'ready', url: tower.url, adminLink: tower.adminLink });
    if (!hasSupervisor())
      console.log(`ready at ${tower.url}${tower.adminLink ? `, first admin: ${tower.adminLink}` : ''}`);
    return tower;
  },
});
