/**
 * What graphql-js says of a value, without the value itself: an answer tells no code of a coupon and
 * no identity value, also where it was put in the wrong place.
 */
export const withoutValues = (sentence: string): string =>
  sentence
    .replace(/(cannot represent [\w\s-]*value): .*?(\. Did you mean .*)?$/s, '$1$2')
    .replace(/(Expected value of type "[^"]*"), found .*$/s, '$1.')
    .replace(/\b(BlockString|String|Int|Float) ".*"\.$/s, '$1.')
