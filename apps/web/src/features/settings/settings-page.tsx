import { useNavigate } from '@tanstack/react-router';
import { client, rememberCsrf } from '../../api/client.ts';
import { ActionButton } from '../../components/action.tsx';
import { PageTitle, Section } from '../../components/section.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { themeChoices, useTheme } from '../../shell/theme.ts';
import { useIsAdmin, useSurroundings } from '../../state/context.tsx';
import { Privacy } from '../privacy/index.ts';
import { Alerts } from './alerts.tsx';
import { CompanyForm } from './company-form.tsx';
import { Sample } from './sample.tsx';
import { Sessions } from './sessions.tsx';
import { Terms } from './terms.tsx';
import { scopeWords, Tokens } from './tokens.tsx';

const listed = (words: readonly string[]) =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** The company, its calendar, keys to the API, and who is signed in. */
export function SettingsPage() {
  const { session } = useSurroundings();
  const { choice, choose } = useTheme();
  const admin = useIsAdmin();
  const navigate = useNavigate();
  const signOut = async () => {
    await client.session.logout();
    rememberCsrf(null);
    await navigate({ to: '/login' });
  };
  return (
    <>
      <PageTitle title="Settings">
        Signed in as {session.actor.name}, who may{' '}
        {listed(session.actor.scopes.map((s) => scopeWords[s].toLowerCase()))}.
      </PageTitle>
      <CompanyForm />
      {admin ? <Tokens /> : null}
      {admin ? <Alerts /> : null}
      {admin ? <Terms /> : null}
      {admin ? <Sample /> : null}
      <Privacy />
      <Section id="look" title="Look" sub="Kept on this device.">
        <div className="py-2">
          <Segmented
            label="Theme"
            value={choice}
            options={themeChoices.map((value) => ({
              value,
              name: value.replace(/^./, (c) => c.toUpperCase()),
            }))}
            onChange={choose}
          />
        </div>
      </Section>
      <Sessions />
      <div className="mt-6">
        <ActionButton run={signOut} kind="stop">
          Sign out
        </ActionButton>
      </div>
    </>
  );
}
