"""English number words, and the phrases that ask for numbers."""

from voicecheck.text.spoken_numbers import SpokenNumbers, counted, listed

NUMBERS = SpokenNumbers(
    ones=counted("zero|oh|o|nought|naught|nil one two three four five six seven eight nine|niner"),
    teens=counted(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        10,
        1,
    ),
    tens=counted(
        "twenty thirty forty|fourty fifty sixty seventy eighty ninety",
        20,
        10,
    ),
    hundred=listed("hundred"),
    repeats={"double": 2, "triple": 3, "treble": 3},
    fillers=listed("uh|um|er|erm|uhm|mm|hyphen|dash|minus|space|plus|slash|dot|point|then|and"),
    large=listed("thousand|million|billion"),
    units=listed(
        "minute*|second*|hour*|day*|week*|month*|year*|o'clock|oclock|am|pm|percent|per|euro*|dollar*|pound*|cent*|"
        "pence|buck*|people|person*|kilometre*|kilometer*|mile*|metre*|meter*|litre*|gram*|kilo*|degree*|piece*|"
        "time*|call*|item*|room*|floor*|square"
    ),
    asking=listed(
        "card number|account number|customer number|member* number|policy number|phone number|mobile number|"
        "telephone number|insurance number|passport number|security number|license number|licence number|"
        "tax number|id number|sort code|routing number|security code|security digits|pin|cvv|cvc|social security|"
        "last four|last three|four digit*|three digit*|expir* date|iban|passcode|one time code"
    ),
    birth=listed("date of birth|birth date|birthdate|birthday|born|d o b|dob"),
    months=listed("january|february|march|april|may|june|july|august|september|october|november|december"),
    ordinals=listed(
        "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
        "fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth"
    ),
    date_words=listed("of|the|in|on|it|is|it's|its|was|i'm|and|uh|um|er|yes|sure|year"),
)
