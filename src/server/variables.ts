import { z } from 'zod'

/** One variable: how it is read, and what the README says of it. */
export interface Variable<T> {
  /** Completes the sentence "NAME wants ...". */
  readonly wants: string
  readonly schema: z.ZodType<T>
  /** What stands for it where it is left out, outside production and in it. */
  readonly otherwise: string
  readonly inProduction?: Production
  readonly means: string
}
type Production = 'required' | 'refused' | 'off'

const environments = ['development', 'production', 'test'] as const
export type Environment = (typeof environments)[number]
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

const wholeNumber = z.string().regex(/^\d{1,5}$/)
const portNumber = wholeNumber.transform(Number).pipe(z.number().max(65_535))
const text = z.string().regex(/^[^\p{Cc}]+$/u)
const onOff = z.enum(['on', 'off'])
const secret = z.string().min(32)
const url = (protocol: RegExp) => z.url({ protocol })
const httpUrl = url(/^https?$/)
// fetch refuses one with a user or password in it.
const plainHttpUrl = httpUrl.refine((text) => URL.canParse(text) && !namesUser(new URL(text)))
const baseUrl = plainHttpUrl
  .refine((text) => !/[?#]/.test(text))
  .transform((text) => text.replace(/\/+$/, ''))
// 24 to 64 bytes, as Standard Webhooks want it.
const webhookSecret = z
  .string()
  .regex(/^whsec_(?=.{32,88}$)([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}(==|[A-Za-z0-9+/]=))?$/)
const databaseUrl = url(/^postgres(ql)?$/).regex(/^[^/]*\/\/[^/]*\/[^/?]/)
// RFC 3339 writes its seconds; zod alone would do without.
const instant = z.iso
  .datetime({ offset: true })
  .regex(/T\d\d:\d\d:\d\d/)
  .transform(asDate)

export const variables = {
  PORT: {
    wants: 'a whole number from 0 to 65535',
    schema: portNumber,
    otherwise: '4000',
    means: 'Where to listen; 0 takes any free port. Left out, the next free port from 4000 on.',
  },
  HOST: {
    wants: 'a host name or an address of this machine',
    schema: z.string().regex(/^[\w.:%-]+$/),
    otherwise: '127.0.0.1',
    means: 'The address to listen on.',
  },
  PUBLIC_URL: {
    wants: 'the http or https URL under which callers reach it, without user, query and fragment',
    schema: baseUrl,
    otherwise: 'the address it listens on',
    inProduction: 'required',
    means: 'What links to codes of coupons begin with.',
  },
  DATABASE_URL: {
    wants: 'the URL of a PostgreSQL database, like postgresql://user:password@host:5432/points',
    schema: databaseUrl,
    otherwise: 'its own PostgreSQL',
    inProduction: 'required',
    means:
      'A PostgreSQL 15 or newer. Its user owns the database and may make roles, or has been granted the role `point_gateway`; a missing database is made where the user may.',
  },
  DATA_DIR: {
    wants: 'the path of a folder',
    schema: text,
    otherwise: '.data',
    means: 'Where its own PostgreSQL, its secrets and its signing key are kept.',
  },
  NODE_ENV: {
    wants: 'development, production or test',
    schema: z.enum(environments),
    otherwise: 'development',
    means: 'In production nothing is made up, and nothing is open that was not opened.',
  },
  LOG_LEVEL: {
    wants: `one of ${logLevels.join(', ')}`,
    schema: z.enum(logLevels),
    otherwise: 'info',
    means: 'The least that is logged, as JSON lines on standard error.',
  },
  CLOCK: {
    wants: 'an RFC 3339 instant with its offset, like 2028-08-01T00:00:00+09:00',
    schema: instant,
    otherwise: 'the real time',
    inProduction: 'refused',
    means: 'Where the clock starts, and runs on from: to try expiry and settlement in a minute.',
  },
  JWKS_URL: {
    wants: 'the http or https URL of a JSON Web Key Set',
    schema: httpUrl,
    otherwise: 'its own key',
    inProduction: 'required',
    means: 'The keys of the identity provider whose tokens are trusted (RS256, ES256, EdDSA).',
  },
  JWT_ISSUER: {
    wants: 'the issuer (iss) that tokens must name',
    schema: text,
    otherwise: 'point-platform-gateway',
    inProduction: 'required',
    means: 'Required with JWKS_URL.',
  },
  JWT_AUDIENCE: {
    wants: 'the audience (aud) that tokens must name',
    schema: text,
    otherwise: 'point-platform-gateway',
    inProduction: 'required',
    means: 'Required with JWKS_URL.',
  },
  PERSON_SECRET: {
    wants: 'at least 32 characters',
    schema: secret,
    otherwise: 'made once, kept in DATA_DIR',
    inProduction: 'required',
    means:
      'The key of the hash that stands for a person’s identity value. It can’t be changed later.',
  },
  CODE_SECRET: {
    wants: 'at least 32 characters',
    schema: secret,
    otherwise: 'made once, kept in DATA_DIR',
    inProduction: 'required',
    means: 'The key of the hash that stands for a coupon’s code. It can’t be changed later.',
  },
  NOTICE_URL: {
    wants:
      'the http or https URL of a provider of notices, without a user and password: it knows the gateway by NOTICE_SECRET',
    schema: plainHttpUrl,
    otherwise: 'the log',
    means:
      'Where notices to users are posted as JSON, signed as Standard Webhooks say, each at least once. The log has their titles only.',
  },
  NOTICE_SECRET: {
    wants: 'whsec_ and 24 to 64 bytes in base64',
    schema: webhookSecret,
    otherwise: 'nothing is signed',
    means: 'Required with NOTICE_URL: the key of the signatures.',
  },
  NOTICE_GUIDE_URL: {
    wants: 'the http or https URL of a page',
    schema: httpUrl,
    otherwise: 'https://example.com/points/guide',
    inProduction: 'required',
    means: 'Where the button 사용안내 of a notice leads.',
  },
  NOTICE_HISTORY_URL: {
    wants: 'the http or https URL of a page',
    schema: httpUrl,
    otherwise: 'https://example.com/points/history',
    inProduction: 'required',
    means: 'Where the button 내역보기 of a notice leads.',
  },
  GRAPHIQL: {
    wants: 'on or off',
    schema: onOff,
    otherwise: 'on',
    inProduction: 'off',
    means: 'GraphiQL at /graphql.',
  },
  INTROSPECTION: {
    wants: 'on or off',
    schema: onOff,
    otherwise: 'on',
    inProduction: 'off',
    means: 'Whether clients may ask for the schema.',
  },
  DUE_WORK: {
    wants: 'on or off',
    schema: onOff,
    otherwise: 'on',
    means:
      'Whether this process carries out what comes due: expiry, lapsed holds, scheduled accruals, notices, the codes of coupons. One process of several is enough; more share the work.',
  },
} satisfies Record<string, Variable<unknown>>

export type Name = keyof typeof variables
export const names = Object.keys(variables) as Name[]

const namesUser = ({ username, password }: URL): boolean => username !== '' || password !== ''

function asDate(value: string): Date {
  return new Date(value)
}

/** The variables as a Markdown table, for the README. */
export function configTable(): string {
  const rows = names.map((name) => {
    const { wants, otherwise, inProduction, means }: Variable<unknown> = variables[name]
    const production = inProduction ?? otherwise
    return `| \`${name}\` | ${wants} | ${otherwise} | ${production} | ${means} |`
  })
  const head = [
    '| Variable | Wants | Left out | Left out in production | Meaning |',
    '|---|---|---|---|---|',
  ]
  return [...head, ...rows].join('\n')
}
