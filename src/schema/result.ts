import type { ObjectRef, SchemaTypes } from '@pothos/core'
import { isRefusal } from '../domain/refusal.ts'
import { builder } from './builder.ts'
import { RuleViolation } from './refusals.ts'

/** `union XResult = XPayload | RuleViolation`, of the payload that is named so. */
export const resultOf = <Types extends SchemaTypes, Payload extends object>(
  payload: ObjectRef<Types, Payload>,
) =>
  builder.unionType(payload.name.replace(/Payload$/, 'Result'), {
    description: 'What was done, or which rule refused.',
    types: [
      payload as unknown as ObjectRef<typeof builder.$inferSchemaTypes, Payload>,
      RuleViolation,
    ],
    resolveType: (outcome) => (isRefusal(outcome as object) ? 'RuleViolation' : payload.name),
  })
