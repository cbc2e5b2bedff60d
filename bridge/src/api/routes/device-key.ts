/** A device's encryption key, entered by hand: written, never read. */
import type { FastifyPluginCallbackTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { DeviceKey, Problem } from '../../../api/schema.ts';
import { parseMac, type Mac } from '../../reading/mac.ts';
import { callerOf } from '../caller.ts';
import { Refused } from '../refused.ts';

export interface DeviceKeyRoutesOptions {
  readonly deviceKeys: {
    /** @returns the key as it is kept, or what is wrong with it, in words that do not hold it. */
    readonly parse: (text: string) => { readonly psk: string } | { readonly malformed: string };
    /** Both resolve when it is on the disk. @param by whose token. */
    readonly set: (device: Mac, psk: string, by: number | null) => Promise<void>;
    readonly remove: (device: Mac, by: number | null) => Promise<void>;
  };
}

const params = Type.Object({
  mac: Type.String({
    pattern: '^([0-9A-Fa-f]{2}[:-]?){5}[0-9A-Fa-f]{2}$',
    description: 'a device’s MAC address; it need not be known yet',
  }),
});

export function deviceKeyRoutes({ deviceKeys }: DeviceKeyRoutesOptions): FastifyPluginCallbackTypebox {
  return (app, _options, done) => {
    app.put(
      '/api/v1/devices/:mac/key',
      {
        bodyLimit: 4096,
        config: { access: 'admin' },
        schema: {
          operationId: 'setDeviceKey',
          summary: 'Give a device’s encryption key; it goes before the configuration’s',
          tags: ['administrators'],
          params,
          body: DeviceKey,
          response: {
            204: Type.Null({ description: 'It is on the disk, and tried at once.' }),
            422: Problem,
          },
        },
      },
      async (request, reply) => {
        const { mac } = request.params;
        const { body } = request;
        const parsed = deviceKeys.parse(body.key);
        if ('malformed' in parsed) {
          throw new Refused({
            status: 422,
            code: 'malformed-key',
            title: 'Not a key',
            detail: `The key cannot be used: ${parsed.malformed}.`,
            field: 'key',
          });
        }
        await stored(deviceKeys.set(macOf(mac), parsed.psk, callerOf(request).token));
        return reply.code(204).send(null);
      },
    );
    app.delete(
      '/api/v1/devices/:mac/key',
      {
        config: { access: 'admin' },
        schema: {
          operationId: 'removeDeviceKey',
          summary: 'Forget the key that was given; the configuration’s is used again, where there is one',
          tags: ['administrators'],
          params,
          response: { 204: Type.Null({ description: 'There is none any more, or never was.' }) },
        },
      },
      async (request, reply) => {
        await stored(deviceKeys.remove(macOf(request.params.mac), callerOf(request).token));
        return reply.code(204).send(null);
      },
    );
    done();
  };
}

function macOf(text: string): Mac {
  const mac = parseMac(text);
  if (mac === undefined) throw new Error('what its pattern lets in is a MAC address');
  return mac;
}

/** @throws {Refused} */
async function stored(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (cause) {
    throw new Refused(
      {
        status: 503,
        code: 'not-stored',
        title: 'Not stored',
        detail: `The store did not take it: ${cause instanceof Error ? cause.message : String(cause)}`,
      },
      { 'retry-after': '10' },
    );
  }
}
