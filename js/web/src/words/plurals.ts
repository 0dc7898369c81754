/** A text for each plural category that its language tells apart (Unicode CLDR); `#` stands for the number. */
export type PluralForms = { readonly other: string } & { readonly [C in Intl.LDMLPluralRule]?: string };

/** Picks the form that goes with a number, and writes the number as the language does. */
export function plurals(locale: string): (count: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (count, forms) => (forms[rules.select(count)] ?? forms.other).replace("#", numbers.format(count));
}

/** The ending of a place in a row: 1st, 2nd, 3rd, 4th. */
export function ordinals(locale: string, forms: PluralForms): (place: number) => string {
  const rules = new Intl.PluralRules(locale, { type: "ordinal" });
  return (place) => forms[rules.select(place)] ?? forms.other;
}
