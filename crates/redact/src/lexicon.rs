//! The word lists: names, dictionary words and words that tell what stands beside them, in one
//! table keyed by a hash of the lower-case word, so that a token costs one look-up.

use std::ops::{BitOr, BitOrAssign};
use std::sync::OnceLock;

/// What a word is known as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags(pub u32);

impl Flags {
    pub(crate) const NONE: Flags = Flags(0);
    /// A given name.
    pub(crate) const GIVEN: Flags = Flags(1);
    /// A surname.
    pub(crate) const SURNAME: Flags = Flags(1 << 1);
    /// One of the commonest surnames.
    pub(crate) const COMMON_SURNAME: Flags = Flags(1 << 2);
    /// An ordinary dictionary word.
    pub(crate) const WORD: Flags = Flags(1 << 3);
    /// A proper noun that is not known as a name of people.
    pub(crate) const PROPER: Flags = Flags(1 << 4);
    /// Mr, Dr, Frau …
    pub(crate) const HONORIFIC: Flags = Flags(1 << 5);
    /// van, de, von … inside names.
    pub(crate) const PARTICLE: Flags = Flags(1 << 6);
    /// Street, Road, Avenue …
    pub(crate) const STREET: Flags = Flags(1 << 7);
    /// phone, call, mobile …
    pub(crate) const PHONE: Flags = Flags(1 << 8);
    /// account, customer, member …
    pub(crate) const ACCOUNT: Flags = Flags(1 << 9);
    /// order, booking, ticket …
    pub(crate) const ORDER: Flags = Flags(1 << 10);
    /// number, no, id, code: makes ids of accounts and orders.
    pub(crate) const NUMBER: Flags = Flags(1 << 11);
    /// Names of government ids: ssn, passport, nif …
    pub(crate) const GOVERNMENT: Flags = Flags(1 << 12);
    /// Names of bank details: routing, sort, iban …
    pub(crate) const BANK: Flags = Flags(1 << 13);
    /// card, visa, cvv …
    pub(crate) const CARD: Flags = Flags(1 << 14);
    /// password, passcode, pin …
    pub(crate) const PASSWORD: Flags = Flags(1 << 15);
    /// born, birthday, dob …
    pub(crate) const BIRTH: Flags = Flags(1 << 16);
    /// Month names.
    pub(crate) const MONTH: Flags = Flags(1 << 17);
    /// Places: countries, states, big cities.
    pub(crate) const PLACE: Flags = Flags(1 << 18);
    /// Words before which a capitalised word is a person: named, called, told …
    pub(crate) const NAMES: Flags = Flags(1 << 19);
    /// plate, licence, registration.
    pub(crate) const VEHICLE: Flags = Flags(1 << 20);
    /// Public product numbers: isbn, ean, issn …
    pub(crate) const PUBLIC_ID: Flags = Flags(1 << 21);
    /// Speakers: customer, agent, user …
    pub(crate) const SPEAKER: Flags = Flags(1 << 22);
    /// Company endings and organisation words: inc, ltd, bank, university …
    pub(crate) const COMPANY: Flags = Flags(1 << 23);
    /// Never part of a name, whatever the lists say: days, greetings, very common words.
    pub(crate) const NEVER_NAME: Flags = Flags(1 << 24);
    /// Flat, suite, apartment, box …
    pub(crate) const UNIT: Flags = Flags(1 << 25);
    /// tenant, workspace, organisation id words.
    pub(crate) const TENANT: Flags = Flags(1 << 26);
    /// user name words: username, login, handle.
    pub(crate) const USER: Flags = Flags(1 << 27);
    /// Draft and confidentiality words that begin a phrase.
    pub(crate) const DRAFT: Flags = Flags(1 << 28);
    /// address, postcode, zip, lives …
    pub(crate) const ADDRESS: Flags = Flags(1 << 29);
    /// Given names that are rarely anything else, in lower case too.
    pub(crate) const SURE_GIVEN: Flags = Flags(1 << 30);

    /// One of the commonest given names.
    pub(crate) const COMMON_GIVEN: Flags = Flags(1 << 31);

    pub(crate) const fn has(self, other: Flags) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Flags {
    type Output = Flags;
    fn bitor(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}

impl BitOrAssign for Flags {
    fn bitor_assign(&mut self, other: Flags) {
        self.0 |= other.0;
    }
}

pub(crate) const fn hash_start() -> u64 {
    0xcbf2_9ce4_8422_2325
}

pub(crate) const fn hash_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}

pub(crate) const fn hash_finish(hash: u64) -> u64 {
    let mixed = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

/// The hash of a word given in lower case.
pub(crate) fn hash_word(word: &str) -> u64 {
    hash_finish(word.bytes().fold(hash_start(), hash_byte))
}

/// Which hashes may be in a set: a bit for each of 65,536 slots, so that most words are ruled out
/// without a look-up.
#[derive(Clone)]
pub(crate) struct Sieve(Vec<u64>);

impl Default for Sieve {
    fn default() -> Self {
        Sieve(vec![0; 1024])
    }
}

impl Sieve {
    pub(crate) fn add(&mut self, hash: u32) {
        self.0[(hash >> 6 & 1023) as usize] |= 1 << (hash & 63);
    }

    pub(crate) fn may_hold(&self, hash: u32) -> bool {
        self.0[(hash >> 6 & 1023) as usize] >> (hash & 63) & 1 == 1
    }
}

/// The table: open addressing, a 32-bit tag beside the flags.
pub(crate) struct Lexicon {
    slots: Vec<(u32, u32)>,
    mask: usize,
}

impl Lexicon {
    /// The one table, filled on first use.
    pub(crate) fn get() -> &'static Lexicon {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(Lexicon::fill)
    }

    pub(crate) fn flags(&self, hash: u64) -> Flags {
        let tag = tag(hash);
        let mut at = usize::try_from(hash & 0xffff_ffff).unwrap_or(0) & self.mask;
        loop {
            let (found, flags) = self.slots[at];
            if found == tag {
                return Flags(flags);
            }
            if found == 0 {
                return Flags::NONE;
            }
            at = (at + 1) & self.mask;
        }
    }

    pub(crate) fn word(&self, lower: &str) -> Flags {
        self.flags(hash_word(lower))
    }

    /// Whether the word, or what it is an inflection of, is in the dictionary.
    pub(crate) fn is_dictionary(&self, lower: &str) -> bool {
        let known = |stem: &str, instead: &str| {
            let hash = stem
                .bytes()
                .chain(instead.bytes())
                .fold(hash_start(), hash_byte);
            self.flags(hash_finish(hash)).has(Flags::WORD)
        };
        known(lower, "") || inflections(lower).any(|(stem, instead)| known(stem, instead))
    }

    fn add(&mut self, hash: u64, flags: Flags) {
        let tag = tag(hash);
        let mut at = usize::try_from(hash & 0xffff_ffff).unwrap_or(0) & self.mask;
        loop {
            let slot = &mut self.slots[at];
            if slot.0 == 0 || slot.0 == tag {
                *slot = (tag, slot.1 | flags.0);
                return;
            }
            at = (at + 1) & self.mask;
        }
    }

    fn fill() -> Lexicon {
        // 110,000 words and a table more than twice as large.
        let size = 1 << 18;
        let mut lexicon = Lexicon {
            slots: vec![(0, 0); size],
            mask: size - 1,
        };
        for list in [
            include_str!("../data/names.txt"),
            include_str!("../data/words.txt"),
            include_str!("../data/given.txt"),
        ] {
            let mut flags = Flags::NONE;
            for line in list.lines() {
                match line.strip_prefix('#') {
                    Some(section) => flags = section_flags(section),
                    None => lexicon.add(hash_word(line), flags),
                }
            }
        }
        for &(flags, words) in crate::words::CONTEXT {
            for word in words.split_ascii_whitespace() {
                lexicon.add(hash_word(word), flags);
            }
        }
        lexicon
    }
}

fn section_flags(section: &str) -> Flags {
    match section {
        "given" => Flags::GIVEN,
        "given common" => Flags::GIVEN | Flags::COMMON_GIVEN,
        "sure" => Flags::GIVEN | Flags::SURE_GIVEN,
        "surname common" => Flags::SURNAME | Flags::COMMON_SURNAME,
        "surname" => Flags::SURNAME,
        "word" => Flags::WORD,
        "proper" => Flags::PROPER,
        _ => Flags::NONE,
    }
}

fn tag(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(0).max(1)
}

/// What a lower-case English word may be a regular inflection of.
pub fn stems(word: &str) -> impl Iterator<Item = String> + '_ {
    inflections(word).map(|(stem, instead)| format!("{stem}{instead}"))
}

/// The stem left when a regular ending is taken off, and what stood in its place.
fn inflections(word: &str) -> impl Iterator<Item = (&str, &'static str)> {
    const ENDINGS: &[(&str, &str)] = &[
        ("s", ""),
        ("es", ""),
        ("ies", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
        ("ly", ""),
        ("er", ""),
        ("er", "e"),
        ("ness", ""),
    ];
    ENDINGS.iter().filter_map(move |&(ending, instead)| {
        let stem = word.strip_suffix(ending)?;
        (stem.len() >= 3).then_some((stem, instead))
    })
}
