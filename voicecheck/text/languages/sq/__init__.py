"""Albanian: the wordings and small grammars (form: `voicecheck.text.language.Language`)."""

from voicecheck.text.language import Language, Salutation, SalutationKind
from voicecheck.text.normalise import folded

_CLASSES = {
    "you": "te ju|ju|tju|t ju|iu|te iu|te|juve|te te",
    "help": "ndihmoj|ndihmojme|ndihmojm|ndihmova|ndihmu|ndihmojne|sherbej|sherbejme|sherbeje|sherbyer|asistoj"
    "|asistojme|mbeshtes|mbeshtesim|ndihme|ndihmues|dobishem|dobishme|keshilloj|ndihmuar|asistuar",
    "can": "mund|mundem|mundemi|mundesha|mundet|mundim",
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
        Salutation("Faleminderit që telefonuat", SalutationKind.NEUTRAL),
    ),
    welcomes=("ju|te ~1 pershendet|pershendesin",),
    classes=_CLASSES,
    offers=(
        "<can> ~1 <you> ~3 <help>",
        "<can> ~3 <help>",
        "si|cfare|ne|per|me|ku ~3 <you> <help>",
        "cfare|si <can> ~1 bej|bejme|bera ~2 per ju|juve",
        "cfare <can> ~3 per ju|juve",
        "cfare ~2 bej|bejme per ju",
        "si <you> <help>",
        "gati|ketu|kenaqesi ~2 <you>? <help>",
        "per <you> <help>",
        "ne sherbimin|sherbim tuaj|tend",
        "ne dispozicion*",
        "jam|jemi ~1 ketu|gati per ju",
        "urdheroni|urdhero",
        "me cfare <can> ~3",
        "cfare ndihme|asistence ju? duhet|nevojitet|deshironi",
        "keni|kini nevoje per ndihme|asistence|dicka",
        "cfare deshironi|deshiron",
        "ju degjoj|degjojme",
        "me kend|ke deshironi|doni ~3 lidh*",
    ),
    weak_offers=("per cfare behet fjale", "cfare doni|kerkoni", "si eshte puna", "cili eshte problemi", "me thoni"),
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
        "me quajne",
        "ju flet",
        "po ju flet",
        "flet",
        "po flisni me",
        "flisni me",
        "ju po flisni me",
        "ne telefon|linje|aparat eshte?",
        "operatori|operatorja|agjenti|agjentja|konsulentja|konsulenti",
        "ju pershendet",
        "ju pergjigjet",
        "jeni lidhur me",
    ),
    weak_before_name=("jam", "une jam", "ketu", "ketu eshte", "ky eshte", "kjo eshte", "me"),
    after_name=("ne telefon|linje|aparat", "ju flet", "po ju flet", "ketu", "ju degjon", "ne anen tjeter", "jam",
                "ju pershendet", "ne sherbim*"),
    before_organisation=(
        "keni|ju telefonuar|kontaktuar|thirrur|marre|arritur ne?",
        "keni telefonuar|kontaktuar|thirrur|arritur",
        "faleminderit qe ~2 telefonuat|telefonuar|kontaktuat|zgjodhet|thirret",
        "mire se ~2 ne",
        "miresevini ne",
        "ketu",
        "nga|ne|te|jeni|me",
    ),
    titles=frozenset({"zoti", "zonja", "znj", "z", "zonjusha"}),
    name_endings=("in", "un", "n", "it", "s", "es", "i", "u", "a"),
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
    common=folded(
        "dhe ose por në ne nga me për per pa të te së se i e a u ju jua iu unë une ti ai ajo ata ato im ime tuaj"
        " juaj jam je është eshte jemi jeni janë kam ka kemi keni kanë mund mundem duhet do çfarë cfare si ku kur"
        " kush pse që qe ky kjo këtu ketu atje po jo nuk mos telefon telefonuar telefonuat kontaktuar linjë linje"
        " quhem emri flet flisni ndihmoj ndihmë bëj bej mirë mire mirëmëngjes mirëdita mirëmbrëma tungjatjeta"
        " përshëndetje alo faleminderit lutem prisni moment një nje sekondë minutë sot tani më mirësevini"
        " departamenti banka shërbimi urdhëroni sigurisht falni ndonjë diçka gjë"
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
