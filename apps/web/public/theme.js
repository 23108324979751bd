// Sets the theme before the first paint, so that a dark page never flashes white. A file and not an
// inline script, because the content security policy allows none.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('exchequer.theme');
  } catch {
    // Storage may be forbidden; the system's preference then decides.
  }
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
