//! Ids with structure: check digits, lengths and letters of government ids, IBANs, wallets, and
//! the public product numbers that only look like them. Pure functions over compact text: upper
//! case, letters and digits only.

use crate::label::Label;

/// What a compact text is, with how sure the format alone makes it.
pub(crate) struct Id {
    pub label: Label,
    pub name: &'static str,
    pub confidence: f32,
}

fn digit(b: u8) -> u32 {
    u32::from(b.wrapping_sub(b'0'))
}

/// Luhn's check, right to left, as on payment cards.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &b)| {
            let d = digit(b);
            if i % 2 == 0 {
                d
            } else if d > 4 {
                2 * d - 9
            } else {
                2 * d
            }
        })
        .sum();
    !digits.is_empty() && sum.is_multiple_of(10)
}

fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(&b, w)| digit(b) * w).sum()
}

fn remainder(digits: &[u8], modulus: u64) -> u64 {
    digits
        .iter()
        .fold(0, |r, &b| (r * 10 + u64::from(digit(b))) % modulus)
}

/// ISO 7064 MOD 11,10.
fn mod_11_10(digits: &[u8]) -> bool {
    let mut check = 5u32;
    for &b in digits {
        check = (if check == 0 { 10 } else { check } * 2 % 11 + digit(b)) % 10;
    }
    check == 1
}

fn verhoeff(digits: &[u8]) -> bool {
    const D: [[usize; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const P: [[usize; 10]; 8] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
        [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
        [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
        [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];
    digits
        .iter()
        .rev()
        .enumerate()
        .fold(0, |c, (i, &b)| D[c][P[i % 8][digit(b) as usize % 10]])
        == 0
}

fn number(digits: &[u8]) -> u32 {
    digits
        .iter()
        .fold(0, |n: u32, &b| n.wrapping_mul(10).wrapping_add(digit(b)))
}

fn month_day(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

/// yymmdd, with months and days as some registers shift them.
fn ymd(d: &[u8]) -> bool {
    month_day(number(&d[2..4]) % 20, number(&d[4..6]) % 40)
}

fn dmy(d: &[u8]) -> bool {
    month_day(number(&d[2..4]) % 40, number(&d[0..2]) % 40)
}

/// The payment network of a card number whose check digit fits.
pub(crate) fn card(d: &[u8]) -> Option<&'static str> {
    let four = number(d.get(..4)?);
    let two = four / 100;
    let name = match (d.len(), four) {
        (13 | 16 | 19, _) if d[0] == b'4' => "Visa",
        (16, _) if (51..=55).contains(&two) || (2221..=2720).contains(&four) => "Mastercard",
        (15, _) if two == 34 || two == 37 => "American Express",
        (16..=19, 6011) => "Discover",
        (16..=19, _) if two == 65 || (6440..=6499).contains(&four) => "Discover",
        (16..=19, 3528..=3589) => "JCB",
        (15, 2131 | 1800) => "JCB",
        (14..=19, _)
            if matches!(two, 36 | 38 | 39) || (3000..=3059).contains(&four) || four == 3095 =>
        {
            "Diners Club"
        }
        (16..=19, _) if two == 62 || two == 81 => "UnionPay",
        (16..=19, 2200..=2204) => "Mir",
        (12..=19, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763) => "Maestro",
        (16, _) if two == 60 || four == 6521 => "RuPay",
        (16, 5067 | 5090 | 6363 | 6362) => "Elo",
        (16, 9792) => "Troy",
        _ => return None,
    };
    luhn(d).then_some(name)
}

/// Whether digits are a public product number: EAN, UPC, ISBN, ISSN.
pub(crate) fn is_product_number(d: &[u8]) -> bool {
    match d.len() {
        8 => ean(d) || issn(d),
        13 => ean(d) && !d.starts_with(b"756"),
        12 | 14 | 17 | 18 | 20 => ean(d),
        10 => isbn_10(d),
        _ => false,
    }
}

fn ean(d: &[u8]) -> bool {
    let sum: u32 = d
        .iter()
        .rev()
        .enumerate()
        .map(|(i, &b)| digit(b) * if i % 2 == 0 { 1 } else { 3 })
        .sum();
    sum.is_multiple_of(10)
}

fn issn(d: &[u8]) -> bool {
    weighted(d, &[8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

fn isbn_10(d: &[u8]) -> bool {
    weighted(d, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11)
}

const IBAN_LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 DZ26 AO25 BJ28 BF28 CM27 CV25 CI28 IR26 MG27 ML28 MZ25 SN28";

/// How long an IBAN of the country in front is.
pub(crate) fn iban_length(compact: &[u8]) -> Option<usize> {
    let country = compact.get(..2)?;
    IBAN_LENGTHS
        .split(' ')
        .find(|entry| entry.as_bytes().starts_with(country))
        .and_then(|entry| entry[2..].parse().ok())
}

/// ISO 7064 MOD 97-10 over letters and digits, the first `moved` characters counted last.
pub(crate) fn mod_97(compact: &[u8], moved: usize) -> bool {
    let mut r = 0u32;
    for &b in compact[moved..].iter().chain(&compact[..moved]) {
        r = match b {
            b'0'..=b'9' => (r * 10 + digit(b)) % 97,
            b'A'..=b'Z' => (r * 100 + u32::from(b - b'A') + 10) % 97,
            _ => return false,
        };
    }
    r == 1
}

/// A government id among digits alone, by length and check digits. `None` says nothing fits.
pub(crate) fn digits_id(d: &[u8]) -> Option<Id> {
    let id = |name, confidence| {
        Some(Id {
            label: Label::NationalId,
            name,
            confidence,
        })
    };
    let bank = |name, confidence| {
        Some(Id {
            label: Label::BankAccount,
            name,
            confidence,
        })
    };
    match d.len() {
        8 => {
            if weighted(d, &[2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11) {
                return id("Danish company number", 0.45);
            }
            if weighted(&d[..7], &[7, 9, 10, 5, 8, 4, 2]) % 11 == (11 - digit(d[7])) % 11 {
                return id("Finnish business id", 0.45);
            }
            None
        }
        9 => {
            if weighted(d, &[1, 4, 3, 7, 5, 8, 6, 9, 10]).is_multiple_of(11) {
                return id("Australian tax file number", 0.5);
            }
            let bsn = (weighted(&d[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) + 10 * digit(d[8])) % 11;
            if bsn == 0 {
                return id("Dutch citizen service number", 0.5);
            }
            if luhn(d) {
                return id(
                    "number with Luhn check, as the French SIREN or the Canadian SIN",
                    0.5,
                );
            }
            let mod_11 =
                |weights: &[u32]| (11 - weighted(&d[..8], weights) % 11) % 11 % 10 == digit(d[8]);
            if mod_11(&[3, 2, 7, 6, 5, 4, 3, 2]) {
                return id("Norwegian organisation number", 0.48);
            }
            if mod_11(&[9, 8, 7, 6, 5, 4, 3, 2]) {
                return id("Portuguese tax number", 0.48);
            }
            let gb = weighted(&d[..7], &[8, 7, 6, 5, 4, 3, 2]) + number(&d[7..]);
            if gb.is_multiple_of(97) || (gb + 55).is_multiple_of(97) {
                return id("British VAT number", 0.5);
            }
            if mod_11_10(d) {
                return id("German VAT number", 0.45);
            }
            None
        }
        10 => {
            let nhs = (11 - weighted(&d[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
            if nhs == digit(d[9]) {
                return id("number with the check digit of the British NHS", 0.5);
            }
            if weighted(&d[..9], &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == digit(d[9]) && ymd(d) {
                return id("Bulgarian personal number", 0.6);
            }
            if luhn(d) && ymd(d) {
                return id("Swedish personal number", 0.6);
            }
            if weighted(&d[..9], &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digit(d[9]) {
                return id("Polish tax number", 0.5);
            }
            if remainder(d, 11) == 0 && ymd(d) {
                return id("Czech or Slovak birth number", 0.6);
            }
            if dmy(d) {
                return id(
                    "number that begins with a date, as Nordic personal numbers do",
                    0.5,
                );
            }
            None
        }
        11 => {
            if mod_11_10(d) {
                return id("German tax id or Croatian OIB", 0.55);
            }
            if 97 - remainder(&d[..9], 97) == u64::from(number(&d[9..])) && ymd(d)
                || 97 - (2_000_000_000 + remainder(&d[..9], u64::MAX)) % 97
                    == u64::from(number(&d[9..]))
            {
                return id("Belgian national number", 0.6);
            }
            if luhn(d) {
                return id("number with Luhn check, as the Italian VAT number", 0.5);
            }
            if weighted(d, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10) {
                return id("Polish PESEL", 0.55);
            }
            let cpf_1 = (weighted(&d[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11 % 10;
            let cpf_2 = (weighted(&d[..10], &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11 % 10;
            if cpf_1 == digit(d[9]) && cpf_2 == digit(d[10]) {
                return id("Brazilian CPF", 0.7);
            }
            let tr = d[0] != b'0' && weighted(&d[..10], &[1; 10]) % 10 == digit(d[10]);
            if tr {
                return id("Turkish identity number", 0.5);
            }
            let cuit = (11 - weighted(&d[..10], &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11;
            if cuit == digit(d[10]) {
                return id("Argentine CUIT or Norwegian account", 0.5);
            }
            if dmy(d) || ymd(d) || ymd(&d[1..]) {
                return id("number that holds a date, as personal numbers do", 0.5);
            }
            None
        }
        12 => {
            if d[0] >= b'2' && verhoeff(d) {
                return id("Indian Aadhaar", 0.6);
            }
            if remainder(&d[..10], 97) == u64::from(number(&d[10..])) % 97 {
                return id("Belgian payment reference", 0.5);
            }
            if ymd(d) || (d.starts_with(b"19") || d.starts_with(b"20")) && ymd(&d[2..]) {
                return id(
                    "number that begins with a date, as personal numbers do",
                    0.5,
                );
            }
            None
        }
        13 => {
            if ymd(d) && luhn(d) {
                return id("South African identity number", 0.65);
            }
            if d.starts_with(b"756") && ean(d) {
                return id("Swiss social security number", 0.7);
            }
            if weighted(&d[..12], &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 % 10 == digit(d[12])
                && ymd(&d[1..])
            {
                return id("Romanian personal number", 0.65);
            }
            let thai =
                (11 - weighted(&d[..12], &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 10;
            if thai == digit(d[12]) {
                return id("Thai identity number", 0.5);
            }
            let jmbg =
                (11 - weighted(&d[..12], &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10;
            if jmbg == digit(d[12]) {
                return id("personal or tax number of the former Yugoslavia", 0.5);
            }
            (ymd(d) || dmy(d)).then_some(Id {
                label: Label::NationalId,
                name: "number that begins with a date, as personal numbers do",
                confidence: 0.48,
            })
        }
        14 => {
            if luhn(d) {
                return id("French SIRET", 0.55);
            }
            let first = weighted(&d[..12], &[5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
            let first = if first < 2 { 0 } else { 11 - first };
            (first == digit(d[12])).then_some(Id {
                label: Label::NationalId,
                name: "Brazilian CNPJ",
                confidence: 0.6,
            })
        }
        15 => {
            if 97 - remainder(&d[..13], 97) == u64::from(number(&d[13..]))
                && (d[0] == b'1' || d[0] == b'2')
            {
                return id("French social security number", 0.75);
            }
            if luhn(d) {
                return Some(Id {
                    label: Label::AccountId,
                    name: "IMEI of a phone",
                    confidence: 0.5,
                });
            }
            if remainder(d, 97) == 0 {
                return id("Moroccan company number", 0.5);
            }
            None
        }
        16 => (dmy(&d[6..])).then_some(Id {
            label: Label::NationalId,
            name: "Indonesian identity number",
            confidence: 0.5,
        }),
        18 => {
            let date = (d[6..].starts_with(b"19") || d[6..].starts_with(b"20")) && ymd(&d[8..]);
            date.then_some(Id {
                label: Label::NationalId,
                name: "Chinese identity number",
                confidence: 0.75,
            })
        }
        20 => {
            let check = |part: &[u8], weights: &[u32]| (11 - weighted(part, weights) % 11) % 11;
            let first = check(&d[..8], &[4, 8, 5, 10, 9, 7, 3, 6]);
            let second = check(&d[10..], &[1, 2, 4, 8, 5, 10, 9, 7, 3, 6]);
            if first % 10 == digit(d[8]) || second % 10 == digit(d[9]) {
                return bank("Spanish account number", 0.6);
            }
            None
        }
        22 => bank("Argentine account number", 0.55),
        27 => bank("Swiss payment reference", 0.5),
        _ => None,
    }
}

/// The shape of a text: `d` for a digit, `l` for a letter.
fn has_shape(compact: &[u8], shape: &str) -> bool {
    compact.len() == shape.len()
        && compact.iter().zip(shape.bytes()).all(|(b, s)| match s {
            b'd' => b.is_ascii_digit(),
            b'l' => b.is_ascii_uppercase(),
            b'w' => true,
            literal => *b == literal,
        })
}

fn shaped(compact: &[u8], shapes: &str) -> bool {
    shapes.split(' ').any(|shape| has_shape(compact, shape))
}

/// Prefix of a VAT or company number, and the shapes of what follows it.
const VAT: &[(&str, &str)] = &[
    ("AT", "Udddddddd"),
    ("BE", "dddddddddd ddddddddd"),
    ("BG", "ddddddddd dddddddddd"),
    ("CY", "ddddddddl"),
    ("CZ", "dddddddd ddddddddd dddddddddd"),
    ("DE", "ddddddddd"),
    ("DK", "dddddddd"),
    ("EE", "ddddddddd"),
    ("EL", "ddddddddd"),
    ("GR", "ddddddddd"),
    ("ES", "wdddddddw"),
    ("EU", "ddddddddd"),
    ("IM", "dddddddddd"),
    ("FI", "dddddddd"),
    ("FR", "wwddddddddd"),
    ("GB", "ddddddddd dddddddddddd ddddddddddddd"),
    ("HR", "ddddddddddd"),
    ("HU", "dddddddd"),
    ("IE", "dddddddl dddddddll dlddddddl dwdddddl"),
    ("IT", "ddddddddddd"),
    ("LT", "ddddddddd dddddddddddd"),
    ("LU", "dddddddd"),
    ("LV", "ddddddddddd"),
    ("MT", "dddddddd"),
    ("NL", "dddddddddBdd dddddddBdd"),
    ("PL", "dddddddddd"),
    ("PT", "ddddddddd"),
    ("RO", "dddddddd dddddddd ddddddddd dddddddddd"),
    ("SE", "dddddddddddd"),
    ("SI", "dddddddd"),
    ("SK", "dddddddddd"),
    ("CHE", "ddddddddd dddddddddMWST dddddddddTVA"),
    ("NO", "ddddddddd dddddddddMVA"),
    ("MK", "ddddddddddddd"),
    ("NZ", "dddddddd ddddddddd"),
    ("SV", "dddddddddddddd"),
    ("IS", "ddddd dddddd"),
    ("RS", "ddddddddd"),
    ("MC", "ddddddddddd"),
    ("SM", "ddddd"),
];

fn spanish_letter(number: u32) -> u8 {
    b"TRWAGMYFPDXBNJZSQVHLCKE"[(number % 23) as usize]
}

/// A government id, IBAN or wallet among letters and digits together.
pub(crate) fn mixed_id(c: &[u8]) -> Option<Id> {
    let id = |name, confidence| {
        Some(Id {
            label: Label::NationalId,
            name,
            confidence,
        })
    };
    if let Some(length) = iban_length(c)
        && c.len() == length
        && c[2].is_ascii_digit()
        && c[3].is_ascii_digit()
        && mod_97(c, 4)
    {
        return Some(Id {
            label: Label::Iban,
            name: "IBAN whose check digits fit",
            confidence: 0.95,
        });
    }
    if !(7..=24).contains(&c.len()) {
        return None;
    }
    for (country, shapes) in VAT {
        if let Some(rest) = c.strip_prefix(country.as_bytes())
            && shaped(rest, shapes)
            && rest.iter().filter(|b| b.is_ascii_digit()).count() >= 5
        {
            return id("VAT or company number with its country in front", 0.7);
        }
    }
    let digits = c.iter().filter(|b| b.is_ascii_digit()).count();
    match c.len() {
        8 if shaped(c, "lddddddl")
            && matches!(c[0], b'A' | b'C'..=b'G' | b'L' | b'O' | b'P' | b'U') =>
        {
            id("Andorran tax number", 0.55)
        }
        8 if shaped(c, "lddddddd") && c[0] == b'K' => id("number of a passport or register", 0.45),
        8 if shaped(c, "ldddddd0 ldddddd1 lddddddA") => id("Hong Kong identity card", 0.5),
        9 => {
            if shaped(c, "ddddddddl") && spanish_letter(number(&c[..8])) == c[8] {
                return id("Spanish DNI", 0.75);
            }
            if shaped(c, "Xdddddddl Ydddddddl Zdddddddl")
                && spanish_letter(number(&c[1..8]) + 10_000_000 * u32::from(c[0] - b'X')) == c[8]
            {
                return id("Spanish NIE", 0.8);
            }
            if shaped(c, "lddddddddd") || shaped(c, "lddddddd d") {
                return None;
            }
            if has_shape(c, "ldddddddd")
                && b"ABCDEFGHJNPQRSUVW".contains(&c[0])
                && luhn_cif(&c[1..])
            {
                return id("Spanish company number", 0.6);
            }
            if has_shape(c, "ldddddddl") && matches!(c[0], b'S' | b'T' | b'F' | b'G' | b'M') {
                return id("Singaporean NRIC", 0.6);
            }
            if has_shape(c, "ldddddddl") && b"KLMNPQRSW".contains(&c[0]) {
                return id("Spanish tax number", 0.55);
            }
            if has_shape(c, "llddddddl")
                && matches!(c[8], b'A'..=b'D')
                && !b"DFIQUV".contains(&c[0])
            {
                return id("British national insurance number", 0.75);
            }
            if has_shape(c, "ddddddddl") || has_shape(c, "dddddddll") {
                return id("number with a check letter, as the Irish VAT number", 0.48);
            }
            if has_shape(c, "llwwwwwwd") && digits >= 5 {
                return id("Dutch identity document", 0.48);
            }
            (has_shape(c, "lldddddddd") || has_shape(c, "llddddddd")).then_some(Id {
                label: Label::NationalId,
                name: "number of a passport or register",
                confidence: 0.42,
            })
        }
        10 => {
            if has_shape(c, "llldddddddd") || has_shape(c, "lllddddddd") {
                return id("Indian voter id", 0.5);
            }
            if has_shape(c, "lllllddddl") {
                return id("Indian PAN", 0.6);
            }
            if has_shape(c, "lddddddddd") && matches!(c[1], b'1' | b'2') {
                return id("Taiwanese identity number", 0.5);
            }
            if shaped(c, "llldddddddd llllldddddd llllddddddd llllddddddw") && ymd(&c[4..]) {
                return id("Mexican RFC", 0.55);
            }
            (has_shape(c, "llllwddddd") || has_shape(c, "lllldddddd") && ymd(&c[4..])).then_some(
                Id {
                    label: Label::NationalId,
                    name: "Mexican RFC",
                    confidence: 0.5,
                },
            )
        }
        11 => {
            if shaped(
                c,
                "Cdddddddddd Pdddddddddd Gdddddddddd Qdddddddddd Vdddddddddd",
            ) {
                return id("Ghanaian tax number", 0.55);
            }
            if shaped(c, "Bdddddddddd") {
                return id("Dominican fiscal number", 0.5);
            }
            if has_shape(c, "lddddddddddd") || has_shape(c, "ddddddddddl") {
                return id("register number", 0.42);
            }
            (has_shape(c, "ddddddwddww") && dmy(c)).then_some(Id {
                label: Label::NationalId,
                name: "Finnish personal code",
                confidence: 0.6,
            })
        }
        12 => {
            if has_shape(c, "dddddddddllw") || has_shape(c, "dddddddddlld") {
                return id("Portuguese citizen card", 0.6);
            }
            if shaped(c, "lllddddddwww") && ymd(&c[3..]) {
                return id("Mexican RFC of a company", 0.65);
            }
            if has_shape(c, "dddddddddBdd") {
                return id("Dutch VAT number", 0.65);
            }
            if has_shape(c, "dddddddddMVA") {
                return id("Norwegian VAT number", 0.7);
            }
            has_shape(c, "lddddddddddd").then_some(Id {
                label: Label::NationalId,
                name: "serial or register number",
                confidence: 0.45,
            })
        }
        13 => {
            if shaped(c, "llllddddddwww") && ymd(&c[4..]) {
                return id("Mexican RFC", 0.75);
            }
            if has_shape(c, "ddddddlddddww")
                || has_shape(c, "dddddddMAEddd")
                || has_shape(c, "dddddddllldddd")
                || has_shape(c, "dddddddlllddd")
            {
                return id("Tunisian tax number", 0.55);
            }
            (has_shape(c, "Eddddddddddddd") || has_shape(c, "Edddddddddddd")).then_some(Id {
                label: Label::NationalId,
                name: "Dominican fiscal number",
                confidence: 0.5,
            })
        }
        14 if has_shape(c, "lddddddddddddw") => id("Mauritian identity number", 0.6),
        14 if has_shape(c, "ddddddddddddww") => None,
        15 if has_shape(c, "ddlllllddddlwZw") => id("Indian GSTIN", 0.8),
        15 if has_shape(c, "dddddddddRCdddd")
            || has_shape(c, "dddddddddRTdddd")
            || has_shape(c, "dddddddddRPdddd") =>
        {
            id("Canadian business number", 0.75)
        }
        16 => {
            if has_shape(c, "lllllldwldwldwdl") || has_shape(c, "llllllddlddldddl") {
                return id("Italian codice fiscale", 0.85);
            }
            (has_shape(c, "lllllddddddlldll") || has_shape(c, "lllllddddddllwll")).then_some(Id {
                label: Label::NationalId,
                name: "British driving licence",
                confidence: 0.7,
            })
        }
        18 => {
            if c[0] == b'9' && c[..8].iter().all(u8::is_ascii_digit) && digits >= 12 {
                return id("Chinese social credit code", 0.65);
            }
            if has_shape(c, "llllddddddllllllwd") {
                return id("Mexican CURP", 0.85);
            }
            (c[..17].iter().all(u8::is_ascii_digit) && c[17] == b'X' && ymd(&c[8..])).then_some(
                Id {
                    label: Label::NationalId,
                    name: "Chinese identity number",
                    confidence: 0.8,
                },
            )
        }
        19 if has_shape(c, "Adddddddddddddddddd") => id("Dominican fiscal number", 0.55),
        _ => {
            let creditor = c.len() >= 12
                && c[..2].iter().all(u8::is_ascii_uppercase)
                && c[2..4].iter().all(u8::is_ascii_digit)
                && c[4..].starts_with(b"ZZZ");
            if creditor {
                return id("SEPA creditor id", 0.65);
            }
            None
        }
    }
}

fn luhn_cif(d: &[u8]) -> bool {
    d.len() == 8 && luhn(d)
}

const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// A wallet address: Bitcoin in both encodings, Ethereum and alike.
pub(crate) fn wallet(text: &str) -> Option<&'static str> {
    let b = text.as_bytes();
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("bc1") || lower.starts_with("tb1") || lower.starts_with("ltc1") {
        let data = &lower.as_bytes()[lower.find('1').unwrap_or(0) + 1..];
        let bech = data
            .iter()
            .all(|c| b"qpzry9x8gf2tvdw0s3jn54khce6mua7l".contains(c));
        let one_case = text == lower || text == text.to_ascii_uppercase();
        return (bech && one_case && (38..=74).contains(&b.len()))
            .then_some("Bitcoin address in bech32");
    }
    if text.starts_with("0x") && b.len() == 42 && b[2..].iter().all(u8::is_ascii_hexdigit) {
        return Some("Ethereum address");
    }
    let base58 = b.iter().all(|c| BASE58.contains(c));
    if !base58 {
        return None;
    }
    let mixed = b.iter().any(u8::is_ascii_lowercase)
        && b.iter().any(u8::is_ascii_uppercase)
        && b.iter().filter(|c| c.is_ascii_digit()).count() >= 2;
    match (b.first(), b.len()) {
        (Some(b'1' | b'3'), 26..=35) if mixed && base58_check(b) => {
            Some("Bitcoin address whose checksum fits")
        }
        (Some(b'L' | b'M'), 33..=34) if mixed && base58_check(b) => {
            Some("Litecoin address whose checksum fits")
        }
        (Some(b'D'), 34) if mixed && base58_check(b) => {
            Some("Dogecoin address whose checksum fits")
        }
        (Some(b'T'), 34) if mixed && base58_check(b) => Some("Tron address whose checksum fits"),
        _ => None,
    }
}

/// `Base58Check`: 25 bytes, the last four of which are the double SHA-256 of the rest.
fn base58_check(text: &[u8]) -> bool {
    let mut bytes = [0u8; 25];
    for &c in text {
        let Some(mut carry) = BASE58.iter().position(|&b| b == c) else {
            return false;
        };
        for byte in bytes.iter_mut().rev() {
            carry += 58 * usize::from(*byte);
            *byte = u8::try_from(carry & 0xff).unwrap_or(0);
            carry >>= 8;
        }
        if carry != 0 {
            return false;
        }
    }
    let sum = sha_256(&sha_256(&bytes[..21]));
    sum[..4] == bytes[21..]
}

/// SHA-256 (FIPS 180-4) of at most 55 bytes: one block, which is all that a checksum needs.
fn sha_256(message: &[u8]) -> [u8; 32] {
    const K: [u32; 64] = [
        0x428a_2f98,
        0x7137_4491,
        0xb5c0_fbcf,
        0xe9b5_dba5,
        0x3956_c25b,
        0x59f1_11f1,
        0x923f_82a4,
        0xab1c_5ed5,
        0xd807_aa98,
        0x1283_5b01,
        0x2431_85be,
        0x550c_7dc3,
        0x72be_5d74,
        0x80de_b1fe,
        0x9bdc_06a7,
        0xc19b_f174,
        0xe49b_69c1,
        0xefbe_4786,
        0x0fc1_9dc6,
        0x240c_a1cc,
        0x2de9_2c6f,
        0x4a74_84aa,
        0x5cb0_a9dc,
        0x76f9_88da,
        0x983e_5152,
        0xa831_c66d,
        0xb003_27c8,
        0xbf59_7fc7,
        0xc6e0_0bf3,
        0xd5a7_9147,
        0x06ca_6351,
        0x1429_2967,
        0x27b7_0a85,
        0x2e1b_2138,
        0x4d2c_6dfc,
        0x5338_0d13,
        0x650a_7354,
        0x766a_0abb,
        0x81c2_c92e,
        0x9272_2c85,
        0xa2bf_e8a1,
        0xa81a_664b,
        0xc24b_8b70,
        0xc76c_51a3,
        0xd192_e819,
        0xd699_0624,
        0xf40e_3585,
        0x106a_a070,
        0x19a4_c116,
        0x1e37_6c08,
        0x2748_774c,
        0x34b0_bcb5,
        0x391c_0cb3,
        0x4ed8_aa4a,
        0x5b9c_ca4f,
        0x682e_6ff3,
        0x748f_82ee,
        0x78a5_636f,
        0x84c8_7814,
        0x8cc7_0208,
        0x90be_fffa,
        0xa450_6ceb,
        0xbef9_a3f7,
        0xc671_78f2,
    ];
    let mut state: [u32; 8] = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];
    let mut block = [0u8; 64];
    let length = message.len().min(55);
    block[..length].copy_from_slice(&message[..length]);
    block[length] = 0x80;
    block[56..].copy_from_slice(&(length as u64 * 8).to_be_bytes());
    let mut w = [0u32; 64];
    for (i, chunk) in block.chunks_exact(4).enumerate() {
        w[i] = chunk.iter().fold(0, |n, &b| (n << 8) | u32::from(b));
    }
    for i in 16..64 {
        let a = w[i - 15].rotate_right(7) ^ w[i - 15].rotate_right(18) ^ (w[i - 15] >> 3);
        let b = w[i - 2].rotate_right(17) ^ w[i - 2].rotate_right(19) ^ (w[i - 2] >> 10);
        w[i] = w[i - 16]
            .wrapping_add(a)
            .wrapping_add(w[i - 7])
            .wrapping_add(b);
    }
    let mut v = state;
    for i in 0..64 {
        let s1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
        let choice = (v[4] & v[5]) ^ (!v[4] & v[6]);
        let first = v[7]
            .wrapping_add(s1)
            .wrapping_add(choice)
            .wrapping_add(K[i])
            .wrapping_add(w[i]);
        let s0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
        let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
        v.rotate_right(1);
        v[4] = v[4].wrapping_add(first);
        v[0] = first.wrapping_add(s0.wrapping_add(majority));
    }
    let mut out = [0u8; 32];
    for (i, (s, v)) in state.iter_mut().zip(v).enumerate() {
        *s = s.wrapping_add(v);
        out[4 * i..4 * i + 4].copy_from_slice(&s.to_be_bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha_256_of_abc_is_the_published_one() {
        let sum = sha_256(b"abc");
        assert_eq!(sum[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert_eq!(sum[28..], [0xf2, 0x00, 0x15, 0xad]);
    }

    #[test]
    fn check_digits_catch_a_changed_digit() {
        assert_eq!(card(b"4111111111111111"), Some("Visa"));
        assert_eq!(card(b"4111111111111112"), None);
        assert!(mod_97(b"GB82WEST12345698765432", 4));
        assert!(!mod_97(b"GB82WEST12345698765433", 4));
        assert!(verhoeff(b"2363"));
        assert!(!verhoeff(b"2364"));
    }

    #[test]
    fn public_product_numbers_are_known() {
        assert!(is_product_number(b"9780306406157"));
        assert!(is_product_number(b"0306406152"));
        assert!(is_product_number(b"03785955"));
    }
}
