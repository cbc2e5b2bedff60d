/** What is loaded when somebody first looks at the heat map, which Home Assistant's dashboards do not offer. */
import { ClimatGuardianHeatMap } from './climat-guardian-heat-map.ts';

if (!customElements.get('climat-guardian-heat-map')) {
  customElements.define('climat-guardian-heat-map', ClimatGuardianHeatMap);
}
