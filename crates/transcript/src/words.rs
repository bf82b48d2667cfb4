//! Words as search knows them: which a text holds, which a question asks for, and where the one holds the other.
//!
//! Owns how text is folded and cut, so that every database finds the same. Must not know how words are kept.
//!
//! Text is folded: compatibility forms, case, and accents over letters are levelled. It is cut at everything that is
//! neither letter, digit nor mark. Scripts written without spaces are cut into pairs of characters, so that any part
//! of a sentence is found; every character of theirs begins one word.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Most characters of a word that count; more are cut off, in texts and in questions alike.
const MAX_WORD: usize = 64;
/// Most phrases of a question that count.
const MAX_PHRASES: usize = 16;

/// A word of a text.
#[derive(Clone, PartialEq, Eq)]
pub struct Word {
    /// Folded.
    pub folded: String,
    /// Where it begins in the text, in Unicode scalar values.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The single last character of a stretch written without spaces, which the pair before it holds already.
    tail: bool,
}

/// Words next to each other.
#[derive(Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words, folded; never empty.
    pub words: Vec<String>,
    /// The last word may go on.
    pub open: bool,
}

/// What is searched for: all of its phrases must occur. Its words are the asker's own and stay out of `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Query {
    phrases: Vec<Phrase>,
}

impl std::fmt::Debug for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Query({} phrases)", self.phrases.len())
    }
}

impl Query {
    /// From what somebody typed: words in quotation marks stand next to each other, and so do the parts of a word
    /// with signs in it, such as an address. The last word may be unfinished, unless its quotation mark is closed.
    /// `None`: there is no word in it.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut phrases = Vec::new();
        let mut quoted = false;
        let mut parts = typed.split(is_quote).peekable();
        while let Some(part) = parts.next() {
            let at_the_end = parts.peek().is_none();
            if quoted {
                add_phrases(part, at_the_end, &mut phrases);
            } else {
                let mut spaced = part.split_whitespace().peekable();
                while let Some(word) = spaced.next() {
                    let last = at_the_end
                        && spaced.peek().is_none()
                        && !part.ends_with(char::is_whitespace);
                    add_phrases(word, last, &mut phrases);
                }
            }
            quoted = !quoted;
        }
        phrases.truncate(MAX_PHRASES);
        (!phrases.is_empty()).then_some(Self { phrases })
    }

    /// What must occur; never empty.
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    /// Where the phrases occur in a text: ranges in Unicode scalar values, end exclusive, in order, disjoint.
    pub fn ranges(&self, text: &str) -> Vec<(usize, usize)> {
        let words = words(text);
        let mut found: Vec<(usize, usize)> = Vec::new();
        for place in 0..words.len() {
            for phrase in &self.phrases {
                let Some(here) = words.get(place..place + phrase.words.len()) else {
                    continue;
                };
                if phrase.fits(here.iter().map(|word| word.folded.as_str()))
                    && let (Some(first), Some(last)) = (here.first(), here.last())
                {
                    found.push((first.start, first.start.max(shown_end(phrase, last))));
                }
            }
        }
        found.sort_unstable();
        let mut merged: Vec<(usize, usize)> = Vec::with_capacity(found.len());
        for (start, end) in found {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        merged
    }

    /// How many of the phrases a line of [`line`] holds.
    pub fn count_in(&self, line: &str) -> usize {
        self.phrases
            .iter()
            .filter(|phrase| line.contains(&phrase.needle()))
            .count()
    }
}

impl Phrase {
    /// What a line of [`line`] contains if and only if it holds the phrase.
    pub fn needle(&self) -> String {
        let words = self.words.join(" ");
        if self.open {
            format!(" {words}")
        } else {
            format!(" {words} ")
        }
    }

    fn fits<'a>(&self, here: impl Iterator<Item = &'a str>) -> bool {
        let last = self.words.len() - 1;
        self.words
            .iter()
            .zip(here)
            .enumerate()
            .all(|(place, (wanted, word))| {
                if place == last && self.open {
                    word.starts_with(wanted.as_str())
                } else {
                    word == wanted
                }
            })
    }
}

/// Where the part of a word ends that was asked for: of a pair found by its first character, after that one.
fn shown_end(phrase: &Phrase, last: &Word) -> usize {
    let single = phrase.words.last().is_some_and(|wanted| {
        let mut characters = wanted.chars();
        characters.next().is_some_and(is_unspaced) && characters.next().is_none()
    });
    if phrase.open && single {
        last.end.min(last.start + 1)
    } else {
        last.end
    }
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}'
    )
}

/// The words of a piece as one phrase, or as several where a script without spaces ends among them: what follows it
/// stands next to a character that is a word of its own.
fn add_phrases(piece: &str, open: bool, phrases: &mut Vec<Phrase>) {
    let mut run: Vec<Word> = Vec::new();
    let mut end = |run: &mut Vec<Word>, open: bool| {
        if run.len() > 1 && run.last().is_some_and(|word| word.tail) {
            run.pop();
        }
        let single = matches!(run.as_slice(), [word] if word.tail);
        let words: Vec<String> = run.drain(..).map(|word| word.folded).collect();
        if !words.is_empty() {
            let open = open || single;
            phrases.push(Phrase { words, open });
        }
    };
    for word in words(piece) {
        let tail = word.tail;
        run.push(word);
        if tail {
            end(&mut run, false);
        }
    }
    // A word that is followed by a sign is finished.
    let open = open && piece.chars().next_back().is_some_and(is_part);
    end(&mut run, open);
}

/// A text's words in a row, each between spaces: what phrases are looked up in.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    each(text, &mut |word| {
        out.push_str(&word.folded);
        out.push(' ');
    });
    out
}

/// A text's words, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut out = Vec::new();
    each(text, &mut |word| out.push(word));
    out
}

/// Text without case and accents, for sorting.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold(c, &mut |c| out.push(c));
    }
    out
}

/// Collects a text's words and hands each over once it ends.
struct Cutter<'a> {
    word: String,
    characters: usize,
    start: usize,
    end: usize,
    /// The character before, of a script without spaces.
    before: Option<(char, usize)>,
    found: &'a mut dyn FnMut(Word),
}

impl Cutter<'_> {
    fn add(&mut self, c: char, at: usize) {
        if self.word.is_empty() {
            self.end_unspaced();
            self.start = at;
            self.characters = 0;
        }
        self.end = at + 1;
        if self.characters < MAX_WORD {
            self.word.push(c);
            self.characters += 1;
        }
    }

    fn add_unspaced(&mut self, c: char, at: usize) {
        self.end_word();
        if let Some((before, start)) = self.before.replace((c, at)) {
            (self.found)(Word {
                folded: [before, c].iter().collect(),
                start,
                end: at + 1,
                tail: false,
            });
        }
    }

    fn end_word(&mut self) {
        if !self.word.is_empty() {
            (self.found)(Word {
                folded: std::mem::take(&mut self.word),
                start: self.start,
                end: self.end,
                tail: false,
            });
        }
    }

    fn end_unspaced(&mut self) {
        if let Some((c, start)) = self.before.take() {
            (self.found)(Word {
                folded: c.to_string(),
                start,
                end: start + 1,
                tail: true,
            });
        }
    }
}

fn each(text: &str, found: &mut dyn FnMut(Word)) {
    let mut cutter = Cutter {
        word: String::new(),
        characters: 0,
        start: 0,
        end: 0,
        before: None,
        found,
    };
    for (at, c) in text.chars().enumerate() {
        if c.is_ascii_alphanumeric() {
            cutter.add(c.to_ascii_lowercase(), at);
        } else if c.is_ascii() {
            cutter.end_word();
            cutter.end_unspaced();
        } else if !is_ignored(c) {
            fold(c, &mut |c| {
                if is_unspaced(c) {
                    cutter.add_unspaced(c, at);
                } else if is_part(c) {
                    cutter.add(c, at);
                } else {
                    cutter.end_word();
                    cutter.end_unspaced();
                }
            });
        }
    }
    cutter.end_word();
    cutter.end_unspaced();
}

/// A character in its plain form: compatibility forms and letters with strokes taken apart, in upper and then in
/// lower case, which also makes ß of ẞ and σ of ς; accents fall away.
fn fold(c: char, out: &mut dyn FnMut(char)) {
    if c.is_ascii() {
        out(c.to_ascii_lowercase());
        return;
    }
    for part in std::iter::once(c).nfkd() {
        for upper in part.to_uppercase() {
            for lower in upper.to_lowercase() {
                if is_accent(lower) {
                    continue;
                }
                match plain(lower) {
                    Some(letters) => letters.chars().for_each(&mut *out),
                    None => out(lower),
                }
            }
        }
    }
}

/// Letters that no decomposition takes apart.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'þ' => "th",
        'ŧ' => "t",
        'ı' => "i",
        'ŋ' => "n",
        _ => return None,
    })
}

/// Marks over and under letters that people leave out when they search: accents, Hebrew points, Arabic vowels.
fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}'
        | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Nobody sees it, so it cuts nothing.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Of a script that puts no spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e01}'..='\u{e4e}' | '\u{e81}'..='\u{ecd}' | '\u{1000}'..='\u{103f}' | '\u{1780}'..='\u{17d3}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    fn finds(typed: &str, text: &str) -> bool {
        let query = Query::parse(typed).expect("words");
        query.count_in(&line(text)) == query.phrases().len()
    }

    fn marked(typed: &str, text: &str) -> Vec<String> {
        let characters: Vec<char> = text.chars().collect();
        Query::parse(typed)
            .expect("words")
            .ranges(text)
            .into_iter()
            .map(|(start, end)| characters[start..end].iter().collect())
            .collect()
    }

    #[test]
    fn text_is_cut_at_signs_and_levelled() {
        assert_eq!(
            cut("Grüße, C-1042! jane@acme.example"),
            ["grusse", "c", "1042", "jane", "acme", "example"]
        );
        assert_eq!(
            cut("Ołówek Æther ｆｕｌｌ ﬁne ΟΔΟΣ"),
            ["olowek", "aether", "full", "fine", "οδοσ"]
        );
        assert_eq!(cut("co\u{ad}op re\u{200b}fund"), ["coop", "refund"]);
        assert_eq!(cut("शांति مُحَمَّد"), ["शांति", "محمد"]);
        assert!(cut(" … !").is_empty());
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(cut("東京都 is"), ["東京", "京都", "都", "is"]);
        assert_eq!(cut("v2東"), ["v2", "東"]);
        for part in ["東", "京", "都", "東京", "京都", "東京都"] {
            assert!(finds(part, "于東京都に"), "{part}");
        }
        assert!(!finds("東都", "東京都"));
        assert!(finds("東京abc", "東京abc"));
    }

    #[test]
    fn all_words_must_occur_and_the_last_may_be_unfinished() {
        assert!(finds("parcel ref", "The refund of a parcel"));
        assert!(!finds("par refund", "The refund of a parcel"));
        assert!(!finds("ref ", "a refund"), "a space ends the word");
        assert!(finds("STRASSE", "straße 4"));
        assert!(finds("straße", "STRASSE"));
    }

    #[test]
    fn what_is_in_quotation_marks_stands_together() {
        assert!(finds("\"order number\"", "Your order number is"));
        assert!(!finds("\"number order\"", "Your order number is"));
        assert!(!finds("\"order num\"", "Your order number is"));
        assert!(finds("\"order num", "Your order number is"), "still typing");
        assert!(finds("“order number” your", "Your order number is"));
        assert!(finds("jane@acme.example", "to: jane@acme.example"));
        assert!(!finds("jane@acme.example", "acme.example, jane"));
        assert!(Query::parse(" \" ? ").is_none());
    }

    #[test]
    fn matches_are_marked_where_they_stand_in_the_original() {
        assert_eq!(marked("grusse", "Viele Grüße aus"), ["Grüße"]);
        assert_eq!(
            marked("\"order number\"", "order, number order"),
            ["order, number"]
        );
        assert_eq!(marked("京都", "東京都"), ["京都"]);
        assert_eq!(marked("京", "東京都"), ["京"]);
        assert_eq!(
            marked("refu parcel refu", "Refunds: the parcel"),
            ["Refunds", "parcel"]
        );
    }

    proptest! {
        #[test]
        fn every_line_holds_what_it_was_made_of(text in "\\PC{0,40}") {
            for word in words(&text) {
                prop_assert!(word.start < word.end && word.end <= text.chars().count());
            }
            let quoted = format!("\"{}\"", text.replace(is_quote, " "));
            if let Some(query) = Query::parse(&quoted).filter(|query| query.phrases().len() < MAX_PHRASES) {
                prop_assert_eq!(query.count_in(&line(&text)), query.phrases().len());
                prop_assert!(!query.ranges(&text).is_empty());
            }
        }
    }
}
