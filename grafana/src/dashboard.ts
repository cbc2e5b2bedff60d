import type { Dashboard, DashboardLink, Panel, Variable } from './model.ts';

/** All of ours have it, and link to each other by it. */
export const ourTag = 'climat-guardian';

const links: readonly DashboardLink[] = [
  {
    type: 'dashboards',
    title: 'Climat Guardian',
    tags: [ourTag],
    asDropdown: false,
    keepTime: true,
    includeVars: true,
    targetBlank: false,
    icon: 'external link',
    tooltip: 'With the same rooms and time',
    url: '',
  },
];

export interface Own {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  readonly refresh: string;
  readonly variables: readonly Variable[];
  readonly panels: readonly Panel[];
}

export function dashboard({ uid, title, description, from, refresh, variables, panels }: Own): Dashboard {
  return {
    id: null,
    uid,
    title: `Climat Guardian: ${title}`,
    description,
    tags: [ourTag],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    weekStart: 'monday',
    fiscalYearStartMonth: 0,
    time: { from, to: 'now' },
    refresh,
    templating: { list: variables },
    annotations: { list: [] },
    links,
    panels,
  };
}
