/** Whether the bridge at this address refuses this browser until somebody signs in. */
const patienceMs = 10_000;

/** @param base what the API's paths are below of, e.g. `document.baseURI`. */
export async function isSignedOut(base: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    return (await fetch(new URL('api/v1/session', base), { cache: 'no-store', signal })).status === 401;
  } catch {
    return false; // it does not answer, which is another fault
  }
}
