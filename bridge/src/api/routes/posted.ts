/** What is in the body of a `POST /api/v1/readings`, read at the door. */
import { Errors } from 'typebox/schema';
import { PostedReadings } from '../../../api/schema.ts';
import { parseMac, type Mac } from '../../reading/mac.ts';
import { definitionOf, isPlausible, quantities, isQuantity, type Quantity } from '../../reading/quantity.ts';
import { statedName } from '../../reading/stated-text.ts';
import { unprocessable, type Refused } from '../refused.ts';

export interface Posted {
  /** At least one. */
  readonly values: readonly { readonly quantity: Quantity; readonly value: number }[];
  /** The device's own time, milliseconds UTC; undefined where it gave none. */
  readonly statedAt: number | undefined;
  /** The device that it says it is. */
  readonly mac: Mac | undefined;
  /** Both empty where they are not said. */
  readonly name: string;
  readonly area: string;
}

/**
 * Seconds from 2001 to 2100, and the same in milliseconds: no number is both. Before it lies what a device says that
 * does not know the time yet.
 */
const [earliestS, latestS] = [978_307_200, 4_102_444_800];

/** @param body of JSON. @throws {Refused} naming the field. */
export function parsePosted(body: unknown): Posted {
  const [isValid, errors] = Errors(PostedReadings, body);
  if (!isValid) throw wrongType(errors[0]?.instancePath.split('/')[1]);
  // It has just been checked.
  const posted = body as PostedReadings;
  const values = Object.keys(quantities)
    .filter(isQuantity)
    .flatMap((quantity) => {
      const value = posted[quantity];
      return value === undefined || value === null ? [] : [{ quantity, value: plausible(quantity, value) }];
    });
  if (values.length === 0) {
    throw unprocessable('no-quantity', `None of ${Object.keys(quantities).join(', ')} is there.`);
  }
  return {
    values,
    statedAt: posted.unix_timestamp === undefined ? undefined : millisecondsOf(posted.unix_timestamp),
    mac: posted.mac === undefined ? undefined : macOf(posted.mac),
    name: statedName(posted.name ?? ''),
    area: statedName(posted.area ?? ''),
  };
}

/** What the store keeps are thousandths, and what is shown is what is kept. */
function plausible(quantity: Quantity, value: number): number {
  if (isPlausible(quantity, value)) return Math.round(value * 1000) / 1000;
  const { range, unit } = definitionOf(quantity);
  const [low, high] = range;
  throw unprocessable(
    'implausible',
    `${quantity} is ${String(value)}, and must be from ${String(low)} to ${String(high)} ${unit}.`,
    quantity,
  );
}

function millisecondsOf(timestamp: number): number {
  if (timestamp >= earliestS && timestamp <= latestS) return Math.round(timestamp * 1000);
  if (timestamp >= earliestS * 1000 && timestamp <= latestS * 1000) return Math.round(timestamp);
  throw unprocessable(
    'implausible-time',
    `unix_timestamp is ${String(timestamp)}, and must be seconds or milliseconds since 1970 of a time from 2001 to ` +
      '2100. Leave it away where the device does not know the time.',
    'unix_timestamp',
  );
}

function macOf(text: string): Mac {
  const mac = parseMac(text);
  if (mac !== undefined) return mac;
  throw unprocessable('wrong-type', 'mac must be a MAC address such as a0:b7:65:00:00:01.', 'mac');
}

function wrongType(field: string | undefined): Refused {
  if (field === undefined) return unprocessable('wrong-type', 'The body must be a JSON object.');
  const wanted = isQuantity(field) || field === 'unix_timestamp' ? 'a number' : 'a text';
  return unprocessable('wrong-type', `${field} must be ${wanted}.`, field);
}
