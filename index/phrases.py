"""The word lists that betray a page's furniture, as data, with the reason for each group.

Every list holds regular expressions, one or more to a line, to be read against case-folded
text; `index.furniture` decides where each of them counts. They are phrases of page templates
in major languages and know no site, person or subject.
"""

from __future__ import annotations

__all__ = [
    "AGENCY",
    "COUNTER",
    "DATE_FIELD",
    "DATE_LABEL",
    "DATE_WORD",
    "EDGE_LINE",
    "FILLER",
    "MENU",
    "NAME_PARTS",
    "NOTICES",
    "SECTION",
    "SOCIAL",
    "STOPWORDS",
    "TAIL_TITLE",
    "WEEKDAY",
    "WHOLE_LINE",
]


# Names of languages, as switches write them.
_LANGUAGES = r"""
    english|inglés|inglese|anglais|englisch|inglês|spanish|español|espanol|french|français
    francais|german|deutsch|italian|italiano|portuguese|português|portugues|dutch|nederlands
    arabic|عربي|العربية|عربية|russian|русский|chinese|中文|日本語|한국어|persian|فارسی|دری|پښتو
    turkish|türkçe|hindi|हिन्दी|urdu|اردو|polski|українська|bahasa indonesia
"""


def _any_of(patterns: str) -> str:
    """One pattern that matches any of the lines of ``patterns``."""
    joined = "|".join(line.strip() for line in patterns.strip().splitlines())
    if "LANGUAGE_NAME" in joined:
        joined = joined.replace("LANGUAGE_NAME", _any_of(_LANGUAGES))
    return f"(?:{joined})"


# Furniture wherever they stand, because a whole line of prose never consists of them.
# Matched against the whole line, case and edge marks ignored.
WHOLE_LINE: dict[str, str] = {
    # Accessibility links and controls of the page: an order to the browser's user.
    "navigation": _any_of(
        r"""
        (?:skip|jump) to (?:the )?(?:main |primary )?(?:content|navigation|footer|menu|search)
        toggle (?:navigation|menu|search)|(?:back|scroll) to top|(?:open|close|main) menu
        search for|(?:saltar|ir) al contenido(?: principal)?|aller au contenu(?: principal)?
        zum inhalt springen|vai al contenuto|(?:pular|ir) para o conteúdo
        перейти к содержимому|انتقل إلى المحتوى|跳至内容|previous (?:post|article)
        next (?:post|article)|post navigation|sign in or register
        log ?in or (?:sign up|register)|please enable javascript.*
        """
    ),
    # Headings and prompts of comment boxes.
    "comments": _any_of(
        r"""
        leave (?:a|your) (?:reply|comment)s?(?: cancel reply)?|cancel reply
        (?:post|add|write) (?:a|your) comment
        (?:view|show|load|read)(?: all| more)? comments|join the (?:conversation|discussion)
        deja (?:un comentario|una respuesta)|déjanos tu comentario|laisser un commentaire
        schreibe? einen kommentar|kommentar (?:schreiben|hinterlassen)|lascia un commento
        deixe (?:um comentário|uma resposta)|(?:оставить|добавить) комментарий
        اترك (?:تعليقا|ردا|رد)|发表评论|geef een reactie
        """
    ),
    # Share and follow buttons of two words or more (single words are weak: SOCIAL).
    "sharing": _any_of(
        r"""
        share this(?: (?:article|post|story|page|video))?(?: on\b.{0,40})?|share (?:on|via) \S+
        follow us(?: on\b.{0,40})?|like us on facebook
        click to share.*|tweet this|copy (?:the )?link
        (?:print|email|e-mail) this(?: (?:page|article|post|story))?|compartir en .*
        comparte esto|partager sur .*|auf \w+ teilen|condividi su .*|compartilhe isso
        \d+ min(?:ute)?s?\.? read|(?:estimated )?reading time.{0,20}
        listen to this (?:article|story)
        """
    ),
    # Titles of boxes that link elsewhere.
    "boxes": _any_of(
        r"""
        (?:related|recommended|popular|recent|latest|more|similar) (?:news )?(?:stories|articles)
        (?:related|recommended|popular|recent|latest|more) (?:posts|videos|content|coverage|reading)
        you (?:may|might) (?:also|also be) (?:like|interested in)|recommended for you
        most (?:read|popular|viewed)|trending(?: now)?|editor'?s? picks|read more
        continue reading|see more|load more|view all|show more|artículos relacionados
        noticias relacionadas|articles similaires|à lire aussi|leer más|lire la suite
        weiterlesen|mehr zum thema|articoli correlati|leggi anche|artigos relacionados
        leia (?:mais|também)|lees ook|читайте также|اقرأ أيضا|مواضيع ذات صلة|相关阅读|相关新闻
        """
    ),
    # Places kept for advertising.
    "advertising": _any_of(
        r"""
        advertisements?|sponsored(?: content| post)?|publicidad|publicité
        anzeige|werbung|pubblicità|publicidade|advertentie|реклама|إعلان|广告
        (?:story|article) continues (?:below|after)(?: (?:this )?advertisement)?
        advertisement scroll to continue.*
        """
    ),
    # Switches to another language of the page.
    "language": _any_of(
        r"""
        (?:read|view)(?: this| the)?(?: article| story| page)? in (?:the original )?LANGUAGE_NAME
        (?:leer|lea|lire|ler|leggi|lesen)(?: este?a?| cet)?(?: \w+)? (?:en|em|in|auf) LANGUAGE_NAME
        (?:auf )?LANGUAGE_NAME lesen
        LANGUAGE_NAME(?:[\s|/,·•]+LANGUAGE_NAME)+
        """
    ),
    # What mail programs put between and under the mails.
    "mail": _any_of(
        r"""
        original message|(?:begin )?forwarded message|ursprüngliche nachricht|message d'origine
        sent from my (?:i?phone|ipad|android|samsung|galaxy|blackberry|mobile|phone)(?: \w+){0,2}
        get outlook for \w+|von meinem \w+ gesendet|envoyé de mon \w+|enviado desde mi \w+
        """
    ),
    # Buttons of consent banners.
    "consent": _any_of(
        r"""
        accept (?:all )?cookies|manage (?:cookies|cookie preferences)|cookie settings
        """
    ),
}
# Openings of notices: the site speaks to its visitor in whole sentences. The key is the
# subject: a document that is itself about cookies (a policy) keeps its sentences.
NOTICES: dict[str, str] = {
    # Cookie and privacy banners.
    "cookie": _any_of(
        r"""
        (?:this|our) (?:web ?)?site (?:uses?|and .{0,60} uses?) cookies
        we (?:and our .{0,40} )?use cookies
        by (?:continuing|using|clicking|closing)\b.{0,120}\bcookies\b
        by (?:continuing to )?us(?:e|ing) (?:this|our) (?:web ?)?site,? you (?:agree|accept)
        utilizamos cookies|usamos cookies
        este (?:sitio|site)(?: web)? (?:usa|utiliza) cookies|nous utilisons des cookies
        ce site utilise des cookies|wir verwenden cookies
        diese (?:web)?seite (?:verwendet|nutzt) cookies
        (?:questo sito )?utilizz(?:a|iamo)(?: i)? cookie|wij gebruiken cookies
        мы используем (?:файлы )?cookie
        """
    ),
    # Comment forms and their spam plug-ins.
    "comment": _any_of(
        r"""
        be the first to (?:comment|reply|review)\b.{0,60}$
        comments (?:are|is) (?:now )?closed|this site uses akismet
        learn how your comment data|your email address will not be published
        required fields are marked|save my name,? e-?mail
        you must be logged in to (?:post|leave|reply)
        notify me of (?:new|follow-?up)|este sitio usa akismet
        tu dirección de correo electrónico no|votre adresse e-?mail ne sera
        deine e-mail-adresse wird nicht|il tuo indirizzo email non|o seu endereço de e-?mail
        ce site utilise akismet|diese website verwendet akismet
        """
    ),
    # Newsletter, subscription and follow boxes.
    "newsletter": _any_of(
        r"""
        (?:sign up|subscribe|register)\b.{0,40}\b(?:newsletters?|inbox|our (?:\w+ )?channel)\b
        (?:sign up|subscribe|register) (?:for|to) our\b.{0,40}\b(?:updates|alerts|mailing list)\b
        get (?:the |our |all )?(?:latest|best|top)\b.{0,60}\b(?:inbox|newsletter)
        enter your e-?mail(?: address)?(?:$| to subscribe)|(?:thank you|thanks) for subscribing
        (?:already|not) a (?:member|subscriber)(?: yet)?\?|download our (?:free )?app\b
        (?:suscríbete|abonnez-vous|abonnieren sie|iscriviti|assine) .{0,40}newsletter
        follow (?:him|her|them|me|us|@\w+) on (?:twitter|x\b|facebook|instagram|linkedin|threads)
        """
    ),
    # The notice that offices put under every mail.
    "confidential": _any_of(
        r"""
        this (?:e-?mail|message|communication)\b.{0,120}\b(?:confidential|privileged)
        if you are not the (?:intended|named) (?:recipient|addressee)
        if you (?:have )?received this (?:e-?mail|message) in error
        the (?:information|contents?) (?:contained )?in this (?:e-?mail|message) (?:is|are|may)\b
        please consider the environment before printing
        """
    ),
    # Copyright lines; the word alone is not enough ("Copyright law was changed").
    "copyright": _any_of(
        r"""
        all rights reserved\b|tous droits réservés\b|alle rechte vorbehalten\b
        todos los derechos reservados\b|tutti i diritti riservati\b|todos os direitos reservados\b
        все права защищены\b|جميع الحقوق محفوظة|版权所有
        ©|\(c\) ?(?:19|20)\d\d|copyright ?(?:©|\(c\)|(?:19|20)\d\d)|&copy;
        """
    ),
    # Links to other stories, with the label in front.
    "read more": _any_of(
        r"""
        (?:read (?:more|also|next)|also read|more on this|lee también|leer más) ?[:：|»→]
        (?:(?:à )?lire aussi|lesen sie auch|mehr zum thema|leggi anche|leia mais) ?[:：|»→]
        (?:leia também|lees ook|читайте также|اقرأ أيضا) ?[:：|»→]
        """
    ),
}
# Count only outside the body (before its first or behind its last paragraph), without a stop.
EDGE_LINE: dict[str, str] = {
    # "Related: ..." and file-under labels, the source line: behind the body only, because the
    # head of a memo has such fields of its own.
    "labels": _any_of(
        r"""
        (?:related|see also|tags?|filed under|categor(?:y|ies)|topics?|posted in) ?[:：|].{1,120}
        (?:etiquetas|mots-clés|schlagworte|mots clés|теги|وسوم|标签) ?[:：|].{1,120}
        (?:sources?|via|quelle|fuente|fonte|agencies) ?[:：|].{1,60}
        """
    ),
    # Licence and republication lines.
    "licence": _any_of(
        r"""
        this (?:work|article|story|post|page|site) is licen[sc]ed under .*
        licen[sc]ed under (?:a )?(?:cc\b|creative commons).*
        republished (?:from|with permission).*
        this article (?:was|is) (?:originally|republished|first).*
        """
    ),
    # Titles of the box about the author.
    "author box": _any_of(
        r"""
        about the authors?|(?:view|see|more) (?:all )?(?:posts|articles|stories) (?:by|from) .{1,40}
        sobre el autor|à propos de l['’]auteur|über den autor|об авторе|عن الكاتب|关于作者
        """
    ),
    # Where the page stands in the site, from "Home" on.
    "breadcrumb": _any_of(
        r"""
        (?:home|inicio|accueil|início|главная|news)(?:\s*[>»›/|→]\s*[^>»›/|→]{1,60}){1,8}
        (?:startseite|الرئيسية|首页)(?:\s*[>»›/|→]\s*[^>»›/|→]{1,60}){1,8}
        """
    ),
}
# Labels that only a site's menu has: three such lines or more, outside the body, with SECTION
# lines counted in, are a menu.
MENU = _any_of(
    r"""
    home|about us|contact(?: us)?|search|menu|log ?in|sign ?in|register|sitemap|my account
    advertise(?: with us)?|careers|donate|inicio|accueil|startseite
    kontakt|contacto|contatti|главная|контакты|الرئيسية
    privacy(?: policy| notice)?|cookie policy|terms(?: of (?:use|service)| (?:and|&) conditions)?
    política de privacidad|aviso legal|mentions légales|datenschutz(?:erklärung)?|impressum
    """
)
# Names of a site's sections: they may also be topics of a text, so they need a MENU line.
SECTION = _any_of(
    r"""
    noticias|notícias|nachrichten|actualités|notizie|política|politik|politique|politica|cultura
    wirtschaft|kultur|новости|политика|أخبار|الأخبار
    news|world|politics|business|sports?|opinion|culture|videos?|photos|podcasts?|weather
    about|archives?|faq|help|shop|store|more|deportes|economía|technology|tech|health
    science|entertainment|lifestyle|live|latest|accessibility|society|economy|arts
    """
)
# Share bars and their counters: weak alone, so a neighbour of the kind is needed.
SOCIAL = _any_of(
    r"""
    shares?|tweets?|pin|pinterest|facebook|twitter|x|whatsapp|telegram|linkedin|reddit
    instagram|youtube|e-?mail|print|likes?|views?|compartir|partager|teilen|condividi
    compartilhar|поделиться|分享|مشاركة|save|bookmark|reply|flipboard|messenger|copy
    no comments(?: yet)?
    \d[\d.,]*k? (?:shares?|views?|likes?|tweets?|comments?|followers|responses?|replies)
    subscribe(?: now| today)?|sign up|newsletter
    """
)
# What stands between the share buttons.
COUNTER = _any_of(
    r"""
    total|\d[\d.,]*k?|comments?
    """
)
# Titles of comment boxes: alone at the very end, with nothing under them.
TAIL_TITLE = _any_of(
    r"""
    conversation|comments?|discussion|reactions?|responses?|comentarios|commentaires
    kommentare
    """
)
# Months. "Date:" is in none of these lists: it is a form's own field.
DATE_WORD = _any_of(
    r"""
    jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|mar(?:ch)?|apr(?:il)?|may|june?|july?
    aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?|enero|febrero
    marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|février
    fevrier|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|märz|juni
    juli|januari|februari|maart|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre
    ottobre|novembre|dicembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro
    novembro|dezembro|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября
    ноября|декабря
    """
)
# Days of the week.
WEEKDAY = _any_of(
    r"""
    mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?
    sat(?:urday)?|sun(?:day)?|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lundi
    mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag
    freitag|samstag|sonntag
    """
)
# What introduces a page's date.
DATE_LABEL = _any_of(
    r"""
    published|posted|updated|last|modified|created|on|at|first|publicado|actualizado|publié
    le|mis|à|jour|veröffentlicht|aktualisiert|am|um|uhr|pubblicato|il
    """
)
# Fields whose value a date line may be: "Opening date", "Deadline".
DATE_FIELD = (
    r"\b(?:dates?|deadline|due|when|opens?|opening|born|released?|fecha|datum|frist|data)\b"
)
# Small words of dates, clocks and their zones.
FILLER = _any_of(
    r"""
    de|of|the|del|do|a\.?m\.?|p\.?m\.?|gmt|utc|est|edt|pst|pdt|cet|cest|bst|ist|z|h
    """
)
# Picture agencies and photographers' pools, in their own spelling.
AGENCY = _any_of(
    r"""
    AFP|AP|EFE|EPA|ANSA|DPA|dpa|TASS|UPI|Reuters|Getty(?: Images)?|Shutterstock|Unsplash
    iStock|Alamy|Wikimedia(?: Commons)?
    """
)
# Function words that tell languages apart; words that two of the languages share are left out.
_PROFILES = {
    "en": "the and of to in is was that for with on are by from has have were said this which be",
    "es": "el los las del está están una por con para pero como sus fue esta este según y de la",
    "fr": "le les des une est dans pour avec sur pas que qui par aux cette mais du et au de la",
    "de": "der die das und ist nicht mit von den dem ein eine auf für im zu sich auch wird bei des",
    "it": "il gli della che di è per con una sono nel dei alla anche più questo le ha la e",
    "pt": "o os das dos uma não com para por que mais foi são ao pelo seu sua está de do e em",
    "nl": "de het een van en is niet met voor op zijn dat aan door ook bij naar wordt te",
}
STOPWORDS = {name: frozenset(words.split()) for name, words in _PROFILES.items()}
# Pieces of names and of titles: they alone do not make a line foreign.
_PARTS = "de la el los las del di da von van der den le du das do dos y e en o"
NAME_PARTS = frozenset(_PARTS.split())
