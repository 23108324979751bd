import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { client, rememberCsrf, troubleOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Mark } from '../../components/mark.tsx';
import { secretOf } from './secret.ts';

/** Signing in by a one-time link: opened it signs in by itself, else it can be pasted. */
export function SignInPage() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const login = useMutation({
    mutationFn: (token: string) => client.session.login({ token }),
    onSuccess: async (session) => {
      rememberCsrf(session.csrf_token);
      await queries.invalidateQueries();
      // Where somebody was asked to sign in, there they stay.
      if (window.location.pathname !== '/login') return;
      await navigate({ to: '/w/$ws/today', params: { ws: 'live' }, replace: true });
    },
  });
  const tried = useRef(false);
  useEffect(() => {
    const secret = secretOf(window.location.hash);
    if (!secret || !window.location.hash.includes('token=') || tried.current) return;
    tried.current = true;
    // The link works once; left in the address it would end in histories and screenshots.
    window.history.replaceState(null, '', window.location.pathname);
    login.mutate(secret);
  }, [login]);
  return (
    <main className="mx-auto flex min-h-screen max-w-md flex-col justify-center px-6 pb-24">
      <title>Sign in · Exchequer</title>
      <div className="mb-6 flex items-center gap-3 text-[17px] font-[650] tracking-[-0.01em]">
        <Mark size={22} /> Exchequer
      </div>
      {login.isPending ? (
        <p aria-live="polite">Signing in</p>
      ) : (
        <PasteForm onSecret={(secret) => login.mutate(secret)} error={login.error} />
      )}
    </main>
  );
}

function PasteForm({ onSecret, error }: { onSecret: (secret: string) => void; error: unknown }) {
  const [pasted, setPasted] = useState('');
  const secret = secretOf(pasted);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (secret) onSecret(secret);
  };
  return (
    <>
      <h1 className="text-[22px] font-[620] tracking-[-0.015em]">
        {error ? 'This link does not open' : 'Sign in with a one-time link'}
      </h1>
      {error ? (
        <Trouble error={error} />
      ) : (
        <p className="mt-1 text-mute">
          The terminal in which Exchequer started printed one. Open it, or paste it here.
        </p>
      )}
      <form onSubmit={submit} className="mt-5 flex gap-2">
        <input
          className="field min-w-0 flex-1 font-mono text-[12.5px]"
          aria-label="One-time link"
          placeholder={`${window.location.origin}/login#token=…`}
          value={pasted}
          onChange={(e) => setPasted(e.target.value)}
          autoComplete="off"
        />
        <Button type="submit" kind="primary" disabled={!secret}>
          Sign in
        </Button>
      </form>
      <p className="mt-4 text-[13px] text-mute">
        A new link: <code className="text-ink">npx exchequer login</code> on the machine Exchequer runs on.
      </p>
    </>
  );
}

function Trouble({ error }: { error: unknown }) {
  const { what, fix } = troubleOf(error);
  return (
    <div role="alert" className="mt-2 border-l-2 border-stop pl-3">
      <p>{what.replace(/^./, (c) => c.toUpperCase())}.</p>
      <p className="text-mute">{fix}</p>
    </div>
  );
}
