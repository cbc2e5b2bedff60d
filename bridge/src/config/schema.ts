/** The configuration file, as docs/data-path.md and the README name its keys. */
import { Type, type Static } from 'typebox';

const strict = { additionalProperties: false } as const;
const Port = Type.Integer({ minimum: 1, maximum: 65_535 });

export const ConfigFile = Type.Object(
  {
    site: Type.Optional(
      Type.Object(
        {
          id: Type.Optional(Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,47}$' })),
          name: Type.Optional(Type.String({ minLength: 1 })),
          timezone: Type.Optional(Type.String()),
        },
        strict,
      ),
    ),
    devices: Type.Optional(
      Type.Object(
        {
          discovery: Type.Optional(Type.Boolean()),
          static: Type.Optional(
            Type.Array(
              Type.Object(
                {
                  host: Type.String({ minLength: 1 }),
                  port: Type.Optional(Port),
                  mac: Type.Optional(Type.String()),
                  key: Type.Optional(Type.String()),
                  key_file: Type.Optional(Type.String()),
                },
                strict,
              ),
            ),
          ),
          keys: Type.Optional(Type.Record(Type.String(), Type.String())),
          keys_file: Type.Optional(Type.String()),
          require_encryption: Type.Optional(Type.Boolean()),
        },
        strict,
      ),
    ),
    sinks: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }),
            type: Type.String(),
            url: Type.String(),
            from: Type.Optional(Type.String()),
            // influxdb1
            database: Type.Optional(Type.String({ minLength: 1 })),
            long_database: Type.Optional(Type.String({ minLength: 1 })),
            username: Type.Optional(Type.String()),
            password: Type.Optional(Type.String()),
            password_file: Type.Optional(Type.String()),
            // influxdb2
            org: Type.Optional(Type.String({ minLength: 1 })),
            bucket: Type.Optional(Type.String({ minLength: 1 })),
            long_bucket: Type.Optional(Type.String({ minLength: 1 })),
            token: Type.Optional(Type.String()),
            token_file: Type.Optional(Type.String()),
          },
          strict,
        ),
      ),
    ),
    store: Type.Optional(
      Type.Object(
        {
          path: Type.Optional(Type.String({ minLength: 1 })),
          commit_interval: Type.Optional(Type.String()),
          fold_above: Type.Optional(Type.Integer({ minimum: 1000, maximum: 1_000_000 })),
          keep_raw: Type.Optional(Type.String()),
        },
        strict,
      ),
    ),
    clock: Type.Optional(
      Type.Object(
        {
          trust: Type.Optional(Type.String()),
          servers: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { maxItems: 16 })),
        },
        strict,
      ),
    ),
    api: Type.Optional(
      Type.Object(
        {
          listen: Type.Optional(Type.String()),
          hosts: Type.Optional(Type.Array(Type.String())),
          trusted_proxies: Type.Optional(Type.Array(Type.String())),
          cors_origins: Type.Optional(Type.Array(Type.String())),
          path: Type.Optional(Type.String()),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type ConfigFile = Static<typeof ConfigFile>;
