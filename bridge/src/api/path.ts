/** The path prefix of a reverse proxy: what is asked for is answered with and without it. */

/**
 * @param path with slashes at both ends.
 * @returns the URL as it is without the prefix.
 */
export function underPath(url: string, path: string): string {
  return url.startsWith(path) ? url.slice(path.length - 1) : url;
}
