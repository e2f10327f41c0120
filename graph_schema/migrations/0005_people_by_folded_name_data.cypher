// Fills the folded family name and mailbox of people who were here before these were kept. Whoever is saved again gets
// them from crm.stakeholders.names.folding, which knows more letters.
MATCH (p:Person)
WHERE p.family_key IS NULL AND p.family_name IS NOT NULL AND p.deleted_at IS NULL
WITH p, reduce(folded = toLower(p.family_name), pair IN [
  ["á", "a"], ["à", "a"], ["â", "a"], ["ä", "a"], ["ã", "a"], ["å", "a"], ["é", "e"], ["è", "e"],
  ["ê", "e"], ["ë", "e"], ["í", "i"], ["ï", "i"], ["ó", "o"], ["ò", "o"], ["ô", "o"], ["ö", "o"],
  ["õ", "o"], ["ø", "o"], ["ú", "u"], ["ü", "u"], ["ñ", "n"], ["ç", "c"], [" ", ""], ["-", ""],
  ["'", ""], ["’", ""], ["‘", ""], ["`", ""], [".", ""], [",", ""]
] | replace(folded, pair[0], pair[1])) AS folded
SET p.family_key = CASE WHEN folded STARTS WITH 'saint' THEN 'st' + substring(folded, 5) ELSE folded END;
MATCH (p:Person)
WHERE p.email_key IS NULL AND p.email IS NOT NULL AND p.deleted_at IS NULL
SET p.email_key = toLower(trim(p.email));
