import { createHash, randomBytes } from 'node:crypto'

const tokenBytes = 32

/** R15: whoever has it can fetch the codes of an order, once. Nobody can guess it. */
export const newExportToken = (): string => randomBytes(tokenBytes).toString('base64url')

export const isExportToken = (text: string): boolean => /^[\w-]{43}$/.test(text)

/** What is kept of a token: it has bits enough that a plain hash tells nothing of it. */
export const hashOfToken = (token: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(token).digest())

/** For how long a link works. */
export const linkMs = 600_000
