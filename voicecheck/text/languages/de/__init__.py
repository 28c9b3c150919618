"""German: the wordings and small grammars (form: `voicecheck.text.language.Language`)."""

from voicecheck.text.language import Language, Salutation, SalutationKind
from voicecheck.text.normalise import folded

_CLASSES = {
    "modal": "kann|konnte|darf|durfte|konnen|konnten|durfen|durften|soll|sollen|mag|werde|werden|wurde|wurden",
    "may": "kann|konnte|darf|durfte|konnen|konnten|durfen|durften",
    "we": "ich|wir|man",
    "you": "sie|ihnen|dir|euch|dich|ihrer|du|ihr",
    "for": "fur sie|fur dich|fur euch|fur ihre firma",
    "help": "helfen|weiterhelfen|weiter helfen|aushelfen|behilflich sein|behilflich|dienen|dienlich sein"
    "|zu diensten sein|zu diensten stehen|unterstutzen|zur seite stehen|beraten|zur verfugung stehen|assistieren"
    "|hilfe leisten|von nutzen sein|von hilfe sein|eine hilfe sein|hilfreich sein|nutzlich sein|nutzlich machen"
    "|etwas gutes tun|gutes tun|einen gefallen tun|eine freude machen|unter die arme greifen|zur hand gehen"
    "|entgegenkommen|weiterbringen|betreuen|zur seite springen|geholfen werden",
    "need": "wunschen|benotigen|brauchen|brauchst|braucht|wunschst|suchen|suchst",
}

LANGUAGE = Language(
    code="de",
    name="German",
    rewrites=((r"'s$", " es"), (r"'n$", " ein"), (r"^gruess$", "gruss"), (r"^fuer$", "fur"),
              (r"^darfs$", "darf es"), (r"^gehts$", "geht es"), (r"^(kann|klemmt|hakt|brennt)s$", r"\1 es"),
              (r"^wat$", "was"), (r"^dat$", "das"), (r"^(?:ick|ik)$", "ich"), (r"^isch$", "ist"), (r"^min$", "mein"),
              (r"^dr$", "doktor")),
    numbers={
        "0": "null", "1": "eins", "2": "zwei", "3": "drei", "4": "vier", "5": "funf", "6": "sechs", "7": "sieben",
        "8": "acht", "9": "neun", "10": "zehn", "11": "elf", "12": "zwolf",
    },
    salutations=(
        Salutation("guten Morgen", from_h=0, to_h=11.5),
        Salutation("schönen Vormittag", from_h=6, to_h=12),
        Salutation("guten Tag", from_h=5.5, to_h=19),
        Salutation("schönen Nachmittag", from_h=12, to_h=18),
        Salutation("guten Nachmittag", from_h=12, to_h=18),
        Salutation("guten Abend", from_h=17, to_h=29),
        Salutation("schönen Abend", from_h=17, to_h=29),
        Salutation("Morgen", from_h=0, to_h=11.5, clipped=True),
        Salutation("Tag", from_h=5.5, to_h=19, clipped=True),
        Salutation("Tach", from_h=5.5, to_h=19, clipped=True),
        Salutation("Abend", from_h=17, to_h=29, clipped=True),
        Salutation("Mahlzeit", SalutationKind.NEUTRAL, clipped=True),
        Salutation("Grüß Gott", SalutationKind.REGIONAL),
        Salutation("Grüß Sie", SalutationKind.REGIONAL),
        Salutation("Grüße Sie", SalutationKind.REGIONAL),
        Salutation("Grüß Sie Gott", SalutationKind.REGIONAL),
        Salutation("Grüß Euch", SalutationKind.REGIONAL),
        Salutation("Grüezi", SalutationKind.REGIONAL),
        Salutation("Grüß dich", SalutationKind.REGIONAL),
        Salutation("Moin", SalutationKind.REGIONAL),
        Salutation("Moin Moin", SalutationKind.REGIONAL),
        Salutation("Servus", SalutationKind.REGIONAL),
        Salutation("Hallo", SalutationKind.NEUTRAL),
        Salutation("Hi", SalutationKind.NEUTRAL),
        Salutation("willkommen", SalutationKind.NEUTRAL),
        Salutation("Hey", SalutationKind.NEUTRAL),
    ),
    welcomes=(
        "es? begrusst|grusst sie|euch|dich",
        "danke|dank ~1 fur ihren|den anruf",
        "danke|dank ~1 dass sie ~4 anrufen|angerufen",
    ),
    classes=_CLASSES,
    offers=(
        "wie|was|womit|wobei|inwiefern|womit|bei|mit ~3 <modal> <we> ~3 <help>",
        "womit|wobei|worin <may> <we> <you>",
        "<modal> <we> ~1 <you> ~3 <help>",
        "wie|was|womit|wobei|inwiefern <we> ~3 <help> <modal>",
        "was|welch*|wen|wie|womit ~3 <may>|kanns|darfs <we>|es? ~3 <for>",
        "was <we> ~2 <for> ~3 <modal>",
        "gibt es ~3 <we> ~2 <for>",
        "gibt es ~3 <we> ~2 <help>",
        "<may> <we> ~2 etwas|was|irgendetwas <for> ~1 tun|machen|erledigen",
        "was <may> <we> <you> ~1 gutes|anbieten|abnehmen|bringen|zeigen|reichen|besorgen|bieten|empfehlen|schicken",
        "gern|gerne helfe|helfen <we> <you>",
        "gern|gerne|freude|vergnugen ~1 <you> zu? <help>|helfen",
        "<we> wurde|wurden|mochte|mochten|will|wollen ~1 <you> ~2 <help>",
        "freue|freuen mich|uns ~2 <you> ~2 <help>|helfen",
        "bereit|da|hier|um ~1 <you> zu <help>",
        "wie|womit helfe|helfen|diene|dienen|unterstutze|unterstutzen <we> ~1 <you>?",
        "wie|womit <modal> ihnen|dir|euch ~2 <help>",
        "wie|womit lasst sich <you> ~1 helfen",
        "helfe|helfen <we>? <you> gern|gerne",
        "<we> helfe|helfen <you> gern|gerne",
        "gern|gerne <for> da",
        "<for> da",
        "stehe|stehen ~3 <you> ~3 zur verfugung|seite|diensten",
        "zu ihren diensten",
        "zu ihrer verfugung",
        "stets? zu diensten",
        "was darf es sein",
        "was|womit|wobei <need> sie|du|ihr",
        "was mochten|mochtest|hatten|hattest|wollen|willst sie|du ~2 gern|gerne|wissen|bestellen|haben|buchen",
        "womit ~2 <you> dienen",
        "wo <modal> <we> ~2 <help>",
        "wie <modal> <we> ~2 ihr|ihrem anliegen",
        "wie <may> <we> ~1 ihren|ihnen|den ~2 tag|morgen|abend ~3 besser|schoner|versussen|verschonern|machen",
        "kummere|kummern ich|wir? mich|uns ~2 um|darum",
        "um ihr|ihre anliegen|frage|sorgen ~1 kummern",
        "mit wem darf|kann|soll ich ~2 verbinden",
        "wohin darf|kann|soll ich ~2 verbinden",
        "brauchen|benotigen|wunschen sie ~3 hilfe|unterstutzung|rat|beratung",
        "wo klemmt|hakt|brennt|druckt|zwickt|fehlt es|der|ihnen?",
        "was fuhrt sie ~1 zu|her|hierher",
        "was liegt an|ihnen",
        "was haben sie|du ~1 auf dem herzen",
        "was ist|lautet ihr anliegen|wunsch",
        "wie lautet ihr anliegen|wunsch|frage",
    ),
    weak_offers=(
        "worum geht es",
        "um was geht es",
        "was kann ich",
        "ich kann ihnen ~2 helfen",
        "was gibt es",
        "wen mochten|wollen|wunschen sie",
        "schildern|nennen|sagen|erzahlen sie ~3 anliegen|wunsch|frage",
        "bitte schon",
        "ja bitte",
    ),
    no_offers=(
        "mir|ihm|uns ~2 <help>",
        "<help> mir|uns|ihm",
        "wie <modal> <we> ~1 <you> ansprechen|nennen|erreichen|anreden|zuruckrufen|kontaktieren|schreiben|finden|horen",
        "mir|mich|uns ~1 selbst|selber ~1 helfen",
    ),
    offer_samples=(
        "wie kann ich ihnen helfen",
        "was kann ich für sie tun",
        "womit kann ich ihnen weiterhelfen",
        "wie darf ich ihnen behilflich sein",
    ),
    offer_ends=folded("ihnen heute bitte denn"),
    asides=folded("mit bei zu wegen bezüglich in"),
    questions=folded("wie was womit wobei inwiefern mit bei wo wohin"),
    negations=frozenset({"nicht", "nichts", "kein", "keine", "keinen", "leider", "nie", "niemand", "sonst", "kaum"}),
    before_name=(
        "mein name ist|lautet",
        "name ist",
        "ich heisse",
        "hier|da|es spricht",
        "sie sprechen|reden|telefonieren mit",
        "du sprichst|redest|telefonierst mit",
        "ihr sprecht|redet mit",
        "sie sind|werden ~1 verbunden mit",
        "am apparat|telefon|empfang|horer ist?",
        "es begrusst|grusst sie",
        "ihre ansprechpartnerin|beraterin|kundenberaterin|mitarbeiterin ist?",
        "ihr ansprechpartner|berater|kundenberater|mitarbeiter ist?",
        "sie haben ~1 erreicht",
        "sie haben ~1 am apparat|telefon",
    ),
    weak_before_name=("hier ist", "ich bin", "das ist", "hier", "da ist", "bin die|der"),
    after_name=("am apparat|telefon|hörer", "spricht", "hier", "ist ~1 mein name", "ist ~1 der name", "begrusst sie",
                "am anderen ende", "mein name", "ist dran", "dran", "ist am apparat|telefon", "ist hier|da"),
    weak_after_name=("an|in|im|am|aus|von|vom|bei|beim|auf",),
    before_other=(
        "verbinde|verbinden|weiterverbinden|stelle|stellen ~2 mit|zu|zur|zum|an|durch",
        "sie ~1 mit|zu|zur|zum|an verbinde", "oder ~4 zu|zur|zum|mit|nach", "lieber ~1 zu|zur|zum|mit|an",
        "spreche|rede|telefoniere ich ~1 mit", "sprechen|reden sie ~1 bitte|lieber|besser|direkt mit",
        "mochten|wollen|wollten|suchen|meinen sie ~1", "mochten|wollen|wollten sie ~1 mit|zu|zur|zum",
        "anruf|nachricht|vertretung|vertrete|frage|telefon|apparat|buro|vorzimmer|nummer|leitung ~1 fur|von|vom|der",
        "anstelle|statt|anstatt von?", "im auftrag|namen von?", "in vertretung von|fur?", "vertrete",
        "nicht", "kein|keine", "nicht mehr", "fruher|ehemals|vormals|bisher",
        "kollege|kollegin|kollegen|chef|chefin|vorgesetzte|vorgesetzter|vorganger|vorgangerin",
        "assistentin|assistent|sekretarin|sekretar|mitarbeiterin|mitarbeiter|vertreter|vertreterin von",
        "neben|gegenuber|hinter|unterhalb|oberhalb",
    ),
    after_other=(
        "ist|sind|war ~1 nicht|gerade|heute|leider|momentan|im|in|krank|weg|besetzt|geschlossen|umgezogen|telefonisch"
        "|unterwegs|zu|auf|ausser|derzeit|nebenan|gegenuber|schon",
        "arbeitet|arbeiten", "finden|erreichen sie", "finden wir", "befindet|befinden sich", "sitzt|ging|gehort",
        "hat|haben ~1 nicht|gerade|heute|leider|uns|das|sich|zu|frei|urlaub|ihren|seinen|den|die|gekundigt|geschlossen",
        "kommt|ruft|meldet|schliesst|offnet", "kann|wird|konnte ihnen|sie|nicht|leider|erst|bald|gleich|dann",
        "gibt es nicht", "sprechen mochten|wollen|wollten",
    ),
    before_organisation=(
        "danke|dank ~1 fur ihren anruf bei|beim?",
        "willkommen bei|beim|in ~1",
        "sie haben ~1 erreicht",
        "sie sind ~2 verbunden mit",
        "sie sprechen mit",
        "hier ist|spricht",
        "von|vom|bei|beim|der|die|das|den|dem",
    ),
    titles=folded(
        "herr herrn frau doktor dr fraulein der die schwester pfleger oberschwester professor prof magister ingenieur"
        " pater pfarrer meister"
    ),
    name_endings=("s",),
    given_names=folded(
        "alexander alexandra andrea andreas angelika anja anke anna anne annette astrid barbara beate ben bernd"
        " birgit brigitte carina carolin christian christiane christina claudia clara daniel daniela david dennis"
        " dieter dirk elena elisabeth elke emma erik eva felix finn florian frank franziska gabriele georg gerhard"
        " gisela günter hannah hans heike heinz helga helmut holger horst ina ines inge ingrid jan jana jens joachim"
        " jonas jörg josef julia julian jürgen jutta karin karl katharina kathrin katja kerstin klaus kristin lara"
        " laura lea lena leon leonie lina lisa lukas manfred manuela marco maria marie marion markus martin martina"
        " matthias max maximilian melanie mia michael michaela monika moritz nadine nico nicole nina noah norbert"
        " oliver olaf paul paula peter petra philipp rainer ralf regina renate robert rolf sabine sabrina sandra sara"
        " sarah silke simon simone sofia sonja stefan stefanie steffen susanne sven sylvia tanja thomas thorsten tim"
        " tobias ulrike uta ute uwe vanessa vera walter werner wolfgang yvonne"
    ),
    generic={
        "guten": 0.4, "gute": 0.4, "schonen": 0.4,
        "abteilung": 0.3, "bank": 0.3, "firma": 0.2, "gmbh": 0.2, "ag": 0.3, "kg": 0.2, "team": 0.3, "buro": 0.3,
        "service": 0.5, "die": 0.1, "der": 0.1, "das": 0.1, "des": 0.1, "dem": 0.1, "den": 0.1, "und": 0.1,
        "von": 0.1, "fur": 0.1, "gruppe": 0.3, "zentrale": 0.5,
    },
    common=folded(
        "der die das den dem des ein eine einen einem einer und oder aber so zu in im an am auf bei beim mit von vom"
        " aus nach für fur um als ist sind bin bist war waren sein haben hat hatte habe werden wird wurde kann können"
        " darf soll muss will mag ich du er sie es wir ihr mich dich sich uns euch ihnen ihm ihn mir dir mein dein"
        " ihre ihren ihrem unser dieser diese dieses hier da dort wer was wie wo wann warum womit nicht kein nein ja"
        " doch okay ok äh ähm hallo guten morgen tag abend danke dank bitte heute jetzt dann nur apparat telefon"
        " spricht sprechen anruf erreicht name verbunden helfen hilfe tun moment augenblick sekunde minute warten"
        " gern gerne schönen schön willkommen grüß gott moin servus grüezi noch auch schon mal kurz einmal alle alles"
        " etwas nichts aufgezeichnet abteilung leitung freut sagen mehr sehr gut leider besetzt"
    ),
    corrections=("entschuldigung", "verzeihung", "pardon", "ich meine", "nein", "sorry", "tut mir leid"),
    announcements=(
        "gesprach|gesprache|anruf|anrufe|telefonat ~4 aufgezeichnet|mitgeschnitten|mitgehort",
        "zu schulungszwecken|trainingszwecken|qualitatszwecken",
        "zur qualitatssicherung",
        "drucken|wahlen sie ~2 eins|zwei|drei|vier|funf|sechs|sieben|acht|neun|null|raute|stern|taste",
        "drucken|wahlen sie ~1 die",
        "der nachste freie mitarbeiter|platz",
        "nachste freie",
        "alle ~3 mitarbeiter|leitungen|platze ~4 besetzt|gesprach",
        "bitte bleiben sie ~2 leitung|apparat",
        "bitte haben sie ~2 geduld",
        "ihr anruf ist uns wichtig",
        "sprechen|hinterlassen sie ~4 nachricht",
        "nach dem signalton|piepton|ton",
        "voraussichtliche|geschatzte wartezeit",
        "die gewahlte rufnummer",
        "diese rufnummer ist",
        "rufen ausserhalb",
        "unsere offnungszeiten|geschaftszeiten",
    ),
    handovers=(
        "ich verbinde|ubergebe|vermittle",
        "verbinde|verbinden|vermittle ~1 sie|dich",
        "stelle|stell ~3 durch",
        "leite|gebe ~2 weiter",
        "werden|wird ~3 verbunden|durchgestellt|weitergeleitet|weiterverbunden",
        "sie ~1 weiterverbinden|durchstellen",
        "hole ihnen",
    ),
    service=(
        ("am apparat", 1.5),
        ("wie|was|womit <modal> <we> ~3 <help>|tun", 2.0),
        ("danke fur ihren anruf", 2.0),
        ("mein name ist", 0.5),
        ("<modal> ich ~1 ihre|ihren|ihr", 1.5),
        ("nennen|geben|sagen sie mir ~1 bitte? ihre|ihren|die", 1.8),
        ("einen moment|augenblick bitte", 1.2),
        ("ich schaue|sehe|prufe|verbinde", 1.2),
        ("sonst noch etwas", 1.8),
        ("guten morgen|tag|abend", 0.5),
        ("vielen dank fur ihre geduld|ihren anruf", 1.8),
        ("ihr konto|auftrag|antrag|vertrag", 0.7),
    ),
    customer=(
        ("ich rufe ~2 an|wegen", -2.0),
        ("ich hatte gern|gerne", -1.2),
        ("ich mochte|wollte|brauche", -1.2),
        ("ich habe ~3 frage|problem|verloren|vergessen|bestellt|bekommen", -1.6),
        ("mein|meine|meinen konto|karte|rechnung|bestellung|passwort|adresse|internet|vertrag", -1.2),
        ("konnen|konnten sie mir ~3 helfen|sagen|schicken", -1.5),
        ("ist da jemand", -1.0),
        ("bin ich ~2 richtig", -1.5),
    ),
    abbreviations={
        "hr": "human resources", "st": "sankt", "prof": "professor", "it": "informationstechnik",
        "edv": "elektronische datenverarbeitung",
    },
    letters={
        "a": "ah", "b": "be", "c": "ze", "d": "de", "e": "eh", "f": "ef", "g": "ge", "h": "ha", "i": "ih", "j": "jot",
        "k": "ka", "l": "el", "m": "em", "n": "en", "o": "oh", "p": "pe", "r": "er", "s": "es", "t": "te", "u": "uh",
        "v": "vau", "w": "we", "x": "ix", "z": "zet",
    },
)  # fmt: skip
