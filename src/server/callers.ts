import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { z } from 'zod'
import { type Caller, callerKinds } from '../domain/caller.ts'
import type { Config } from './config.ts'
import { checkingKey, openSigningKey, ownAlgorithm } from './signing-key.ts'

/** The header names nobody: to be answered UNAUTHENTICATED (401), with this sentence. */
export interface Unauthenticated {
  readonly unauthenticated: string
}

/** Who is calling, and for how long the token that says so is good, in real time. */
export interface Bearer {
  readonly caller: Caller
  readonly until: Date
}

export interface Callers {
  /**
   * Who is calling, by the request's Authorization header; undefined without one.
   * Rejects where the identity provider's keys can't be had.
   */
  readonly identify: (
    authorization: string | undefined,
  ) => Promise<Bearer | Unauthenticated | undefined>
}

export const isUnauthenticated = (
  identified: Bearer | Unauthenticated | undefined,
): identified is Unauthenticated => identified !== undefined && 'unauthenticated' in identified

/** What a token must say of its bearer; the code is free of control characters. */
const claims = z.object({
  kind: z.enum(callerKinds),
  code: z.string().regex(/^[^\p{Cc}]{1,200}$/u),
  exp: z.number(),
})

/** Whether tokens may name that caller. */
export const isCaller = (caller: unknown): caller is Caller =>
  claims.omit({ exp: true }).safeParse(caller).success

/** The clocks of whoever made a token, and ours, may differ so much. */
const toleranceSeconds = 30

// A claim can be any number: where it is past the last instant there is, that one will do.
const endOfToken = (exp: number): Date =>
  new Date(Math.min((exp + toleranceSeconds) * 1000, 8_640_000_000_000_000))

/** Checks bearer tokens by the keys at JWKS_URL, or by the program's own key. */
export function openCallers(config: Config): Callers {
  const keyFor = keysOf(config)
  const pinned = {
    algorithms: config.jwksUrl ? ['RS256', 'ES256', 'EdDSA'] : [ownAlgorithm],
    issuer: config.jwtIssuer,
    audience: config.jwtAudience,
    requiredClaims: ['exp'],
    clockTolerance: toleranceSeconds,
  }
  const known = rememberTokens()

  const check = async (token: string): Promise<Bearer | Unauthenticated> => {
    try {
      const { payload } = await jwtVerify(token, keyFor, pinned)
      const said = claims.safeParse(payload)
      if (!said.success) return { unauthenticated: sentences.claims }
      const { kind, code, exp } = said.data
      const bearer = { caller: { kind, code }, until: endOfToken(exp) }
      known.remember(token, bearer, exp * 1000)
      return bearer
    } catch (error) {
      return { unauthenticated: sentenceOf(error) }
    }
  }

  return {
    async identify(authorization) {
      if (authorization === undefined) return undefined
      const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1]
      if (token === undefined) return { unauthenticated: sentences.header }
      return known.find(token) ?? check(token)
    },
  }
}

function keysOf(config: Config): JWTVerifyGetKey {
  if (config.jwksUrl) return createRemoteJWKSet(new URL(config.jwksUrl))
  const key = checkingKey(openSigningKey(config))
  return async () => key
}

const sentences = {
  header: 'The Authorization header wants to be `Bearer` and a token.',
  claims: 'The token does not say who is calling: it wants the claims `kind` and `code`.',
  expired: 'The token has expired.',
  invalid: 'The token is not one that is trusted here.',
}

/** Throws what does not speak of the token, but of an identity provider out of reach. */
function sentenceOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return sentences.expired
  const outage = [errors.JWKSTimeout.code, errors.JWKSInvalid.code, errors.JOSEError.code]
  if (error instanceof errors.JOSEError && !outage.includes(error.code)) return sentences.invalid
  throw error
}

const tokensRemembered = 10_000
// A key that the identity provider takes back must not live on in remembered tokens.
const rememberedMs = 600_000

/** Checking a signature costs more than the rest of a request, so a good token is remembered. */
function rememberTokens() {
  const known = new Map<string, { readonly bearer: Bearer; readonly freshUntil: number }>()
  return {
    find(token: string): Bearer | undefined {
      const found = known.get(token)
      if (found && found.freshUntil > Date.now()) return found.bearer
      known.delete(token)
      return undefined
    },
    remember(token: string, bearer: Bearer, expiresAt: number): void {
      const oldest = known.size >= tokensRemembered ? known.keys().next().value : undefined
      if (oldest !== undefined) known.delete(oldest)
      known.set(token, { bearer, freshUntil: Math.min(expiresAt, Date.now() + rememberedMs) })
    },
  }
}
