import { type Refusal, type RuleCode, rulings, sentenceOf } from '../domain/refusal.ts'
import { builder } from './builder.ts'

export const RuleCodeRef = builder.enumType('RuleCode', {
  description: 'Which business rule refused.',
  values: Object.fromEntries(
    Object.entries(rulings).map(([code, { rule, en }]) => [
      code,
      { description: rule ? `${en} (${rule})` : en },
    ]),
  ) as Record<RuleCode, { readonly description: string }>,
})

const ErrorRef = builder.interfaceRef<Refusal>('Error').implement({
  description: 'Why there is no payload.',
  fields: (t) => ({
    message: t.string({
      description: 'For a person to read, in Korean or English as Accept-Language asks.',
      resolve: (refusal, _args, { language }) => sentenceOf(refusal, language),
    }),
  }),
})

export const RuleViolation = builder.objectRef<Refusal>('RuleViolation').implement({
  description: 'A business rule refused the request. Nothing was written.',
  interfaces: [ErrorRef],
  fields: (t) => ({
    code: t.expose('code', {
      type: RuleCodeRef,
      description: 'Which rule, for a program to read.',
    }),
    rule: t.string({
      nullable: true,
      description: "The rule's number, for example R3; null for the general codes.",
      resolve: ({ code }) => rulings[code].rule,
    }),
    path: t.stringList({
      nullable: true,
      description:
        'Where in the input, for example ["input", "amount"]; null where it is no field.',
      resolve: ({ path }) => path && [...path],
    }),
  }),
})
