/** The one module that the bridge's status page loads; Home Assistant never does. */
import { ClimatGuardianStatus } from './page/status/climat-guardian-status.ts';
import { ClimatGuardianDeviceKey } from './page/status/device-key.ts';
import { ClimatGuardianSignIn } from './page/status/sign-in.ts';

customElements.define('climat-guardian-device-key', ClimatGuardianDeviceKey);
customElements.define('climat-guardian-sign-in', ClimatGuardianSignIn);
customElements.define('climat-guardian-status', ClimatGuardianStatus);
