import { createHmac } from 'node:crypto'

/** The keyed hash, in hex, that stands for a person's identity value, which is kept nowhere. */
export const personHash =
  (secret: string) =>
  (identity: string): string =>
    createHmac('sha256', secret).update(identity).digest('hex')
