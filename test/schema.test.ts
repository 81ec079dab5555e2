import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import {
  buildSchema,
  findBreakingChanges,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql'
import { schema } from '../src/schema/schema.ts'

const printed = `${printSchema(lexicographicSortSchema(schema))}\n`
const promised = readFileSync('test/support/promised.graphql', 'utf8')

/** Changes that break clients and that were agreed with them, as `findBreakingChanges` says them. */
const agreed: readonly string[] = [
  'Redemption.refunds changed type from [Refund!]! to RedemptionRefundsConnection!.',
]

const breaks = (from: string): string[] =>
  findBreakingChanges(buildSchema(from), schema)
    .map(({ description }) => description)
    .filter((description) => !agreed.includes(description))

describe('the contract with clients', () => {
  test('schema.graphql is what the code serves', () => {
    expect(readFileSync('schema.graphql', 'utf8')).toBe(printed)
  })

  test('all that was promised is served, under its name, with its arguments and nullability', () => {
    expect(breaks(promised)).toEqual([])
  })

  test('no client of an earlier schema is broken', () => {
    expect(earlierSchemas().flatMap(breaks)).toEqual([])
  })

  test.each([
    ['a field that is gone', 'room: Points!', 'rest: Points!', 'Wallet.rest was removed.'],
    [
      'an argument that is gone',
      'expiring(through: Date!)',
      'expiring(through: Date!, also: Date)',
      'Wallet.expiring arg also was removed.',
    ],
    [
      'null where none was',
      'rule: String',
      'rule: String!',
      'RuleViolation.rule changed type from String! to String.',
    ],
  ])('%s is found', (_what, served, wanted, found) => {
    expect(breaks(promised.replace(served, wanted))).toEqual([found])
  })

  test('connections of what grows without end have no count, all others do', () => {
    const counted = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter(({ name }) => name.endsWith('Connection'))
      .filter((type) => 'totalCount' in type.getFields())
      .map(({ name }) => name)
    expect(counted.sort()).toEqual([
      'AgencyCouponOrdersConnection',
      'PartnerContractsConnection',
      'PartnerCouponOrdersConnection',
      'QueryAgenciesConnection',
      'QueryCouponOrdersConnection',
      'QueryMerchantsConnection',
      'QueryPartnersConnection',
      'WalletLotsConnection',
    ])
  })
})

describe('descriptions', () => {
  const own = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  )

  test.each(own.map((type) => [type.name, type] as const))(
    '%s has one everywhere',
    (_name, type) => {
      expect(undescribed(type)).toEqual([])
    },
  )
})

/** Everything of a type that says nothing about itself. */
function undescribed(type: GraphQLNamedType): string[] {
  const parts: [string, string | null | undefined][] = [[type.name, type.description]]
  if (isEnumType(type))
    for (const { name, description } of type.getValues()) parts.push([name, description])
  if (isInputObjectType(type))
    for (const { name, description } of Object.values(type.getFields()))
      parts.push([name, description])
  if (isObjectType(type) || isInterfaceType(type))
    for (const { name, description, args } of Object.values(type.getFields())) {
      parts.push([name, description])
      for (const arg of args) parts.push([`${name}(${arg.name})`, arg.description])
    }
  return parts.filter(([, description]) => !description).map(([name]) => name)
}

/** The last two committed versions; none where this is no clone, or a new one of a single commit. */
function earlierSchemas(): string[] {
  try {
    const commits = git('log', '-2', '--format=%H', '--', 'schema.graphql').split('\n')
    return commits.filter(Boolean).map((commit) => git('show', `${commit}:schema.graphql`))
  } catch {
    return []
  }
}

const git = (...args: string[]): string =>
  execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
