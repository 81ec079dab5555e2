import type { Language } from '../domain/refusal.ts'

/** The language that a request likes best by its Accept-Language header; English, unless it says. */
export function languageOf(acceptLanguage: string | undefined): Language {
  if (acceptLanguage === undefined) return 'en'
  const liked = { en: 0, ko: 0 }
  let best: Language | undefined
  for (const range of acceptLanguage.toLowerCase().split(',')) {
    const language = languages[/^\s*([a-z]{2}|\*)(-[\w-]+)?\s*(;|$)/.exec(range)?.[1] ?? '']
    if (!language) continue
    liked[language] = Math.max(liked[language], weightOf(range))
    if (liked[language] > (best ? liked[best] : 0)) best = language
  }
  return best ?? 'en'
}

const languages: Readonly<Record<string, Language>> = { en: 'en', ko: 'ko', '*': 'en' }

/** From 0, never, to 1; a weight that is none counts as never. */
function weightOf(range: string): number {
  const q = /;\s*q\s*=([^;]*)/.exec(range)?.[1]
  if (q === undefined) return 1
  const weight = Number(q)
  return weight >= 0 && weight <= 1 ? weight : 0
}
