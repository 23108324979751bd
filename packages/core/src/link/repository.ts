/**
 * Name of a repository, whatever address it is given by: `github.com/acme/api` for
 * `https://github.com/acme/api.git` and `git@github.com:acme/api.git`. Lower case; '' for ''.
 */
export function repositoryName(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
    .replace(/^[^@/]+@/, '')
    .replace(/^([^:/]+):\d+\//, '$1/')
    .replace(/^([^:/]+):/, '$1/')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
}
