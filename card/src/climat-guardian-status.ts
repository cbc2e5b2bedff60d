/** The one module that the bridge's own pages beside the rooms load, and that of the rooms where it asks who one is. */
import { ClimatGuardianAccess } from './page/access/climat-guardian-access.ts';
import { ClimatGuardianAdminDoor } from './page/access/admin-door.ts';
import { ClimatGuardianNewToken } from './page/access/new-token.ts';
import { ClimatGuardianTokenForm } from './page/access/token-form.ts';
import { ClimatGuardianTokens } from './page/access/tokens.ts';
import { ClimatGuardianChange } from './page/devices/change.ts';
import { ClimatGuardianDeviceKey } from './page/devices/device-key.ts';
import { ClimatGuardianDevices } from './page/devices/climat-guardian-devices.ts';
import { ClimatGuardianEditForm } from './page/devices/edit-form.ts';
import { ClimatGuardianEdits } from './page/devices/edits.ts';
import { ClimatGuardianSignIn } from './page/sign-in.ts';
import { ClimatGuardianStatus } from './page/status/climat-guardian-status.ts';

customElements.define('climat-guardian-device-key', ClimatGuardianDeviceKey);
customElements.define('climat-guardian-sign-in', ClimatGuardianSignIn);
customElements.define('climat-guardian-change', ClimatGuardianChange);
customElements.define('climat-guardian-edit-form', ClimatGuardianEditForm);
customElements.define('climat-guardian-edits', ClimatGuardianEdits);
customElements.define('climat-guardian-admin-door', ClimatGuardianAdminDoor);
customElements.define('climat-guardian-new-token', ClimatGuardianNewToken);
customElements.define('climat-guardian-token-form', ClimatGuardianTokenForm);
customElements.define('climat-guardian-tokens', ClimatGuardianTokens);
customElements.define('climat-guardian-devices', ClimatGuardianDevices);
customElements.define('climat-guardian-access', ClimatGuardianAccess);
customElements.define('climat-guardian-status', ClimatGuardianStatus);
