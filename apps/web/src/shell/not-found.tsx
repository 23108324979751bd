import { buttonClass } from '../components/button.tsx';
import { Empty } from '../components/empty.tsx';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <main className="mx-auto max-w-2xl p-8">
      <Empty
        title="There is no such page"
        action={
          <a className={buttonClass('primary')} href="/">
            Go to Today
          </a>
        }
      >
        The address may be mistyped, or the page has moved.
      </Empty>
    </main>
  );
}
