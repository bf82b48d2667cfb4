//! A chain's head as text: what is noted elsewhere, so that a cut tail is found.

use std::str::FromStr;

use discreet_store::audit::AuditHead;

/// A chain's head as text: its place and, in hexadecimal, its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadText(pub AuditHead);

impl std::fmt::Display for HeadText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:", self.0.seq)?;
        self.0
            .mac
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for HeadText {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected SEQ:MAC, a number and 64 hexadecimal digits, as `discreet audit head` prints it";
        let (seq, mac) = text.split_once(':').ok_or_else(expected)?;
        let seq = seq
            .parse()
            .ok()
            .filter(|seq| *seq >= 0)
            .ok_or_else(expected)?;
        if mac.len() != 64 || !mac.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(expected().to_owned());
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&mac[2 * at..2 * at + 2], 16).map_err(|_| expected())?;
        }
        Ok(Self(AuditHead { seq, mac: bytes }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_back_as_it_was_printed() {
        let head = HeadText(AuditHead {
            seq: 17,
            mac: std::array::from_fn(|at| u8::try_from(at * 8).unwrap()),
        });
        assert_eq!(head.to_string().parse(), Ok(head));
    }

    #[test]
    fn a_head_that_is_not_one_is_refused() {
        let mac = "0".repeat(64);
        for wrong in [
            "",
            "5",
            "x:00",
            &format!("-1:{mac}"),
            &format!("1:{mac}0"),
            &format!("1:{}", "é".repeat(32)),
        ] {
            assert!(wrong.parse::<HeadText>().is_err(), "{wrong}");
        }
    }
}
