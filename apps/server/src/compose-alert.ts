import { type AlertOptions, type Alerts, createAlerts } from '@exchequer/store/alert';
import type { UsageReports } from '@exchequer/store/analytics/query';
import { openSecrets } from '@exchequer/store/gate';
import { createSender, type Sender, startAlertRounds } from './jobs/alert/index.ts';

/** Alerts with what sends them. */
export interface AlertService extends Omit<Alerts, 'deliverOne'> {
  sender: Sender;
  /** Looks and sends now instead of within seconds. */
  run(): Promise<void>;
  close(): Promise<void>;
}

export interface AlertParts extends Omit<AlertOptions, 'secrets'> {
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  reports: Pick<UsageReports, 'sources'>;
  log: (message: string, error?: unknown) => void;
}

const usualPort = 4100;

/** Opens the alerts and starts their rounds. */
export function openAlerts({ home, env, reports, log, ...options }: AlertParts): AlertService {
  const secrets = openSecrets({ home, given: env.EXCHEQUER_SECRET_KEY });
  const { deliverOne, ...alerts } = createAlerts({ ...options, secrets });
  const sender = createSender({
    smtpUrl: env.EXCHEQUER_SMTP_URL ?? '',
    mailFrom: env.EXCHEQUER_MAIL_FROM || 'Exchequer <exchequer@localhost>',
    baseUrl: () =>
      env.EXCHEQUER_PUBLIC_URL?.replace(/\/+$/, '') || `http://127.0.0.1:${env.EXCHEQUER_PORT || usualPort}`,
    now: options.now,
  });
  const rounds = startAlertRounds({
    ...{ alerts: { ...alerts, deliverOne }, sender, now: options.now, log },
    sources: (workspace) => reports.sources(workspace),
  });
  return {
    ...{ ...alerts, sender, run: rounds.run },
    close: async () => {
      await rounds.close();
      await sender.close();
    },
  };
}
