import { destination, type Logger, pino } from 'pino'
import type { Config } from './config.ts'

export type Log = Logger

// What must not be read in a log: identity values, codes of coupons, tokens, keys.
const secretNames = ['authorization', 'cookie', 'person', 'token', 'secret', 'input', 'variables']

/** JSON lines on standard error: standard output is for what a command was asked to print. */
export const openLog = ({ logLevel }: Pick<Config, 'logLevel'>): Log =>
  pino(
    {
      level: logLevel,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
    },
    destination({ fd: 2, sync: true }),
  )
