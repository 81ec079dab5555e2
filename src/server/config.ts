import { resolve } from 'node:path'
import type { z } from 'zod'
import type { NoticeLinks } from '../domain/notice.ts'
import { startRefused } from './start-refused.ts'
import {
  type Environment,
  type LogLevel,
  type Name,
  names,
  type Variable,
  variables,
} from './variables.ts'

export type Env = Readonly<Record<string, string | undefined>>

/** The environment, read once. What is undefined was left out and has no fixed default. */
export interface Config {
  readonly environment: Environment
  readonly port: number
  /** A port that was named and is taken stops the start; the default moves on. */
  readonly portGiven: boolean
  readonly host: string
  /** Under which callers reach it, without a slash at its end; where it listens, if left out. */
  readonly publicUrl: string | undefined
  readonly databaseUrl: string | undefined
  /** Absolute. */
  readonly dataDir: string
  readonly logLevel: LogLevel
  /** Where the program's own clock starts; its real one, if left out. */
  readonly clock: Date | undefined
  /** Whose keys sign tokens; the program's own key, if left out. */
  readonly jwksUrl: string | undefined
  readonly jwtIssuer: string
  readonly jwtAudience: string
  readonly personSecret: string | undefined
  readonly codeSecret: string | undefined
  /** Where notices are posted; the log, if left out. */
  readonly noticeUrl: string | undefined
  /** Is there where `noticeUrl` is. */
  readonly noticeSecret: string | undefined
  readonly noticeLinks: NoticeLinks
  readonly graphiql: boolean
  readonly introspection: boolean
  /** Whether this process carries out what comes due with time. */
  readonly dueWork: boolean
}

/**
 * Reads the environment; an empty variable counts as left out.
 *
 * Throws a refusal with a sentence for each bad or missing variable, which names
 * it and what it wants, and never repeats its value.
 */
export function readConfig(env: Env): Config {
  const problems = names.flatMap((name) => problemOf(name, env) ?? [])
  if (problems.length > 0) throw startRefused(problems.join('\n'))
  const production = env.NODE_ENV === 'production'
  return {
    environment: read('NODE_ENV', env) ?? 'development',
    port: read('PORT', env) ?? Number(variables.PORT.otherwise),
    portGiven: Boolean(env.PORT),
    host: read('HOST', env) ?? variables.HOST.otherwise,
    publicUrl: read('PUBLIC_URL', env),
    databaseUrl: read('DATABASE_URL', env),
    dataDir: resolve(read('DATA_DIR', env) ?? variables.DATA_DIR.otherwise),
    logLevel: read('LOG_LEVEL', env) ?? 'info',
    clock: read('CLOCK', env),
    jwksUrl: read('JWKS_URL', env),
    jwtIssuer: read('JWT_ISSUER', env) ?? variables.JWT_ISSUER.otherwise,
    jwtAudience: read('JWT_AUDIENCE', env) ?? variables.JWT_AUDIENCE.otherwise,
    personSecret: read('PERSON_SECRET', env),
    codeSecret: read('CODE_SECRET', env),
    noticeUrl: read('NOTICE_URL', env),
    noticeSecret: read('NOTICE_SECRET', env),
    noticeLinks: {
      guide: read('NOTICE_GUIDE_URL', env) ?? variables.NOTICE_GUIDE_URL.otherwise,
      history: read('NOTICE_HISTORY_URL', env) ?? variables.NOTICE_HISTORY_URL.otherwise,
    },
    graphiql: (read('GRAPHIQL', env) ?? (production ? 'off' : 'on')) === 'on',
    introspection: (read('INTROSPECTION', env) ?? (production ? 'off' : 'on')) === 'on',
    dueWork: (read('DUE_WORK', env) ?? 'on') === 'on',
  }
}

const read = <N extends Name>(name: N, env: Env) =>
  (env[name] ? variables[name].schema.parse(env[name]) : undefined) as
    | z.infer<(typeof variables)[N]['schema']>
    | undefined

function problemOf(name: Name, env: Env): string | undefined {
  const { wants, schema, inProduction }: Variable<unknown> = variables[name]
  const production = env.NODE_ENV === 'production'
  if (env[name]) {
    if (production && inProduction === 'refused')
      return `${name} wants to be left out in production.`
    return schema.safeParse(env[name]).success ? undefined : `${name} wants ${wants}.`
  }
  if (production && inProduction === 'required')
    return `${name} is missing: production wants ${wants}.`
  const other = requiredWith[name]
  if (other && env[other]) return `${name} is missing: with ${other} it wants ${wants}.`
  return undefined
}

const requiredWith: Partial<Record<Name, Name>> = {
  JWT_ISSUER: 'JWKS_URL',
  JWT_AUDIENCE: 'JWKS_URL',
  NOTICE_SECRET: 'NOTICE_URL',
}
