import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import type { Caller } from '../domain/caller.ts'
import type { Config } from './config.ts'
import { keptFile } from './kept-file.ts'
import { startRefused } from './start-refused.ts'

export const ownAlgorithm = 'ES256'

/** The program's own key for tokens, kept in DATA_DIR: it stands in for an identity provider. */
export function openSigningKey({ dataDir }: Pick<Config, 'dataDir'>): KeyObject {
  return createPrivateKey(keptFile(join(dataDir, 'signing-key.pem'), newKey))
}

/** What checks the tokens that the key signed. */
export const checkingKey = (signingKey: KeyObject): KeyObject => createPublicKey(signingKey)

/**
 * A token for that caller, good for 12 hours of real time: CLOCK moves points,
 * not tokens. Refuses where an identity provider gives the tokens.
 */
export function signToken(config: Config, { kind, code }: Caller): Promise<string> {
  if (config.jwksUrl)
    throw startRefused('JWKS_URL is set: tokens come from the identity provider, not from here.')
  return new SignJWT({ kind, code })
    .setProtectedHeader({ alg: ownAlgorithm })
    .setIssuedAt()
    .setIssuer(config.jwtIssuer)
    .setAudience(config.jwtAudience)
    .setExpirationTime('12h')
    .sign(openSigningKey(config))
}

const newKey = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey
