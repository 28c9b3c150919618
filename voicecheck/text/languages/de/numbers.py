"""German number words, and the phrases that ask for numbers."""

from voicecheck.text.spoken_numbers import SpokenNumbers, counted, listed

NUMBERS = SpokenNumbers(
    ones=counted("null eins|ein zwei|zwo drei vier funf sechs sieben acht neun"),
    teens=counted(
        "zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn",
        10,
        1,
    ),
    tens=counted(
        "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
        20,
        10,
    ),
    hundred=listed("hundert"),
    compound="und",
    repeats={"doppel": 2, "zweimal": 2, "dreimal": 3},
    fillers=listed("ah|ahm|hm|strich|bindestrich|minus|schragstrich|plus|punkt|leerzeichen|und|dann"),
    large=listed("tausend|million*|milliarde*"),
    units=listed(
        "minute*|sekunde*|stunde*|tag*|woche*|monat*|jahr*|uhr|prozent|euro*|dollar*|franken|cent*|leute|person*|"
        "kilometer*|meter*|liter*|gramm|kilo*|grad|stuck*|mal|anruf*|zimmer*|stock*|quadratmeter*|raum*"
    ),
    asking=listed(
        "kartennummer|kontonummer|kundennummer|mitgliedsnummer|versicherungsnummer|versichertennummer|"
        "sozialversicherungsnummer|steuernummer|ausweisnummer|passnummer|telefonnummer|handynummer|rufnummer|"
        "mobilnummer|personalnummer|bankleitzahl|prufziffer*|prufnummer|sicherheitscode|pin|geheimzahl|cvv|cvc|"
        "iban|letzten vier|letzten drei|vier ziffern|kreditkarte"
    ),
    birth=listed("geburtsdatum|geburtstag|geboren|geburtsjahr"),
    months=listed("januar|februar|marz|april|mai|juni|juno|juli|august|september|oktober|november|dezember|janner"),
    ordinals=listed(
        "erste*|zweite*|dritte*|vierte*|funfte*|sechste*|siebte*|siebente*|achte*|neunte*|zehnte*|elfte*|zwolfte*|"
        "dreizehnte*|vierzehnte*|funfzehnte*|sechzehnte*|siebzehnte*|achtzehnte*|neunzehnte*|zwanzigste*|"
        "dreissigste*"
    ),
    date_words=listed("der|den|dem|am|im|das|ist|war|ich|bin|und|ja|ahm|also|jahr"),
)
