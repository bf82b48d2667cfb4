//! What each detector finds and leaves alone, through the crate's one door.

use discreet_redact::{
    Citation, Contact, Conversation, Field, Label, Message, OwnPattern, OwnWord, Sender, Settings,
    scan, scan_text,
};

/// `expected` are the found texts with their labels, in order.
#[track_caller]
fn check(text: &str, expected: &[(&str, Label)]) {
    let chars: Vec<char> = text.chars().collect();
    let found: Vec<(String, Label)> = scan_text(text, &Settings::default())
        .iter()
        .map(|f| {
            (
                chars[f.start as usize..f.end as usize].iter().collect(),
                f.label,
            )
        })
        .collect();
    let expected: Vec<(String, Label)> = expected.iter().map(|&(t, l)| (t.to_owned(), l)).collect();
    assert_eq!(found, expected, "{text:?}");
}

#[test]
fn e_mail_addresses_are_found_written_and_spelled_out() {
    check(
        "Mail sam.lee+x@acme.example.",
        &[("sam.lee+x@acme.example", Label::Email)],
    );
    check(
        "it is sam dot lee at gmail dot com ok",
        &[("sam dot lee at gmail dot com", Label::Email)],
    );
    check(
        "sam (at) acme (dot) com",
        &[("sam (at) acme (dot) com", Label::Email)],
    );
    check("load logo@2x.png and pkg@1.2.3", &[]);
    check("meet me at noon dot", &[]);
}

#[test]
fn phones_are_found_by_prefix_grouping_and_words() {
    check(
        "It is +44 20 7946 0018.",
        &[("+44 20 7946 0018", Label::Phone)],
    );
    check(
        "Call (201) 555-0123 ext. 12 now",
        &[("(201) 555-0123 ext. 12", Label::Phone)],
    );
    check(
        "You can call me at 40123 after six",
        &[("40123", Label::Phone)],
    );
    check("Version 1.2.3 took 1234 ms", &[]);
    check("Costs $1,234,567 in 2019-2021", &[]);
}

#[test]
fn payment_cards_need_their_check_digit_or_a_word() {
    check(
        "4111 1111 1111 1111",
        &[("4111 1111 1111 1111", Label::CreditCard)],
    );
    check(
        "card number 4111-1111-1111-1112",
        &[("4111-1111-1111-1112", Label::CreditCard)],
    );
    check("my card ending in 4242", &[("4242", Label::CreditCard)]);
}

#[test]
fn invisible_characters_and_other_digits_hide_no_number() {
    check(
        "4111\u{200b}1111\u{200b}1111\u{200b}1111",
        &[(
            "4111\u{200b}1111\u{200b}1111\u{200b}1111",
            Label::CreditCard,
        )],
    );
    check(
        "４１１１１１１１１１１１１１１１",
        &[("４１１１１１１１１１１１１１１１", Label::CreditCard)],
    );
    check(
        "s\u{ad}am@acme.example",
        &[("s\u{ad}am@acme.example", Label::Email)],
    );
}

#[test]
fn bank_details_are_checked() {
    check(
        "IBAN GB82 WEST 1234 5698 7654 32",
        &[("GB82 WEST 1234 5698 7654 32", Label::Iban)],
    );
    check(
        "routing number 021000021",
        &[("021000021", Label::BankAccount)],
    );
    check(
        "send it to 1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        &[("1BoatSLRHtKNngkdXEeobR76b53LETtpyT", Label::Crypto)],
    );
    check(
        "0x52908400098527886E0F7030069857D2E4169EE7",
        &[("0x52908400098527886E0F7030069857D2E4169EE7", Label::Crypto)],
    );
}

#[test]
fn government_ids_are_found_by_shape_check_and_name() {
    check(
        "My SSN is 536-90-4399.",
        &[("536-90-4399", Label::NationalId)],
    );
    check("It is 12345678Z.", &[("12345678Z", Label::NationalId)]);
    check(
        "NINO: AB 12 34 56 C",
        &[("AB 12 34 56 C", Label::NationalId)],
    );
    check(
        "passport number C01X00T47",
        &[("C01X00T47", Label::NationalId)],
    );
    check(
        "VAT NL004495445B01",
        &[("NL004495445B01", Label::NationalId)],
    );
}

#[test]
fn public_product_numbers_are_left_alone() {
    for text in [
        "It is 978-3-16-148410-0.",
        "It is 2049-3630.",
        "ISBN 0306406152",
        "It is 4006381333931.",
        "It is US0378331005.",
        "see RFC 2616",
        "orcid 0000-0002-1825-0097",
    ] {
        check(text, &[]);
    }
}

// The keys are put together here, so that no scanner takes this file for a leak.
#[test]
fn keys_of_vendors_are_found_by_their_format() {
    let github = format!("ghp_{}", "a8Kd02mQzLx7Rt5VbN3wYc9HjE1uPs6GfT4i");
    check(&format!("use {github} please"), &[(&github, Label::ApiKey)]);
    let aws = format!("AKIA{}", "Z7Q2M4XW6LPD3RTV");
    check(&format!("id {aws}, ok"), &[(&aws, Label::ApiKey)]);
    check("ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", &[]);
    check("AKIAIOSFODNN7EXAMPLE", &[]);
    check("xoxb-xxx", &[]);
}

#[test]
fn assignments_to_promising_names_are_secrets() {
    check(
        "api_key = \"9f3kQ27xZpLm41Vt\"",
        &[("9f3kQ27xZpLm41Vt", Label::ApiKey)],
    );
    check("DB_PASSWORD=hunter2!x", &[("hunter2!x", Label::Password)]);
    check("api_key = \"${TOKEN}\"", &[]);
    check("password: String,", &[]);
    check("sort_key = \"2024-01-01T00\"", &[]);
    check("let token = tokens.next_token();", &[]);
}

#[test]
fn passwords_in_prose_are_found() {
    check(
        "the password is tr0ub4dor",
        &[("tr0ub4dor", Label::Password)],
    );
    check(
        "your verification code is 482913",
        &[("482913", Label::Credential)],
    );
    check("the password is required", &[]);
    check("the password is too short", &[]);
}

#[test]
fn signed_tokens_keys_and_credentials_in_links_are_found() {
    let token =
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI5OTg4Nzc2NiJ9.dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    check(token, &[(token, Label::Jwt)]);
    check(
        "postgres://app:s3cr3tpw@db.acme.example/main",
        &[(
            "postgres://app:s3cr3tpw@db.acme.example/main",
            Label::Credential,
        )],
    );
    check("https://user:password@acme.example/", &[]);
    check(
        "Authorization: Bearer 8f7d6a5b4c3e2f1a0b9c",
        &[("8f7d6a5b4c3e2f1a0b9c", Label::Credential)],
    );
    check("-H \"Authorization: Bearer $TOKEN\"", &[]);
    let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7";
    let key = format!(
        "-----BEGIN PRIVATE {k}-----\n{body}\n-----END PRIVATE {k}-----",
        k = "KEY"
    );
    check(&key, &[(&key, Label::PrivateKey)]);
}

#[test]
fn names_are_found_by_lists_shape_and_introduction() {
    check("My name is Sam Lee.", &[("Sam Lee", Label::Person)]);
    check(
        "hi my name is sam lee thanks",
        &[("sam lee", Label::Person)],
    );
    check("Dear Mr. Okonkwo, welcome", &[("Okonkwo", Label::Person)]);
    check(
        "we met Šárka Ottová there",
        &[("Šárka Ottová", Label::Person)],
    );
    check("The Visual Studio Code window", &[]);
    check("User: and Assistant: are labels", &[]);
}

#[test]
fn the_question_before_tells_what_the_answer_is() {
    check(
        "Agent: May I have your name?\nCustomer: aarti krishnan",
        &[("aarti krishnan", Label::Person)],
    );
    check(
        "Agent: What are the last four digits of your card?\nCustomer: 4821",
        &[("4821", Label::CreditCard)],
    );
    check(
        "Agent: Could I have the order id?\nCustomer: 7916676427",
        &[("7916676427", Label::OrderId)],
    );
    check(
        "Agent: And your username?\nCustomer: slee939",
        &[("slee939", Label::Username)],
    );
}

#[test]
fn addresses_are_found_in_several_shapes() {
    check(
        "I live at 12 Harbour Street, Springfield, IL 62704.",
        &[("12 Harbour Street, Springfield, IL 62704", Label::Address)],
    );
    check(
        "Wir sind in der Lindenstraße 12 zu finden",
        &[("Lindenstraße 12", Label::Address)],
    );
    check(
        "Send it to P.O. Box 104",
        &[("P.O. Box 104", Label::Address)],
    );
    check("postcode SW1A 2AA", &[("SW1A 2AA", Label::Address)]);
    check("It took 2 days and 5 stars all the way", &[]);
}

#[test]
fn network_addresses_are_found_and_loopback_is_left_alone() {
    check("from 203.0.113.77 today", &[("203.0.113.77", Label::Ip)]);
    check(
        "at 2001:db8:85a3::8a2e:370:7334 now",
        &[("2001:db8:85a3::8a2e:370:7334", Label::Ip)],
    );
    check(
        "mac d0:50:99:84:a2:a0",
        &[("d0:50:99:84:a2:a0", Label::Mac)],
    );
    check(
        "see http://10.0.4.12/admin",
        &[("http://10.0.4.12/admin", Label::InternalUrl)],
    );
    check(
        "see https://wiki.corp/page",
        &[("https://wiki.corp/page", Label::InternalUrl)],
    );
    check("on 127.0.0.1 and std::fmt::Debug", &[]);
}

#[test]
fn business_ids_and_draft_wording_are_found() {
    check("order number AB-12345", &[("AB-12345", Label::OrderId)]);
    check("account number 88123456", &[("88123456", Label::AccountId)]);
    check(
        "tenant id 6f9619ff-8b86-d011-b42d-00c04fc964ff",
        &[("6f9619ff-8b86-d011-b42d-00c04fc964ff", Label::TenantId)],
    );
    check(
        "This is internal only, do not share.",
        &[
            ("internal only", Label::Draft),
            ("do not share", Label::Draft),
        ],
    );
    check(
        "born on March 3, 1980",
        &[("March 3, 1980", Label::DateOfBirth)],
    );
}

#[test]
fn own_words_patterns_and_hosts_are_found_and_never_is_obeyed() {
    let settings = Settings {
        words: vec![OwnWord {
            text: "Project  Falcon".into(),
            label: Label::Custom,
        }],
        patterns: vec![OwnPattern {
            pattern: "tn-[0-9]{4}".into(),
            label: Label::TenantId,
            name: "tenant ids".into(),
        }],
        hosts: vec!["acme.example".into()],
        never: vec!["Sam Lee".into()],
        ..Settings::default()
    };
    let found = scan_text(
        "project falcon, tn-1234, Sam Lee, build.acme.example/x",
        &settings,
    );
    let labels: Vec<Label> = found.iter().map(|f| f.label).collect();
    assert_eq!(labels, [Label::Custom, Label::TenantId, Label::InternalUrl]);
    assert_eq!((found[2].start, found[2].end), (34, 54));
}

#[test]
fn a_pattern_that_cannot_be_compiled_is_reported_by_its_index() {
    let own = |pattern: &str| OwnPattern {
        pattern: pattern.into(),
        label: Label::Custom,
        name: String::new(),
    };
    let settings = Settings {
        patterns: vec![own("a+"), own("(")],
        ..Settings::default()
    };
    assert_eq!(settings.check().unwrap_err().index, 1);
    let everywhere = Settings {
        patterns: vec![own("a*")],
        ..Settings::default()
    };
    assert!(everywhere.check().is_err());
}

fn conversation() -> Conversation<'static> {
    Conversation {
        title: "Refund for Quillon".into(),
        contact: Contact {
            name: "Tamsin Quillon".into(),
            email: "tq@acme.example".into(),
            ..Contact::default()
        },
        messages: vec![
            Message::new(1, Sender::Contact, "Hello, it is about my parcel."),
            Message {
                citations: vec![Citation {
                    title: "Notes on tamsin".into(),
                    ..Citation::default()
                }],
                ..Message::new(
                    2,
                    Sender::Ai,
                    "Thanks, Tamsin. I wrote to tq@acme.example. Quillon, Tamsin is on file.",
                )
            },
        ],
        tags: vec!["quillon".into()],
        ..Conversation::default()
    }
}

#[test]
fn the_contact_is_found_wherever_they_recur_in_parts_and_in_either_order() {
    let found = scan(&conversation(), &Settings::default());
    let places: Vec<(Field, Option<u32>, Option<u32>, Label)> = found
        .iter()
        .map(|f| (f.field, f.message, f.item, f.label))
        .collect();
    assert_eq!(
        places,
        [
            (Field::Title, None, None, Label::Person),
            (Field::ContactName, None, None, Label::Person),
            (Field::ContactEmail, None, None, Label::Email),
            (Field::Tag, None, Some(0), Label::Person),
            (Field::Message, Some(2), None, Label::Person),
            (Field::Message, Some(2), None, Label::Email),
            (Field::Message, Some(2), None, Label::Person),
            (Field::CitationTitle, Some(2), Some(0), Label::Person),
        ]
    );
    let mails: Vec<&str> = found
        .iter()
        .filter(|f| f.label == Label::Email)
        .map(|f| f.group.as_str())
        .collect();
    assert_eq!(mails[0], mails[1], "the same value is one decision");
}

#[test]
fn labels_can_be_turned_off_and_soft_ones_on() {
    let text = "On March 3rd sam@acme.example came";
    let settings = Settings {
        off: vec![Label::Email],
        soft: vec![Label::Date],
        ..Settings::default()
    };
    let labels: Vec<Label> = scan_text(text, &settings).iter().map(|f| f.label).collect();
    assert_eq!(labels, [Label::Date]);
}
