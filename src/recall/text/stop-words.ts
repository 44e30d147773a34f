/**
 * English stop words, which do not tell what a text is about. The list is that of the packages natural (Copyright (c) 2011, Chris Umbel) and stopword
 * (Copyright (c) 2015 - 2022 Fergus McDowall), both under the MIT licence, whose text is in LICENSE; stopword brings 1.6 MB for 62 languages.
 * Words of our own do not belong here: tokenize.ts adds them.
 */
export const ENGLISH_STOP_WORDS: readonly string[] = `
  about after all also am an and another any are as at be because been before being between both but by came can come could did do each
  for from get got has had he have her here him himself his how if in into is it like make many me might more most much must my never
  now of on only or other our out over said same should since some still such take than that the their them then there these they this
  those through to too under up very was way we well were what where which while who with would you your a i
`
  .trim()
  .split(/\s+/);
