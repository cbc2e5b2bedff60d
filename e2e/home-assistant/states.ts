/** What Home Assistant's state machine says, as it says it. */
import type { HomeAssistant } from '@climat-guardian/suite/processes/home-assistant';

type Look = () => void;

const withinMs = 120_000;

export class States {
  readonly #now = new Map<string, string>();
  readonly #waiting = new Set<Look>();

  /** Of what changes from now on. */
  static async of(hass: HomeAssistant): Promise<States> {
    const states = new States();
    await hass.listen('state_changed', ({ data }) => {
      const { entity_id, new_state } = data as { entity_id: string; new_state: { state: string } | null };
      states.#hear(entity_id, new_state?.state);
    });
    return states;
  }

  now(entityId: string): string | undefined {
    return this.#now.get(entityId);
  }

  /** @returns the entity's state, once it is one that is waited for. */
  async until(entityId: string, isIt: (state: string) => boolean): Promise<string> {
    const late = AbortSignal.timeout(withinMs);
    return await new Promise((resolve, reject) => {
      const look = (): void => {
        const state = this.#now.get(entityId);
        if (state !== undefined && isIt(state)) resolve(state);
        else if (late.aborted) reject(new Error(`${entityId} is still ${String(state)}`));
        else return;
        this.#waiting.delete(look);
        late.removeEventListener('abort', look);
      };
      this.#waiting.add(look);
      late.addEventListener('abort', look);
      look();
    });
  }

  #hear(entityId: string, state: string | undefined): void {
    if (state === undefined) this.#now.delete(entityId);
    else this.#now.set(entityId, state);
    for (const look of [...this.#waiting]) look();
  }
}
