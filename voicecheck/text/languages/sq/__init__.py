"""Albanian: the wordings and small grammars (form: `voicecheck.text.language.Language`)."""

from voicecheck.text.language import Language, Salutation, SalutationKind
from voicecheck.text.normalise import folded

_CLASSES = {
    "you": "te ju|ju|tju|t ju|iu|te iu|te|juve|te te|te jua|jua|ta|te ta",
    "for": "per ju|juve|per ty|tek ju",
    "help": "ndihmoj|ndihmojme|ndihmojm|ndihmova|ndihmoja|ndihmonim|ndihmu|ndihmojne|sherbej|sherbejme|sherbeje"
    "|sherbyer|asistoj|asistojme|mbeshtes|mbeshtesim|ndihme|ndihmues|dobishem|dobishme|nevojshem|nevojshme|vlefshem|vlefshme|keshilloj|keshillojme|ndihmuar|asistuar"
    "|lehtesoj|lehtesojme|orientoj|orientojme|perkrah|perkrahim|gjendem prane|kontribuoj|kontribuojme",
    "can": "mund|mundem|mundemi|mundesha|mundet|mundim",
    "what": "cfare|ke|kend|se|cka",
    "need": "duhet|duhen|nevojitet|nevojiten|pelqen|pelqente|intereson|shqeteson",
    "wish": "deshironi|deshiron|doni|do|kerkoni|kerkon|kerkuat|donit|deshironit",
    "ready": "gati|gatshem|gatshme|ketu|kenaqesi|kenaqesine|lumtur|qejf|gezuar|disponueshem|kenaqur",
}

LANGUAGE = Language(
    code="sq",
    name="Albanian",
    rewrites=(
        (r"^t'", "te "),
        (r"^tju$", "te ju"),
        (r"^c'", "cfare "),
        (r"^s'", "nuk "),
        (r"^cka$|^cfar$|^cka$", "cfare"),
        (r"^qysh$", "si"),
        (r"^m'", "me "),
        (r"^j'u$", "ju"),
    ),
    numbers={
        "0": "zero", "1": "nje", "2": "dy", "3": "tre", "4": "kater", "5": "pese", "6": "gjashte", "7": "shtate",
        "8": "tete", "9": "nente", "10": "dhjete",
    },
    salutations=(
        Salutation("Mirëmëngjes", from_h=0, to_h=11.5),
        Salutation("Mirëmëngjesi", from_h=0, to_h=11.5),
        Salutation("Mirëdita", from_h=10, to_h=18.5),
        Salutation("Mirë dita", from_h=10, to_h=18.5),
        Salutation("Mirëmbrëma", from_h=17, to_h=29),
        Salutation("Tungjatjeta", SalutationKind.REGIONAL),
        Salutation("Përshëndetje", SalutationKind.REGIONAL),
        Salutation("Ju përshëndes", SalutationKind.REGIONAL),
        Salutation("Përshëndes", SalutationKind.REGIONAL),
        Salutation("Mirë se vini", SalutationKind.NEUTRAL),
        Salutation("Mirësevini", SalutationKind.NEUTRAL),
        Salutation("Alo", SalutationKind.NEUTRAL),
        Salutation("Tung", SalutationKind.NEUTRAL),
        Salutation("Ç'kemi", SalutationKind.NEUTRAL),
        Salutation("Faleminderit që telefonuat", SalutationKind.COURTESY),
    ),
    variants=(
        Salutation("Tungjatjetë", SalutationKind.REGIONAL),
        Salutation("Mirëmbrëmja", from_h=17, to_h=29),
        Salutation("Hej", SalutationKind.NEUTRAL),
    ),
    welcomes=(
        "ju|te ~1 pershendet|pershendesin",
    ),
    classes=_CLASSES,
    offers=(
        "<can> ~1 <you> ~3 <help>",
        "<can> ~3 <help>",
        "si|cfare|me|ku ~3 <you> <help>",
        "ne|per|me <what> ~4 <help>",
        "cfare|si <can> ~1 bej|bejme|bera ~2 <for>",
        "cfare <can> ~3 <for>",
        "cfare ~2 bej|bejme <for>",
        "cfare|cilin|cilen|cilat ~2 <can> ~1 te? ju|jua|tju|ta ~1 *oj|*ojme|*ej|*ejme|*im|*ap|*gjej",
        "cfare <can> te zgjidhim|bejme|rregullojme|gjejme",
        "si <you> <help>",
        "si <can> ~1 te? ju|jua|ta|tju ~1 *oj|*ojme|*ej|*ejme|*im|*imi|zgjidh|jap|sherbej",
        "deshironi|doni te *ni",
        "cfare <can> ~1 bej|bejme",
        "cili|cila eshte problemi|halli|shqetesimi|kerkesa|pyetja|ceshtja|nevoja",
        "pyesni|pyetni",
        "ku|sa|cfare|kur|cilin|cilen ~3 <wish> te *ni",
        "gjithe vesh*",
        "<can> ~2 bej|bejme ~2 <for>",
        "cfare ka ndodhur",
        "cfare keni nevoje",
        "si|cfare te ju|jua ~1 *oj|*ojme|*ej|*ejme|*im|sjell|sjellim|jap|japim|gjej|gjejme",
        "cfare ju ~2 eshte|dhemb|mungon|nevojitet",
        "keni ~1 ndonje ~1 pyetje|kerkese|hall|problem",
        "si <can> ~1 te? ju|jua ~1 dal|vij|jap|vihem|dalim|vijme|japim ~1 ne? ndihme|dore|dispozicion",
        "<ready> ~2 <you>? <help>",
        "jam|jemi ~2 <ready> ~2 <you>? <help>",
        "per <you> <help>",
        "qe|te te? ju ndihmoj|ndihmojme",
        "le|lejoni|lejome|lejomeni te? ju|me ~2 <help>",
        "do te? ju ~1 ndihmoj|asistoj|sherbej|ndihmojme|asistojme|sherbejme",
        "ne sherbimin|sherbim tuaj|tend",
        "ne dispozicion*",
        "jam|jemi ~1 ketu|gati <for>",
        "urdheroni|urdhero",
        "me cfare <can> ~3",
        "cfare|c ndihme|asistence|sherbimi|sherbim|pune ju? duhet|nevojitet|deshironi|kerkoni",
        "keni|kini nevoje per ndihme|asistence|dicka",
        "per cfare|se ~1 keni|kini|ke nevoje",
        "cfare ~1 ju|te <need>",
        "cfare ~1 po? <wish>",
        "a|cfare ju <need> ndihme|ndonje|dicka",
        "a <wish> ~1 ndihme|asistence",
        "cfare hall|halli|problem|problemi|pune|shqetesimi|kerkese ~1 keni|ka",
        "cfare ju sjell|solli|shqeteson|intereson",
        "ju degjoj|degjojme",
        "me ke|kend deshironi|doni|mund ~3 lidh*",
    ),
    weak_offers=(
        "per cfare behet fjale",
        "cfare kerkoni",
        "si eshte puna",
        "me thoni",
    ),
    no_offers=(
        "me|mua|na|atij|asaj|atyre ~1 ndihmoni|ndihmoje|ndihmon|<help>",
        "si <can> ~1 <you> ~1 drejtohem|gjej|quaj|kontaktoj|therras|telefonoj|marr|njoftoj|degjoj|verifikoj|shkruaj",
        "<wish> te prisni|lini|mbani|flisni|thoni|qendroni|rrini",
        "ndihme nga ju",
        "ndihmen tuaj",
        "cfare ~1 ju quajne|quhen",
        "do te? presim|prisni|mbani",
    ),
    offer_samples=(
        "si mund t'ju ndihmoj",
        "në çfarë mund t'ju ndihmoj",
        "çfarë mund të bëj për ju",
        "si mund t'ju shërbej",
    ),
    offer_ends=folded("sot tani ju lutem"),
    asides=folded("me per për rreth lidhur ne"),
    questions=folded("si cfare ne me per ku a"),
    negations=frozenset({"nuk", "s", "asgje", "mos", "pa", "asnje", "tjeter"}),
    before_name=(
        "quhem",
        "emri im eshte",
        "emri eshte",
        "me quajne|therrasin|thone",
        "ju|te flet",
        "po ju flet",
        "flet",
        "po flisni|flet me",
        "flisni me",
        "ju po flisni me",
        "ne telefon|linje|aparat|recepsion|sportel eshte?",
        "operatori|operatorja|agjenti|agjentja|konsulentja|konsulenti|asistentja|asistenti",
        "ju pershendet",
        "ju|te pergjigjet|degjon|asiston",
        "jeni lidhur me",
        "jeni ne linje me",
    ),
    weak_before_name=("jam", "une jam", "ketu", "ketu eshte", "ky eshte", "kjo eshte", "me"),
    after_name=("ne telefon|linje|aparat|recepsion|sportel|qender|dispozicion", "ju|te flet", "po ju|te flet", "ketu",
                "ju degjon", "ne anen tjeter", "jam", "me quajne|therrasin|thone", "quhem", "e kam emrin",
                "ju pershendet", "ju pergjigjet", "ne sherbim*", "eshte emri im"),
    weak_after_name=("nga|ne|prej|te|tek",),
    before_other=(
        "lidh|lidhim|lidhem|kaloj|kalojme|transferoj|transferojme ~1 me|te|tek|ne",
        "doni|deshironi|kerkoni|duhet te flisni|flitni me", "kerkoni|kerkonit|deshironi|doni per?",
        "te flas me", "po flas me", "a jeni", "ne vend te", "per", "ish|dikur", "dikur|pare ishte",
        "kolegu|kolegia|kolegen|kolegun|shefi|shefja|drejtori|drejtoresha|zevendesi",
        "nuk eshte|jam|jemi|jeni", "pyesni|pyetet per", "ngjitur|perballe|prane me?", "ose ~1 me|tek|te|ne",
        "zevendesoj|zevendesojme|ne emer te", "sekretarja|asistentja|zyra|numri|telefoni e|i",
    ),
    after_other=(
        "nuk punon|eshte|ka|pergjigjet|ndodhet|gjendet|vjen|mund|vazhdon|ndodhen|jane", "nuk ~1 me punon|eshte",
        "eshte|jane ~1 ne pushim|leje|takim|mbledhje|dreke|pushime",
        "eshte|jane ~1 zene|jashte|mbyllur|larguar|semure|ngjitur|perballe|lart|poshte|i|e",
        "ka|kane dale|ikur|larguar|shkuar", "do te ~1 telefonoje|marre|pergjigjet|vije|kthehet",
        "gjendet|gjeni|ndodhet|ndodhen", "ka ndryshuar|mbyllur",
    ),
    before_organisation=(
        "keni|ju telefonuar|kontaktuar|thirrur|marre|arritur ne?",
        "keni telefonuar|kontaktuar|thirrur|arritur",
        "mire se ~2 ne",
        "miresevini ne",
        "ketu",
        "nga|ne|te|jeni|me",
    ),
    titles=folded(
        "zoti zotin zotit zonja zonjën zonjës znj z zonjusha doktor doktori doktoresha dr infermierja infermieri"
        " infermiere infermier dispeçeri dispeçerja operatori operatorja agjenti agjentja motra mjeku mjekja"
        " avokati avokatja inxhinieri mjeshtri profesor profesori profesoresha recepsionistja sekretarja"
    ),
    name_endings=("in", "un", "n", "it", "s", "es", "i", "u", "a", "ja", "jen", "jes", "en"),
    given_names=folded(
        "adriana afërdita agim agron alban albana alma altin ana anila anisa arben arber ardian arian arjeta arlind"
        " arta artan aurora avni bardha bardhyl bashkim behar besa besart besim besnik blerim blerina blerta brikena"
        " bujar dafina dardan denis diana dritan driton drita edlira edmond edona egzon elda elira elona endrit"
        " enkela era erion ermal ermira fatbardha fatime fatmir fatos flaka flamur flora florian florim gent genta"
        " gentian gëzim ilir ilirjana iris jeta joan joana jonida kaltrina klea klodian kreshnik kujtim laura leonora"
        " lindita liridon lirie lorena luan lule luljeta majlinda marsela merita mimoza mira mirela naim nora odeta"
        " orges petrit qendrim rina rita rovena sara shpresa shpëtim sokol suela teuta toni valbona valdrin valmira"
        " valon vesa violeta visar vjollca vlora yllka zana zamira"
    ),
    generic={
        "departamenti": 0.3, "departamentin": 0.3, "departament": 0.3, "zyra": 0.3, "zyren": 0.3, "banka": 0.3,
        "banken": 0.3, "kompania": 0.3, "kompanine": 0.3, "sherbimi": 0.5, "sherbimin": 0.5, "i": 0.1, "e": 0.1,
        "te": 0.1, "ne": 0.1, "per": 0.1, "dhe": 0.1, "se": 0.1, "sektori": 0.3, "drejtoria": 0.3, "sha": 0.2,
        "shpk": 0.2,
    },
    salutation_leads=folded("një shumë"),
    common=folded(
        "dhe ose por në ne nga me për per pa të te së se i e a u ju jua iu unë une ti ai ajo ata ato im ime tuaj"
        " juaj jam je është eshte jemi jeni janë kam ka kemi keni kanë mund mundem duhet do çfarë cfare si ku kur"
        " kush pse që qe ky kjo këtu ketu atje po jo nuk mos telefon telefonuar telefonuat kontaktuar linjë linje"
        " quhem emri flet flisni ndihmoj ndihmë bëj bej mirë mire mirëmëngjes mirëdita mirëmbrëma tungjatjeta"
        " përshëndetje alo faleminderit lutem prisni moment një nje sekondë minutë sot tani më mirësevini"
        " departamenti banka shërbimi urdhëroni sigurisht falni ndonjë diçka gjë zgjodhët thirrët kontaktuat marrë"
        " lidhur thirrur zgjedhur arritur"
    ),
    corrections=("më falni", "më fal", "ndjesë", "desha të them", "domethënë"),
    announcements=(
        "biseda|telefonata|thirrja|bisedat|telefonatat ~4 regjistrohet|regjistrohen|regjistruar|regjistrua",
        "mund te regjistrohet",
        "per qellime|arsye ~2 trajnimi|cilesie|sigurie",
        "shtypni|shtyp|zgjidhni ~2 nje|dy|tre|kater|pese|gjashte|shtate|tete|nente|zero|yll|diez|numrin|butonin",
        "thirrja|telefonata juaj eshte ~2 rendesishme",
        "te gjithe operatoret ~3 zene",
        "ju lutem|lutemi ~1 qendroni|prisni ne linje",
        "qendroni ne linje",
        "operatori i? pare? ~2 lire",
        "lini ~2 mesazh*",
        "pas sinjalit|tonit",
        "koha e pritjes",
        "numri qe ~3 thirrur|formuar|telefonuar",
    ),
    handovers=(
        "kaloj|lidh|transferoj ~1 me|te|tek|tani|menjehere",
        "ju ~1 kaloj|lidh|transferoj",
        "po|do ~2 kaloj|lidh|transferoj",
    ),
    service=(
        ("si|cfare <can> ~3 <help>", 2.0),
        ("cfare mund te bej per ju", 2.0),
        ("ne telefon", 0.8),
        ("keni telefonuar|kontaktuar", 2.0),
        ("faleminderit qe ~2 telefonuat|prisni|pritet", 1.8),
        ("me jepni|thoni ju? lutem? ~1 numrin|emrin|daten|adresen", 1.8),
        ("nje moment", 0.8),
        ("po hap|kontrolloj|shikoj|verifikoj", 1.5),
        ("ju lutem prisni", 1.2),
        ("dicka tjeter", 1.5),
        ("sigurisht", 0.6),
    ),
    customer=(
        ("po telefonoj|ju telefonoj|marr per|sepse|rreth", -2.0),
        ("dua|desha|doja te", -1.6),
        ("kam nje ~1 problem|pyetje", -1.6),
        ("faturen|karten|llogarine|adresen|porosine|fjalekalimin time|tim", -1.2),
        ("nuk punon|funksionon", -1.2),
        ("kam humbur|harruar|porositur", -1.5),
        ("a mund te me ndihmoni", -1.5),
        ("me duhet", -1.2),
    ),
)  # fmt: skip
