//! Words that tell what stands beside them, in several languages, lower case. Data only.

use crate::lexicon::Flags;

/// Flags and the words that carry them.
pub(crate) const CONTEXT: &[(Flags, &str)] = &[
    (
        Flags::HONORIFIC,
        "mr mrs ms miss mx dr prof professor sir madam rev fr herr frau monsieur madame mme mlle señor señora sr sra srta senhor senhora signor signora sig dott dottor doctor captain sgt lt col officer judge mister missus sheikh hon",
    ),
    (
        Flags::PARTICLE,
        "van von der den de del della di da dos das du la le el al bin ibn ben binti ter ten zu af av mac mc st y e",
    ),
    (
        Flags::STREET,
        "street st road rd avenue ave boulevard blvd lane ln drive dr court ct place pl square sq terrace way parkway pkwy highway hwy circle cir trail trl close crescent alley loop mews row crossing turnpike expressway plaza heights strasse straße str weg platz allee gasse rue chemin quai calle avenida avda via viale piazza corso rua travessa alameda straat laan plein gata gatan gade vej katu tie ulica ul utca út út. körút tér ulice cliffs flats square",
    ),
    (
        Flags::UNIT,
        "apt apartment suite ste unit flat box postbox floor room bldg building",
    ),
    (
        Flags::PHONE,
        "phone telephone tel tele mobile cell cellphone cellular fax call calling called text texted whatsapp sms ring dial reach hotline landline handy telefon telefono teléfono téléphone portable móvil celular telefone telefonnummer rufnummer mobil puhelin telefonszám contact",
    ),
    (
        Flags::ACCOUNT,
        "account acct customer client member membership policy subscriber subscription patient student employee loyalty konto kundennummer compte cliente contract imei meid serial badge case claim medical insurance beneficiary license licence portfolio",
    ),
    (
        Flags::ORDER,
        "order booking reservation confirmation ticket invoice tracking shipment transaction purchase reference ref receipt parcel bestellung commande pedido rma",
    ),
    (
        Flags::NUMBER,
        "number no num nr id code # numero número nummer numéro",
    ),
    (
        Flags::TENANT,
        "tenant workspace organisation organization subscription directory realm tenantid tenant_id workspaceid orgid",
    ),
    (
        Flags::USER,
        "username login userid handle nickname user_name screenname usernames gamertag",
    ),
    (
        Flags::GOVERNMENT,
        "ssn itin ein atin ptin tin tfn abn acn sin nin nino nhs chi utr nir insee siren siret nif nie cif dni rfc curp cpf cnpj rut run cuit cuil dnicuit ruc nit rnc cedula cédula pesel nip regon cnp cui cif egn pnf bulstat jmbg oib emso emšo davčna egn amka afm vat vatin ust ustid steuernummer steuer idnr tin bsn btw rsin onderwijsnummer kvk hetu henkilötunnus ytunnus veronumero personnummer orgnr orgnummer fodselsnummer fødselsnummer mva cpr cvr kennitala vsk isikukood registrikood kmkr pvn pk asmens rc ic ico ičo dic dič rodne dph tva peppol uid ahv avs ahvnummer esr svnr vnr zmr uscc ric rrn brn nik npwp nric mykad cnic aadhaar aadhar pan gstin vid epic nhi ird passport passeport reisepass pasaporte passaporto paspoort license driver's licence dl driving führerschein permis identity identification national social security insurance taxpayer tax personalausweis ausweis medicare nrt ogm vcs eid ssin bis nn niss rijksregisternummer unp bc phn bn nz gh ghana gnifp nifp ncf rrn nid ice ni mf cc niss nit onrc cf cuil edrpou rntrc ddv maticna matična edb emb peid ice kontonr postnummer tckimlik tc moa mtn aic codicefiscale codice fiscale partita iva piva ptin vn edb gst pps ppsn ssn's nhs coe eori sst tnr tckn vkn handelsregisternummer leitweg leitwegid lebensnummer rvnr svn stnr registration identiteitskaartnummer brin oss banknote at02 in cn hkid mynumber citizenship resident voter",
    ),
    (
        Flags::BANK,
        "bank iban bic swift routing aba sort bsb clabe cbu cbvu ccc rib bban iban's checking savings bankaccount kontonummer bankleitzahl blz konto kontonr esr clearing ifsc",
    ),
    (
        Flags::CARD,
        "card cards visa mastercard amex discover debit credit cvv cvc cc pan kreditkarte carte tarjeta cartão expires expiry",
    ),
    (
        Flags::PASSWORD,
        "password passwords passwd pwd passcode passphrase pin pw pass passwort kennwort mot contraseña senha wachtwoord lösenord parola hasło salasana пароль motdepasse otp",
    ),
    (
        Flags::BIRTH,
        "born birth birthday birthdate dob dateofbirth geboren geburtsdatum née nacido naissance nacimiento nascimento nascita geboortedatum",
    ),
    (
        Flags::MONTH,
        "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    (
        Flags::PLACE,
        "america usa uk england britain scotland wales ireland france germany spain italy portugal netherlands belgium luxembourg switzerland austria poland czechia slovakia hungary romania bulgaria greece turkey cyprus malta denmark sweden norway finland iceland estonia latvia lithuania ukraine russia belarus moldova serbia croatia slovenia bosnia montenegro macedonia albania kosovo china japan korea taiwan india pakistan bangladesh nepal thailand vietnam cambodia laos malaysia singapore indonesia philippines australia zealand canada mexico guatemala honduras nicaragua panama cuba haiti jamaica colombia venezuela ecuador peru brazil bolivia paraguay uruguay chile argentina egypt morocco algeria tunisia libya sudan ethiopia kenya tanzania uganda rwanda nigeria ghana senegal cameroon congo angola zambia zimbabwe mozambique botswana namibia israel jordan lebanon syria iraq iran kuwait qatar bahrain oman yemen saudi emirates afghanistan kazakhstan uzbekistan georgia armenia azerbaijan mongolia greenland tunisia alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada jersey hampshire york carolina dakota ohio oklahoma oregon pennsylvania rhode tennessee texas utah vermont virginia washington wisconsin wyoming london paris berlin madrid rome vienna lisbon dublin amsterdam brussels zurich geneva munich hamburg frankfurt cologne milan naples venice florence barcelona seville valencia porto athens istanbul moscow kyiv warsaw prague budapest bucharest sofia copenhagen stockholm oslo helsinki reykjavik tokyo osaka kyoto seoul beijing shanghai shenzhen delhi mumbai bangalore chennai kolkata hyderabad bangkok hanoi jakarta manila sydney melbourne brisbane perth adelaide auckland wellington toronto vancouver montreal ottawa calgary boston chicago houston dallas austin phoenix philadelphia seattle portland denver detroit atlanta miami orlando tampa cleveland pittsburgh baltimore sacramento oakland berkeley fresno diego francisco jose angeles vegas antonio cairo lagos nairobi johannesburg capetown dubai doha riyadh tehran baghdad jerusalem rio paulo lima bogota santiago havana europe asia africa antarctica oceania sunnyvale petaluma novato sonoma napa fremont hayward anaheim livermore",
    ),
    (
        Flags::NAMES,
        "named call called name's name names dear hi hello hey thanks regards sincerely cheers signed from to by with for ask told asked met says said wrote writes spoke sister brother mother father mom dad son daughter wife husband friend colleague boss manager uncle aunt cousin partner girlfriend boyfriend nephew niece patient attn cc contact recipient sender speaking",
    ),
    (
        Flags::VEHICLE,
        "plate plates registration vin licence license reg kennzeichen matricula plaque vehicle",
    ),
    (
        Flags::PUBLIC_ID,
        "isbn issn ean ismn isin lei cusip imo isrc isan orcid issn sscc gln isni doi upc gtin asin sku bic figi wkn sedol orcid cas iso imdb isil iswc ark version build grid ror eic mcc mnc nace naics isco",
    ),
    (
        Flags::SPEAKER,
        "customer client contact user agent assistant ai bot human system support operator rep representative caller visitor staff advisor",
    ),
    (
        Flags::COMPANY,
        "inc ltd llc gmbh corp corporation company co plc ag sa bv group bank university college school hospital hotel restaurant foundation institute association church museum holdings solutions partners technologies systems services studios records band orchestra airlines",
    ),
    (
        Flags::NEVER_NAME,
        "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december i you he she it we they me my your his her its our their the a an and or but not no yes ok okay please thanks thank hi hello hey dear sorry sure great good what when where who why how which this that these those there here is are was were be been do does did can could will would shall should may might must have has had if then else for from with about into over after before just also only very really well let's let i'm i'll i've i'd you're it's that's don't can't won't customer agent user assistant bot ai system human client support operator action note example test error warning info debug api http https url json html css sql xml pdf id ids new old all any some many more most other such each every both few first second third one two three four five six seven eight nine ten to of in on at by as so up out off down api's use see get set go run make add click open select enter type unknown null none true false default total date time name email phone address number account order card today tomorrow yesterday english french german spanish italian chinese japanese internet google amazon apple microsoft facebook twitter github linux windows android iphone python java javascript rust docker kubernetes  unix readme markdown princess prince king queen royal lord lady duke mr mrs ms visa mastercard",
    ),
    (
        Flags::DRAFT,
        "draft internal confidential embargoed unapproved unreleased privileged for do don't not strictly highly company private under please attorney work keep commercial in off unannounced staff employees vertraulich nur streng entwurf confidentiel usage ne brouillon confidencial uso borrador riservato bozza vertrouwelijk",
    ),
    (
        Flags::ADDRESS,
        "address addresses zip zipcode postcode postal postleitzahl plz located lives live reside moved ship shipped delivered mail mailing billing shipping street adresse dirección indirizzo",
    ),
];

/// Two-letter codes of the states and territories of the United States.
pub(crate) const STATES: &[&str] = &[
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS",
    "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY",
    "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV",
    "WI", "WY", "DC", "PR", "GU", "AA", "AE", "AP",
];
