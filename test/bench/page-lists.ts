/** What a list is asked by. */
export interface Asked {
  /** A wallet's account. */
  readonly account: string
  /** Global id. */
  readonly contract: string
  /** Code. */
  readonly merchant: string
  /** In the middle of its history. */
  readonly middle: string
}

/** A connection, as a document asks for it. */
interface List {
  readonly name: string
  readonly field: string
  readonly node: string
  readonly within: (field: string) => string
  /** Arguments that narrow it, by what they leave. */
  readonly narrowed: Readonly<Record<string, string>>
}

const ofWallet = (field: string) => `wallet(account: $account) { ${field} }`

export const lists: readonly List[] = [
  {
    name: 'entries',
    field: 'entries',
    node: 'id account amount journal { kind postedAt balanceAfter }',
    within: ofWallet,
    narrowed: {
      'of a kind': 'filter: { kinds: [ACCRUAL] }',
      'until the middle': 'filter: { to: $middle }',
    },
  },
  {
    name: 'journals',
    field: 'journals',
    node: 'id kind postedAt balanceAfter entries { account amount }',
    within: (field) => field,
    narrowed: {
      'of a kind': 'filter: { kinds: [ACCRUAL] }',
      'until the middle': 'filter: { to: $middle }',
    },
  },
  {
    name: 'accruals',
    field: 'accruals',
    node: 'id status amount purpose createdAt',
    within: (field) => `node(id: $contract) { ... on Contract { ${field} } }`,
    narrowed: {
      'of a purpose': 'filter: { purposes: [OTHER], statuses: [COMPLETED] }',
      'until the middle': 'filter: { to: $middle }',
    },
  },
  {
    name: 'lots',
    field: 'lots',
    node: 'id amount remaining status expiresAt',
    within: ofWallet,
    narrowed: { available: 'status: AVAILABLE', exhausted: 'status: EXHAUSTED' },
  },
  {
    name: "a wallet's redemptions",
    field: 'redemptions',
    node: 'id status points createdAt',
    within: ofWallet,
    narrowed: {},
  },
  {
    name: "a merchant's redemptions",
    field: 'redemptions',
    node: 'id status points createdAt',
    within: (field) => `merchant(code: $merchant) { ${field} }`,
    narrowed: { captured: 'status: CAPTURED' },
  },
]

/** A document that asks for a page of it, and an alias by which the page is found in the answer. */
export const documentOf = ({ field, node, within }: List, narrowing = ''): string => {
  const page = `first: $first, last: $last, after: $after ${narrowing}`
  const body = within(
    `page: ${field}(${page}) { edges { node { ${node} } } pageInfo { startCursor hasNextPage } }`,
  )
  const given = { account: 'String', contract: 'ID', merchant: 'String', middle: 'DateTime' }
  const variables = Object.entries(given).filter(([name]) => body.includes(`$${name}`))
  const declared = variables.map(([name, type]) => `$${name}: ${type}!`).join(' ')
  return `query (${declared} $first: Int, $last: Int, $after: String) { ${body} }`
}
