/** Rooms as tiles or as lines: as many as fit a screen, unless the reader says otherwise, and then for ever. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { icon } from '../elements/icons.ts';
import type { Locale } from '../i18n/locale.ts';

const LAYOUTS = ['tile', 'line'] as const;
export type PageLayout = (typeof LAYOUTS)[number];

/** Tiles of more rooms are taller than a desktop's screen, where forty lines are not. */
const MOST_TILES = 24;
/** Fewer are in sight either way. */
const LEAST_CHOICE = 4;

const KEY = 'climat-guardian-layout';
const WORDS = { tile: 'card.form.layout.auto', line: 'card.form.layout.list' } as const;
const ICONS: Readonly<Record<PageLayout, TemplateResult>> = {
  tile: icon(svg`<path d="M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM13.5 13.5H20V20h-6.5z" />`),
  line: icon(svg`<path d="M4 6h16M4 12h16M4 18h16" />`),
};

export function layoutOf(rooms: number, chosen: PageLayout | null): PageLayout {
  return chosen ?? (rooms > MOST_TILES ? 'line' : 'tile');
}

export function layoutSwitch(
  rooms: number,
  layout: PageLayout,
  { text, choose }: { readonly text: Locale['text']; readonly choose: (layout: PageLayout) => void },
): TemplateResult | typeof nothing {
  if (rooms < LEAST_CHOICE) return nothing;
  return html`<div class="layout" role="group" aria-label=${text('card.form.layout')}>
    ${LAYOUTS.map(
      (one) =>
        html`<button
          type="button"
          aria-pressed=${one === layout}
          title=${text(WORDS[one])}
          @click=${() => {
            choose(one);
          }}
        >
          ${ICONS[one]}<span class="spoken">${text(WORDS[one])}</span>
        </button>`,
    )}
  </div>`;
}

/** null: nobody has chosen, or the browser keeps nothing. */
export function rememberedLayout(): PageLayout | null {
  try {
    const known = localStorage.getItem(KEY);
    return LAYOUTS.find((layout) => layout === known) ?? null;
  } catch {
    return null;
  }
}

export function rememberLayout(layout: PageLayout): void {
  try {
    localStorage.setItem(KEY, layout);
  } catch {
    // Then it holds as long as the page is open.
  }
}
