"""The words by which the parts of a label are told apart, in the languages that packs are printed in.

Regular expressions without groups, to be matched without regard to case on tidied text.
"""

from __future__ import annotations

from .label import Section

HEADINGS = {
    Section.INACTIVE: r"(?:in[- ]?active|other|non[- ]?medicinal)(?:\s+ingredients?)?|sonstige\s+bestandteile|"
    r"weitere\s+bestandteile|excipients?|excipientes|eccipienti|hulpstoffen|hilfsstoffe|autres\s+ingrédients|"
    r"ingrédients\s+inactifs|ingredientes\s+inactivos|ingredientes\s+inativos|apuaineet|hjälpämnen|hjælpestoffer|"
    r"substancje\s+pomocnicze|pomocné\s+látky|segédanyagok|вспомогательные\s+вещества",
    Section.ACTIVE: r"(?:drug\s+facts\s*[:.]?\s*)?active(?:\s+ingredients?)?|actives|wirkstoffe?|"
    r"principes?\s+actifs?|ingrédients?\s+actifs?|principios?\s+activos?|ingredientes?\s+activos?|"
    r"princípios?\s+ativos?|principi[oi]\s+attiv[oi]|werkzame\s+stof(?:fen)?|vaikuttav(?:a|at)\s+aine(?:et)?|"
    r"verksamma\s+ämnen|aktive\s+stoffer|substancj[ae]\s+czynn[ae]|účinné\s+látky|hatóanyag(?:ok)?|"
    r"активн\w+\s+(?:вещества|ингредиенты|компоненты)|有效成分|有効成分|유효\s?성분|each\s+\d+\s*(?:g|ml|gm)\s+contains",
    Section.INGREDIENTS: r"(?:(?:main|full|all|complete|product)\s+)?\w{0,8}di[eé]nts?(?:\s*/\s*\w+)*|"
    r"full\s+ingredients?\s+list|ingr[eé]dients?(?:\s+list)?|"
    r"inhaltsstoffe|inhaltstoffe|bestandteile|zutaten|zusammensetzung|composition|composición|composição|composizione|"
    r"ingredientes|ingredienti|ingrediënten|ingredienser|ingredientele|ingrediente|ingrediencie|"
    r"sammansättning|innehåll|innehållsförteckning|indhold|innhold|innihald|innihaldsefni|"
    r"samenstelling|indholdsstoffer|składniki|skład|složení|přísady|zloženie|prísady|összetevők|összetétel|sastojci|"
    r"sastav|sestavine|sudėtis|sudedamosios\s+dalys|sastāvs|sastāvdaļas|koostis|koostisosad|"
    r"ainesosat|koostumus|içindekiler|bileşenler|bileşimi|compoziție|compoziţie|komposisi|bahan(?:-bahan)?|thành\s+phần|"
    r"inci(?:\s+list)?|состав|ингредиенты|съставки|склад|складники|συστατικά|σύνθεση|ส่วนประกอบ|المكونات|רכיבים|"
    r"全成分(?:表示)?|配合成分|成分(?:表)?|配料(?:表)?|전\s?성분|성분|contains|contient|enthält|contiene",
}
# Headings that stand in brackets of their own or, without a colon, at the beginning of a line.
BOXED = (
    r"全成分(?:表示)?|配合成分|成分(?:表)?|配料(?:表)?|전\s?성분|성분|ingr[eé]dients?|inci|ingredientes|ingredienti|"
    r"inhaltsstoffe|состав"
)
MAY_CONTAIN = (
    r"may\s+contain|peut\s+contenir|kann\s+enthalten|puede\s+contener|può\s+contenere|pu[oò]'?\s+contenere|"
    r"pode\s+conter|kan\s+bevatten|kan\s+innehålla|kan\s+indeholde|kan\s+inneholde|może\s+zawierać|saattaa\s+sisältää|"
    r"voi\s+sisältää|může\s+obsahovat|môže\s+obsahovať|tartalmazhat|lahko\s+vsebuje|može\s+sadržavati|može\s+sadržati|"
    r"poate\s+con[țţt]ine|može\s+sadržati|gali\s+būti|gali\s+turėti|var\s+saturēt|võib\s+sisaldada|içerebilir|"
    r"může\s+obsahovat|может\s+содержать|може\s+містити|може\s+да\s+съдържа|μπορεί\s+να\s+περιέχει|"
    r"可能含有|可能包含|mungkin\s+mengandung|\+\s?/\s?[-1l](?!\d)|\+\s?-(?=[\s:)\]])"
)
ABSENT = (
    r"(?:formulated|made|created|crafted)\s+without|without|free\s+(?:of|from)|(?:does|do|did)(?:\s+not|n't)\s+contain|"
    r"contains?\s+no|no\s+added|not\s+contain(?:ing)?|not\s+(?:formulated|made)\s+with|(?:contains?\s+)?neither|"
    r"never(?:\s+(?:contains?|any|added|uses?|includes?|formulated\s+with|made\s+with))?|excludes?|excluding|"
    r"priv[oaie]\s+d(?:i|ell[aeo]|el|ei|')|dépourvue?s?\s+d(?:e|')|libres?\s+de|"
    r"sans|ohne|frei\s+von|enthält\s+kein\w*|sin|no\s+contiene|libre\s+de|senza|non\s+contiene|zonder|vrij\s+van|"
    r"bevat\s+geen|ne\s+contient\s+pas|exempte?\s+de|utan|innehåller\s+(?:inte|ej|inga)|fri\s+(?:från|for)|uden|uten|"
    r"indeholder\s+ikke|inneholder\s+ikke|bez|nie\s+zawiera|neobsahuje|brez|ne\s+vsebuje|ne\s+sadrži|fără|"
    r"nu\s+con[țţt]ine|nem\s+tartalmaz|sudėtyje\s+nėra|nesatur|ei\s+sisalda|ei\s+sisällä|sem|não\s+contém|tanpa|"
    r"bebas(?:\s+dari)?|ilman|без|не\s+содержит|не\s+містить|не\s+съдържа|χωρίς|δεν\s+περιέχει|içermez|không\s+chứa"
)
# In Chinese, Japanese and Korean nothing stands between words.
ABSENT_BEFORE = r"不含|不添加|无添加(?=[^\W\d_])"
ABSENT_BEHIND = r"不使用|未使用|無添加|无添加|フリー|무첨가|불포함"
# What the pack says behind or between its lists. Each with a colon, or alone on its line.
NOTICES = (
    r"uses?|purposes?|warnings?|cautions?|precautions?|directions?(?:\s+(?:for|of)\s+use)?|how\s+to\s+use|usage|"
    r"instructions?(?:\s+for\s+use)?|indications?|other\s+information|storage(?:\s+conditions?)?|dosage|"
    r"questions?(?:\s+or\s+comments)?\??|do\s+not\s+use|when\s+using\s+this\s+product|stop\s+use\s+and\s+ask\s+a\s+doctor(?:\s+if)?|"
    r"anwendung|anwendungshinweise?|hinweise?|warnhinweise?|mode\s+d'emploi|conseils\s+d'utilisation|précautions(?:\s+d'emploi)?|"
    r"avertissements?|modo\s+de\s+(?:empleo|uso)|advertencias?|precauciones|modo\s+d'uso|avvertenze|gebruik(?:saanwijzing)?|"
    r"waarschuwing(?:en)?|käyttöohje(?:et)?|varoitus|användning|varning|brugsanvisning|advarsel|bruksanvisning|"
    r"sposób\s+użycia|ostrzeżenia|použití|upozornění|způsob\s+použití|használat|figyelmeztetés|način\s+uporabe|"
    r"способ\s+применения|применение|меры\s+предосторожности|предупреждение|使用方法|ご使用方法|使用上の注意|注意事项|注意事項|"
    r"사용\s?방법|사용법|주의\s?사항"
)
# What drug facts say of an active ingredient behind its amount.
PURPOSES = (
    r"sunscreens?|uv\s+filters?|anti-?\s?itch(?:\s+cream)?|anti-?perspirants?|anti-?dandruff|anti-?fungal|anti-?bacterial|"
    r"anti-?microbial|anti-?septic|anti-?cavity|anti-?acne|acne\s+(?:treatment|medication)|(?:skin|lip)\s+protectant|"
    r"skin\s+(?:lightener|bleach\w*)|(?:external|topical)\s+analgesic|pain\s+reliever|astringent|deodorant|exfoliant|keratolytic"
)
# Talk that shops put behind a list, often without a full stop before it.
TALK_OPENERS = (
    r"please\s+(?:be\s+aware|be\s+advised|note|refer|check|see|consult|visit)|visit\s+(?:the|our|us)|"
    r"for\s+(?:more|further|full)\s+(?:information|details)|(?:product\s+)?ingredients?\s+(?:lists?\s+)?"
    r"(?:may|can|are\s+subject\s+to)\s+(?:change|vary|be\s+updated)|(?:the\s+)?list\s+of\s+ingredients\s+(?:may|can)|"
    r"bitte\s+beachten|veuillez\s+(?:noter|consulter)|la\s+liste\s+des\s+ingrédients"
)
# Notes of a maker's database that shops take over with the list.
FILE_NOTES = (
    r"(?:rds\s+)?product\s+name\s*:[^,;\n]{0,90}?(?=\s*division\s*:|\n|$)(?:\s*division\s*:\s*\w{1,4}\s?(?:\([^()\n]{1,30}\))?)?|"
    r"division\s*:\s*\w{1,4}\s?\([^()\n]{1,30}\)|iln\s+text\s+too\s+long"
)
# What stands behind one of these in a notice is in the product ("Contains phenylenediamines. Wear gloves.").
CONTAINS = (
    r"contains|contient|enthält|contiene|contém|bevat|innehåller|indeholder|inneholder|sisältää|zawiera|obsahuje|"
    r"tartalmaz|vsebuje|sadrži|conține|conţine|satur|sisaldab|содержит|съдържа|περιέχει"
)
WATER = (
    r"(?:purified|deioni[sz]ed|demineraliz?s?ed|distilled|thermal|spring|d\.?m\.?|di|gereinigtes|eau\s+purifiée)?\s*"
    r"(?:aqua|water|eau|wasser|agua|água|acqua|vesi|vatten|vand|vann|woda|voda|víz|apă|vanduo|ūdens|vesi|su|вода|νερό|"
    r"水|精製水|纯水|純水|정제수|물)(?![^\W\d_])(?!\s+(?:lily|mint|cress|soluble))"
)
STARTS_WITH_WATER = r"[\s\"'*(/\[-]*" + WATER
# What a list of ingredients, sorted by amount, usually begins with.
BASE = (
    r"[\s\"'*(/\[-]*(?:" + WATER + r"|[^,]{0,50}\b(?:leaf|flower|stem|fruit)\s+(?:water|juice)\b"
    r"|[^,]{0,60}\b(?:seed|kernel|fruit|nut|coconut|castor|olive|mineral|jojoba|almond)\s+oil\b|[^,]{0,60}\bbutter\b"
    r"|(?:cyclo\w*|iso(?:dodecane|hexadecane|propyl\s+\w+)|\w*dimethicone|(?:hydrogenated\s+)?poly(?:iso)?butene|"
    r"caprylic/capric\s+triglyceride|petrolatum|paraffin\w*(?:\s+liquidum)?|octyldodecanol|di-?isostearyl\s+malate|"
    r"talc|mica|kaolin|bentonite|silica|synthetic\s+fluorphlogopite|nylon-12|zea\s+mays\s+starch|corn\s+starch|"
    r"alcohol(?:\s+denat)?|sd\s+alcohol|glycerin|propylene\s+glycol|dipropylene\s+glycol|butylene\s+glycol|peg-\d+|"
    r"sodium\s+(?:palm|coco|tallow|olive|laur|bicarb|chlor|sulf)\w*|disodium\s+laur\w+|sucrose|sugar|glucose|"
    r"maris\s+sal|magnesium\s+sulfate|algin|diatomaceous|calcium\s+sulfate|cera\s+alba|beeswax|squalane|"
    r"butane|isobutane|propane|ethyl\s+acetate|butyl\s+acetate|ethylhexyl\s+palmitate|stearic\s+acid|cetearyl\s+alcohol"
    r")(?![^\W\d_]))"
)
