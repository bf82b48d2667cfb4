//! The kinds of sensitive text, their groups and how severe each is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::finding::Severity;

macro_rules! labels {
    ($($variant:ident $code:literal $name:literal $group:ident $severity:ident,)*) => {
        /// What kind of sensitive text a finding or decision is about.
        ///
        /// On the wire in `SCREAMING_SNAKE_CASE`, as in `CREDIT_CARD`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Label {
            $(#[doc = $name] #[serde(rename = $code)] $variant,)*
        }

        impl Label {
            /// Every label, in the order in which reviewers see the groups.
            pub const ALL: &'static [Label] = &[$(Label::$variant,)*];

            /// The code on the wire, such as `CREDIT_CARD`.
            pub const fn code(self) -> &'static str {
                match self { $(Label::$variant => $code,)* }
            }

            /// The name for people, in lower case so that it fits inside a sentence.
            pub const fn name(self) -> &'static str {
                match self { $(Label::$variant => $name,)* }
            }

            /// The group under which reviewers see this label.
            pub const fn group(self) -> Group {
                match self { $(Label::$variant => Group::$group,)* }
            }

            /// How bad it is when text of this kind gets out.
            pub const fn severity(self) -> Severity {
                match self { $(Label::$variant => Severity::$severity,)* }
            }
        }
    };
}

labels! {
    ApiKey "API_KEY" "API key" Credentials Critical,
    Password "PASSWORD" "password" Credentials Critical,
    PrivateKey "PRIVATE_KEY" "private key" Credentials Critical,
    Jwt "JWT" "signed token" Credentials Critical,
    Credential "CREDENTIAL" "credential" Credentials Critical,
    CreditCard "CREDIT_CARD" "payment card" Payment Critical,
    Iban "IBAN" "IBAN" Payment High,
    BankAccount "BANK_ACCOUNT" "bank account" Payment High,
    Crypto "CRYPTO" "crypto wallet" Payment High,
    NationalId "NATIONAL_ID" "government id" Government Critical,
    Email "EMAIL" "e-mail address" Contact Medium,
    Phone "PHONE" "phone number" Contact Medium,
    Address "ADDRESS" "postal address" Contact Medium,
    Username "USERNAME" "user name" Contact Medium,
    Person "PERSON" "person's name" Person Medium,
    DateOfBirth "DATE_OF_BIRTH" "date of birth or age" Person High,
    Vehicle "VEHICLE" "vehicle plate" Person Medium,
    Ip "IP" "IP address" Network Medium,
    Mac "MAC" "hardware address" Network Medium,
    Url "URL" "personal link" Network Low,
    InternalUrl "INTERNAL_URL" "internal address" Network High,
    AccountId "ACCOUNT_ID" "account number" Business Medium,
    OrderId "ORDER_ID" "order number" Business Low,
    TenantId "TENANT_ID" "tenant id" Business High,
    Draft "DRAFT" "draft or internal wording" Business High,
    Custom "CUSTOM" "own word or pattern" Business High,
    Date "DATE" "date" Soft Low,
    Location "LOCATION" "place" Soft Low,
    Organization "ORGANIZATION" "organisation" Soft Low,
    Other "OTHER" "other" Other Medium,
}

impl Label {
    /// Whether a finding of this label is preset to be redacted: credentials, payment cards and
    /// bank details, government ids.
    pub const fn is_preset(self) -> bool {
        matches!(
            self.group(),
            Group::Credentials | Group::Payment | Group::Government
        )
    }

    /// Whether the label is one of the softer ones that are off unless asked for.
    pub const fn is_soft(self) -> bool {
        matches!(self.group(), Group::Soft)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code())
    }
}

/// A code that names no label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLabel;

impl fmt::Display for UnknownLabel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("not a label of the detector")
    }
}

impl std::error::Error for UnknownLabel {}

impl FromStr for Label {
    type Err = UnknownLabel;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Label::ALL
            .iter()
            .copied()
            .find(|label| label.code() == code)
            .ok_or(UnknownLabel)
    }
}

/// The heading under which reviewers see a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Keys, passwords, tokens.
    Credentials,
    /// Cards, bank accounts, wallets.
    Payment,
    /// Ids given out by governments.
    Government,
    /// Ways to reach a person.
    Contact,
    /// Who somebody is.
    Person,
    /// Machines and links.
    Network,
    /// Accounts, orders, tenants, unapproved wording.
    Business,
    /// Dates, places, organisations: off unless asked for.
    Soft,
    /// What a reviewer marked by hand.
    Other,
}

impl Group {
    /// The heading for people.
    pub const fn name(self) -> &'static str {
        match self {
            Group::Credentials => "Credentials",
            Group::Payment => "Payment and bank",
            Group::Government => "Government ids",
            Group::Contact => "Contact details",
            Group::Person => "People",
            Group::Network => "Network",
            Group::Business => "Business",
            Group::Soft => "Dates, places, organisations",
            Group::Other => "Other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_read_back_from_its_code_and_its_json() {
        for &label in Label::ALL {
            assert_eq!(label.code().parse(), Ok(label));
            let json = serde_json::to_string(&label).unwrap();
            assert_eq!(json, format!("\"{}\"", label.code()));
            assert_eq!(serde_json::from_str::<Label>(&json).unwrap(), label);
        }
        assert_eq!("SECRET".parse::<Label>(), Err(UnknownLabel));
    }

    #[test]
    fn credentials_payment_and_government_ids_are_preset_to_redact() {
        let preset: Vec<_> = Label::ALL.iter().filter(|l| l.is_preset()).collect();
        assert_eq!(preset.len(), 10);
        assert!(Label::CreditCard.is_preset() && Label::NationalId.is_preset());
        assert!(!Label::Email.is_preset());
    }
}
