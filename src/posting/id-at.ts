import { randomUUID } from 'node:crypto'
import { idOf, type Stamp } from '../domain/sequence.ts'

/** An id of that stamp, which no other process makes. */
export const idAt = (stamp: Stamp): string => idOf(stamp, randomUUID().slice(24))
